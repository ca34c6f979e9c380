"""The files of feeds: what they may say, and what is told to who says something else."""

from pathlib import PurePosixPath

import pytest
from packaging.version import Version

from paa.config.feeds import load_feeds
from paa.errors import PaaError
from paa.model.choices import IndexKind
from paa.model.index_profile import DefinedIndex
from paa.model.settings import IndexName, IndexProfile, Url

PATH = PurePosixPath(".azure/feeds/team.yml")


def loaded(text: str) -> IndexProfile:
    (feed,) = load_feeds({PATH: text})
    return feed.profile


def problems(text: str, path: PurePosixPath = PATH) -> list[tuple[str | None, str, str | None]]:
    with pytest.raises(PaaError) as raised:
        load_feeds({path: text})
    return [(each.where, each.message, each.hint) for each in raised.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("variables:\n  feed_name: tools\n  organization: acme\n", id="mapping"),
        pytest.param(
            "variables:\n- {name: feed_name, value: tools}\n- {name: organization, value: acme, readonly: true}\n",
            id="list",
        ),
        pytest.param("variables:\n  feed_name: tools\n  organization: acme\n  project_guid:\n", id="no-project"),
        pytest.param("variables:\n  feed_name: tools\n  organization: acme\n  project_guid: ''\n", id="empty-project"),
        pytest.param("variables:\n  feed_name: tools\n  organization: acme\n  pool: linux\n", id="others"),
        pytest.param(
            "variables:\n- {name: feed_name, value: tools}\n- {name: organization, value: acme}\n- group: secrets\n",
            id="a-group",
        ),
    ],
)
def test_a_feed_of_an_organization(text: str) -> None:
    assert loaded(text) == IndexProfile(kind=IndexKind.AZURE, organization="acme", feed="tools")


def test_a_feed_of_a_project_on_another_server() -> None:
    text = """\
variables:
  feed_name: tools@Release
  organization: acme
  project_guid: 0f6e2a64-5b1c-4b8e-9d0d-2c3f4a5b6c7d
  server: https://azure.example.com/
  metadata_version: 2.4
  patience: 5
"""
    assert loaded(text) == IndexProfile(
        kind=IndexKind.AZURE,
        organization="acme",
        feed="tools@Release",
        project="0f6e2a64-5b1c-4b8e-9d0d-2c3f4a5b6c7d",
        server=Url("https://azure.example.com/"),
        metadata_version=Version("2.4"),
        patience=5,
    )


def test_a_feed_is_called_like_its_file() -> None:
    text = "variables:\n  feed_name: tools\n  organization: acme\n"
    path = PurePosixPath(".azure/feeds/Team-A.yml")

    (feed,) = load_feeds({path: text})

    profile = IndexProfile(kind=IndexKind.AZURE, organization="acme", feed="tools")
    assert feed == DefinedIndex(IndexName("team-a"), profile, str(path))


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        pytest.param(
            "",
            1,
            "the file of a feed needs `variables`",
            "write it as in example_feed.yml: `variables:` with `feed_name` and `organization`",
            id="empty",
        ),
        pytest.param(
            "variable:\n  feed_name: tools\n",
            1,
            "the file of a feed needs `variables`",
            "did you mean `variables`?",
            id="near-variables",
        ),
        pytest.param("variables:\n  feed_name: tools\n", 1, "a feed needs `organization`", None, id="incomplete"),
        pytest.param("variables: {}\n", 1, "a feed needs `feed_name` and `organization`", None, id="nothing"),
        pytest.param(
            "variables:\n  feed_name: tools\n  organisation: acme\n",
            3,
            "unknown variable `organisation`",
            "did you mean `organization`?",
            id="near",
        ),
        pytest.param(
            "variables:\n- {name: feedname, value: tools}\n- {name: organization, value: acme}\n",
            2,
            "unknown variable `feedname`",
            "did you mean `feed_name`?",
            id="near-in-a-list",
        ),
        pytest.param(
            "variables:\n  feed_name: tools\n  organization: $(org)\n",
            3,
            "`organization` is made of other variables",
            "write its value: whoever reads this file outside of a pipeline knows no variables",
            id="macro",
        ),
        pytest.param(
            "variables:\n  feed_name: [tools]\n  organization: acme\n",
            2,
            "`feed_name`: expected text, got a list",
            None,
            id="a-list",
        ),
        pytest.param(
            "variables:\n  feed_name: tools\n  organization: acme\n  server: http://azure.example.com\n",
            1,
            "http://azure.example.com would send a password in the clear",
            "use https; http is for this machine alone",
            id="open-address",
        ),
        pytest.param(
            "variables:\n- {name: feed_name, value: a}\n- {name: feed_name, value: b}\n"
            "- {name: organization, value: acme}\n",
            3,
            "`feed_name` is given twice",
            None,
            id="twice",
        ),
        pytest.param("variables:\n- feed_name\n", 2, "expected `name` and `value`", None, id="a-word"),
        pytest.param(
            "variables:\n- {name: feed_name, valu: a}\n- {name: organization, value: acme}\n",
            2,
            "unknown key `valu`",
            "did you mean `value`?",
            id="near-value",
        ),
        pytest.param(
            "variables:\n\tfeed_name: tools\n", 2, "a tab where YAML expects spaces", "indent with spaces", id="tab"
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str, hint: str | None) -> None:
    assert problems(text) == [(f"{PATH}:{line}", message, hint)]


def test_everything_is_said_at_once() -> None:
    texts = {PATH: "variables: {}\n", PurePosixPath(".azure/feeds/my feed.yml"): "variables: {}\n"}
    with pytest.raises(PaaError) as raised:
        load_feeds(texts)

    assert [(each.where, each.message) for each in raised.value.problems] == [
        (".azure/feeds/team.yml:1", "a feed needs `feed_name` and `organization`"),
        (".azure/feeds/my feed.yml", "the name of this file is none for an index: 'my feed'"),
    ]
