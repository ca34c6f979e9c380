"""`paa doctor`: what would stand in the way of a release, before it does."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repositories import Commit
from tests.repositories.histories import CONFIG, DELTA, GAMMA
from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here
from tests.support.indexes import FaultyIndex, small_release
from tests.support.remotes import add_remote
from tests.support.trees import read_tree

History = Callable[[str], PackagingRepository]

MORE = Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})


def doctor(repository: PackagingRepository, *words: str) -> Completed:
    return paa_here("doctor", *words, "--root", repository.root)


def symptoms(repository: PackagingRepository, *words: str, verdict: str = "bad") -> list[tuple[str, str, str]]:
    """Give what is as bad as that, and see that everything bad or doubtful has a way out."""
    done = doctor(repository, *words, "--json")
    document: dict[str, Any] = json.loads(done.out)
    assert done.code == (0 if document["ready"] else 4)
    assert all(each["hint"] for each in document["symptoms"] if each["verdict"] != "good")
    found = [each for each in document["symptoms"] if each["verdict"] == verdict]
    return [(each["subject"], each["check"], each["text"]) for each in found]


def served_to(repository: PackagingRepository, faulty: FaultyIndex, more: str = "") -> None:
    where = f"kind: pypi, url: '{faulty.served.simple}', upload_url: '{faulty.served.upload}'"
    text = f"{CONFIG}publish_to: there\nindexes:\n  there: {{{where}}}\n{more}"
    Commit("There", {".paa.config": text})(repository)


def test_where_nothing_is_wrong_it_says_so(history: History, tmp_path: Path) -> None:
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    MORE(repository)
    before = read_tree(repository.root), git(remote, "for-each-ref"), git(repository.root, "for-each-ref")

    done = doctor(repository)

    assert done == Completed(
        0,
        "repository\n"
        "  ok    history   it is there, whole\n"
        "  ok    branch    releases are recorded on main\n"
        "  ok    remote    you may push to origin, as far as it tells before a push\n"
        "index local\n"
        "  ok    login     a folder that you may write to\n"
        "gamma\n"
        "  ok    name      it is ours on local\n"
        "\n"
        "nothing stands in the way of a release\n",
        "",
    )
    assert (read_tree(repository.root), git(remote, "for-each-ref"), git(repository.root, "for-each-ref")) == before


def test_a_shallow_clone_is_told(history: History, tmp_path: Path) -> None:
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    git(tmp_path, "clone", "--quiet", "--depth=1", remote.as_uri(), tmp_path / "other")

    found = symptoms(PackagingRepository(tmp_path / "other"))

    assert ("repository", "history", "it was cut off when it was cloned, so what changed cannot be told") in found
    # Nobody can tell what changed, so everything is looked at.
    assert [each for each in found if each[1] == "changes"] != []


def test_no_commit_and_no_remote(repository: PackagingRepository) -> None:
    repository.config(CONFIG)
    repository.module("gamma", GAMMA)

    assert symptoms(repository, "gamma") == [("repository", "history", "there is no commit yet")]
    assert symptoms(repository, "gamma", verdict="doubtful")[0] == (
        "repository",
        "remote",
        "there is none, so the record of a release stays here",
    )


def test_a_remote_that_lets_nobody_in(history: History, tmp_path: Path) -> None:
    repository = history("released")
    git(repository.root, "remote", "add", "origin", str(tmp_path / "gone.git"))

    ((subject, check, text),) = symptoms(repository)

    assert (subject, check) == ("repository", "remote")
    assert "the remote 'origin' takes no push: fatal: '" in text


def test_a_detached_head_and_the_ways_out(history: History) -> None:
    repository = history("released")
    git(repository.root, "switch", "--quiet", "--detach")

    ((_, check, text),) = symptoms(repository)

    assert check == "branch"
    assert text.endswith("HEAD is detached, so there is no branch to record on")
    assert symptoms(repository, "--branch", "main") == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(history: History) -> None:
    repository = history("released")
    folder = repository.root / ".paa/index"
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    assert [each[:2] for each in symptoms(repository)] == [("index local", "login")]


def test_a_folder_that_is_a_file(history: History) -> None:
    repository = history("start")
    repository.write(".paa/index", "no folder\n")

    assert ("index local", "login") in [each[:2] for each in symptoms(repository)]


def test_a_login_that_is_missing_and_one_that_is_there(
    history: History, faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = history("start")
    served_to(repository, faulty)

    assert symptoms(repository) == [("index there", "login", "there is no login for the index 'there'")]
    monkeypatch.setenv("PAA_THERE_TOKEN", secret := "pypi-made-up-secret")
    assert symptoms(repository) == []
    told = doctor(repository)
    assert "  ok    login     environment PAA_THERE_TOKEN\n" in told.out
    assert secret not in told.out + told.err


def test_names_that_an_index_would_refuse(
    history: History, faulty: FaultyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = history("start")
    served_to(repository, faulty, "new_projects_per_day: 1\n")
    monkeypatch.setenv("PAA_THERE_TOKEN", "made-up")
    for name in ("gamma", "nearone"):
        for each in small_release(tmp_path / name, name):
            faulty.served.post(each.path)
    modules = {
        "tool_list": DELTA,
        "too1_l1st": DELTA,
        "near_one": DELTA,
        "stolen": DELTA.replace("{", '{"name": "asyncio", ', 1),
        "ill": DELTA.replace("{", '{"name": "-ill-", ', 1),
        "mute": "__package_metadata__ = {}\n",
    }
    Commit("More", {f"module_dir/{name}.py": text for name, text in modules.items()})(repository)

    assert sorted(symptoms(repository, "--all")) == [
        ("asyncio", "name", "it is a name of the standard library, and the index gives those to nobody"),
        ("gamma", "name", "the index there has a project of this name that this repository never released"),
        ("ill", "metadata", "module_dir/ill.py:3: '-ill-' is no valid project name"),
        ("near-one", "name", "the index there has nearone, and may refuse this name as too similar"),
        ("tool-list", "name", "an index cannot tell it from too1-l1st"),
    ]
    doubtful = symptoms(repository, "--all", verdict="doubtful")
    assert ("mute", "README", "it says nothing of what the package does") in doubtful
    waiting = "it takes 1 new projects a day; these will wait: beta, mute, too1-l1st"
    assert ("index there", "limit", waiting) in doubtful


def test_a_licence_is_missed(history: History) -> None:
    repository = history("start")
    Commit("No licence", {".paa.config": CONFIG.replace("license_label: MIT\n", "")})(repository)

    found = symptoms(repository, "alpha", "gamma", verdict="doubtful")

    assert ("alpha", "licence", "there is none, so nobody may use the package") in found
    assert [each for each in found if each[0] == "gamma"] == []


def test_many_projects_are_many(history: History) -> None:
    repository = history("start")
    Commit("Limit", {".paa.config": f"{CONFIG}release_limit: 2\n"})(repository)

    found = symptoms(repository, verdict="doubtful")

    assert ("repository", "limit", "a release of 3 projects at once is above the limit of 2") in found


def test_an_index_that_does_not_answer_is_asked_once(
    history: History, faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = history("start")
    nowhere = "url: 'http://127.0.0.1:9/simple/', upload_url: 'http://127.0.0.1:9/'"
    text = f"{CONFIG}publish_to: there\nindexes:\n  there: {{kind: pypi, {nowhere}}}\n"
    Commit("There", {".paa.config": text})(repository)
    monkeypatch.setenv("PAA_THERE_TOKEN", faulty.served.password)

    ((subject, check, _),) = symptoms(repository)

    assert (subject, check) == ("index there", "reading")


def test_wrong_words(history: History) -> None:
    repository = history("released")

    assert doctor(repository, "gamma", "--all").code == 2
    assert doctor(repository, "nobody").code == 3
    assert doctor(repository, "--index", "nowhere").code == 2
