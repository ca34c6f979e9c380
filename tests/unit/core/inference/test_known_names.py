"""The lookup in the tables of names."""

import pytest

from paa.core.inference.known_names import Known, KnownNames

NAMES = KnownNames(
    "PIL\tpillow\ngoogle.auth\tgoogle-auth\ngoogle.cloud.storage\tgoogle-cloud-storage\n"
    "magic\tpython-magic\tfile-magic\nnumpy\nzmq\tpyzmq\n",
    "azure\tazure-{}\t2\nazure.mgmt\tazure-mgmt-{}\t1\ngoogle.cloud\tgoogle-cloud-{}\t1\n",
)


@pytest.mark.parametrize(
    ("dotted", "known"),
    [
        pytest.param("PIL.Image", Known("PIL", "pillow"), id="the first row"),
        pytest.param("zmq", Known("zmq", "pyzmq"), id="the last row"),
        pytest.param("numpy.linalg", Known("numpy", "numpy"), id="a name that is the project's"),
        pytest.param("magic", Known("magic", "python-magic", ("file-magic",)), id="several projects"),
        pytest.param("google.auth.transport", Known("google.auth", "google-auth"), id="a dotted row"),
        pytest.param(
            "google.cloud.storage.blob", Known("google.cloud.storage", "google-cloud-storage"), id="row first"
        ),
        pytest.param(
            "google.cloud.big_query.x", Known("google.cloud.big_query", "google-cloud-big-query"), id="a rule"
        ),
        pytest.param("azure.a.b.c", Known("azure.a.b", "azure-a-b"), id="a rule for two parts"),
        pytest.param("azure.a", Known("azure.a", "azure-a"), id="a rule for two parts, and one is there"),
        pytest.param("azure.mgmt.a.b", Known("azure.mgmt.a", "azure-mgmt-a"), id="the rule of the longer prefix"),
        pytest.param("google.cloud", None, id="nothing but a prefix"),
        pytest.param("google", None, id="the beginning of rows"),
        pytest.param("num", None, id="the beginning of a name"),
        pytest.param("py", None, id="within a row"),
        pytest.param("pillow", None, id="a project, and no import"),
    ],
)
def test_the_longest_prefix_decides(dotted: str, known: Known | None) -> None:
    assert NAMES.find(dotted) == known


@pytest.mark.parametrize(
    ("dotted", "is_namespace"),
    [("google", True), ("google.cloud", True), ("azure", True), ("google.auth", False), ("numpy", False)],
)
def test_names_that_projects_share(dotted: str, is_namespace: bool) -> None:
    assert NAMES.is_namespace(dotted) is is_namespace
