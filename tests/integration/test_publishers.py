"""`paa publishers`: what the forms of the public indexes ask for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repositories import Commit
from tests.repositories.histories import CONFIG, DELTA
from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here
from tests.support.indexes import FaultyIndex, small_release

History = Callable[[str], PackagingRepository]


def publishers(repository: PackagingRepository, *words: str) -> Completed:
    return paa_here("publishers", *words, "--root", repository.root)


def plans(repository: PackagingRepository, *words: str) -> list[dict[str, Any]]:
    done = publishers(repository, *words, "--json")
    assert (done.code, done.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.out)["indexes"]
    return found


@pytest.fixture
def hosted(history: History, faulty: FaultyIndex) -> PackagingRepository:
    """Give a repository on GitHub with five projects, whose indexes are on this machine."""
    repository = history("start")
    configured(repository, faulty)
    Commit("More", {"module_dir/delta.py": DELTA, "module_dir/epsilon.py": DELTA, "module_dir/private.py": ""})(
        repository
    )
    git(repository.root, "remote", "add", "origin", "https://me:secret@github.com/ada/words.git")
    return repository


def configured(repository: PackagingRepository, faulty: FaultyIndex, more: str = "") -> None:
    where = f"url: '{faulty.served.simple}', upload_url: '{faulty.served.upload}'"
    indexes = f"indexes:\n  pypi: {{kind: pypi, {where}}}\n  testpypi: {{kind: testpypi, {where}}}\n"
    Commit("Indexes", {".paa.config": f"{CONFIG}publish_to: pypi\n{indexes}{more}"})(repository)


def test_every_field_of_the_form_is_shown(hosted: PackagingRepository) -> None:
    done = publishers(hosted, "gamma")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "PyPI (pypi): 1 project to be released for the first time\n"
        "\n"
        "    PyPI project name  gamma\n"
        "    owner              ada\n"
        "    repository name    words\n"
        "    workflow name      release.yml\n"
        "    environment name   pypi\n"
        "\n"
        "With a token instead: a token that is limited to a project cannot be made before\n"
    )
    assert "secret" not in done.out


def test_three_wait_at_a_time_in_environments_of_their_own(hosted: PackagingRepository, faulty: FaultyIndex) -> None:
    (plan,) = plans(hosted)

    assert [[each["project"] for each in batch] for batch in plan["batches"]] == [
        ["alpha", "beta", "delta"],
        ["epsilon", "gamma"],
    ]
    assert plan["batches"][0][0] == {
        "project": "alpha",
        "owner": "ada",
        "repository": "words",
        "workflow": "release.yml",
        "environment": "pypi-alpha",
    }
    # The pipelines have one environment for all: that must change as long as several wait.
    assert plan["notes"][0].startswith("two publishers cannot wait with the same environment: say `environment: pypi-{")
    configured(hosted, faulty, "environment: 'release-{name}'\n")
    (plan,) = plans(hosted)
    assert plan["batches"][1][1]["environment"] == "release-gamma"
    assert [note for note in plan["notes"] if "environment" in note] == []


def test_what_is_there_waits_for_nothing(hosted: PackagingRepository, faulty: FaultyIndex, tmp_path: Path) -> None:
    for name in ("alpha", "beta", "delta", "gamma"):
        for each in small_release(tmp_path / name, name):
            faulty.served.post(each.path)

    (plan,) = plans(hosted)

    assert [[each["project"] for each in batch] for batch in plan["batches"]] == [["epsilon"]]
    assert plan["batches"][0][0]["environment"] == "pypi"
    assert [each["project"] for each in plan["there"]] == ["alpha", "beta", "delta", "gamma"]
    assert plan["notes"] == []
    assert "  there already: alpha, beta, delta, gamma\n" in publishers(hosted).out


def test_the_index_of_the_stage_has_one_environment(hosted: PackagingRepository, faulty: FaultyIndex) -> None:
    configured(hosted, faulty, "stage_to: testpypi\n")

    goal, stage = plans(hosted, "alpha", "beta")

    assert (goal["index"], stage["index"], stage["title"]) == ("pypi", "testpypi", "TestPyPI")
    assert [[each["environment"] for each in batch] for batch in goal["batches"]] == [["pypi-alpha", "pypi-beta"]]
    assert [[each["environment"] for each in batch] for batch in stage["batches"]] == [["testpypi"], ["testpypi"]]
    assert "one publisher waits at a time" in stage["notes"][0]
    assert [each["index"] for each in plans(hosted, "--index", "testpypi")] == ["testpypi"]


@pytest.mark.parametrize(
    ("address", "place"),
    [("https://dev.azure.com/ada/words/_git/words", "dev.azure.com"), ("/srv/git/words.git", "a folder")],
)
def test_a_remote_elsewhere_is_told(hosted: PackagingRepository, address: str, place: str) -> None:
    git(hosted.root, "remote", "set-url", "origin", address)

    done = publishers(hosted)

    assert (done.code, done.out) == (3, "")
    assert f"the remote 'origin' is not on GitHub ({place}), and paa knows trusted publishers of GitHub" in done.err
    assert "hint: pipelines elsewhere log in with a token, as a secret variable PAA_<INDEX>_TOKEN" in done.err


def test_no_remote_is_told(hosted: PackagingRepository) -> None:
    git(hosted.root, "remote", "remove", "origin")

    done = publishers(hosted)

    assert done.code == 3
    assert "there is no remote, so nobody knows owner and name" in done.err


def test_an_index_that_trusts_nobody_is_told(hosted: PackagingRepository) -> None:
    done = publishers(hosted, "--index", "local")

    assert (done.code, done.out) == (2, "")
    assert "the index 'local' knows no trusted publishers" in done.err
