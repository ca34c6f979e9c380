"""Versions: calendars, pre-releases, copies for pull requests, and what an index has taken, owns or rations."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.repositories import Commit
from tests.repositories.histories import ALPHA, CONFIG, DELTA, GAMMA
from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here
from tests.support.indexes import FaultyIndex, Served, small_release

History = Callable[[str], PackagingRepository]

MORE = Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})


def paa(repository: PackagingRepository, command: str, *words: str | Path) -> Completed:
    return paa_here(*command.split(), *words, "--root", repository.root)


def versions(repository: PackagingRepository, *words: str) -> dict[str, str]:
    done = paa(repository, "plan", *words, "--json")
    assert done.code == 0, done
    return {each["import_name"]: each["version"] for each in json.loads(done.out)["releases"]}


def change(repository: PackagingRepository, message: str, number: int) -> None:
    Commit(message, {"module_dir/gamma.py": f"{GAMMA}# {number}\n"})(repository)


def served_to(repository: PackagingRepository, served: Served, kind: str = "pypi", more: str = "") -> None:
    """Let releases go to a server."""
    where = f"kind: {kind}, url: '{served.simple}', upload_url: '{served.upload}'"
    text = f"{CONFIG}publish_to: there\nindexes:\n  there: {{{where}}}\n{more}"
    Commit("There", {".paa.config": text})(repository)


def test_a_pre_release_is_followed_by_the_release(history: History) -> None:
    repository = history("released")
    change(repository, "[gamma][1.0.0rc1] a candidate", 1)
    assert paa(repository, "release").out.startswith("released gamma 1.0.0rc1  ([1.0.0rc1])\n")
    assert git(repository.root, "tag", "--list", "v1*") == "v1.0.0rc1_gamma"

    change(repository, "[gamma] mend", 2)
    assert versions(repository) == {"gamma": "1.0.0"}
    change(repository, "[gamma][1.0.0rc2] another candidate", 3)
    assert versions(repository) == {"gamma": "1.0.0rc2"}
    change(repository, "[gamma][.+.] more than that", 4)
    git(repository.root, "reset", "--quiet", "--soft", "HEAD~2")
    repository.commit("[gamma][+..] more than that")
    assert versions(repository) == {"gamma": "1.0.0"}
    assert paa(repository, "show version", "gamma") == Completed(0, "1.0.0rc1\n", "")


def test_a_module_asks_for_a_pre_release(history: History) -> None:
    repository = history("released")
    asking = GAMMA.replace('"license_label"', '"version": "2.0.0b1", "license_label"')
    Commit("[gamma] try", {"module_dir/gamma.py": asking})(repository)

    assert versions(repository) == {"gamma": "2.0.0b1"}


def test_a_calendar_tells_the_version_by_the_commit(history: History) -> None:
    """The commits of these histories are of February 2024, whatever the clock says."""
    repository = history("released")
    Commit("Count by the calendar", {".paa.config": f"{CONFIG}versioning: calver\n"})(repository)
    assert versions(repository) == {}
    change(repository, "[gamma][+..] more", 1)

    planned = paa(repository, "plan").out

    assert planned.startswith("gamma 0.0.1 -> 2024.2.0  changed, the calendar\n")
    assert paa(repository, "make-package", "gamma", "-o", repository.root.parent / "dist").out.startswith(
        "gamma 2024.2.0\n"
    )
    assert paa(repository, "release").code == 0
    change(repository, "[gamma] more", 2)
    assert versions(repository) == {"gamma": "2024.2.1"}
    change(repository, "[gamma][2024.2.7] more", 3)
    assert versions(repository) == {"gamma": "2024.2.7"}
    Commit("Back", {".paa.config": CONFIG})(repository)
    assert versions(repository) == {"gamma": "2024.2.7"}


def test_a_first_release_by_the_calendar(history: History) -> None:
    repository = history("start")
    Commit("Count by the calendar", {".paa.config": f"{CONFIG}versioning: calver\n"})(repository)

    assert set(versions(repository).values()) == {"2024.2.0"}


def test_a_calendar_does_not_follow_what_is_none(history: History) -> None:
    repository = history("released")
    change(repository, "[gamma][20240101.0] by the day", 1)
    assert paa(repository, "release").code == 0
    Commit("Count by the calendar", {".paa.config": f"{CONFIG}versioning: calver\n"})(repository)
    change(repository, "[gamma] more", 2)

    done = paa(repository, "plan")

    assert (done.code, done.out) == (3, "")
    assert "module_dir/gamma.py: the last version, 20240101.0, is above those of the calendar" in done.err
    change(repository, "[gamma][1!2024.2.0] begin to count anew", 3)
    assert versions(repository) == {"gamma": "1!2024.2.0"}
    assert paa(repository, "release").code == 0
    change(repository, "[gamma] more", 4)
    assert versions(repository) == {"gamma": "1!2024.2.1"}


def made(repository: PackagingRepository, folder: Path, *words: str) -> list[str]:
    """Make development versions, and give the names of the archives."""
    done = paa(repository, "make-package", "--dev", *words, "--output-dir", folder)
    assert (done.code, done.err) == (0, "")
    return sorted(path.name for path in folder.iterdir())


def test_a_pull_request_gets_development_versions(history: History, tmp_path: Path) -> None:
    repository = history("released")
    git(repository.root, "switch", "--quiet", "--create", "work")
    change(repository, "[gamma][.+.] more", 1)
    first = made(repository, tmp_path / "first", "gamma")
    change(repository, "[gamma] still more", 2)

    second = made(repository, tmp_path / "second", "gamma")

    # The commit that records the last release is one of those that came after it.
    assert first == ["gamma-0.1.0.dev2-py3-none-any.whl", "gamma-0.1.0.dev2.tar.gz"]
    assert second == ["gamma-0.1.0.dev3-py3-none-any.whl", "gamma-0.1.0.dev3.tar.gz"]
    again = made(repository, tmp_path / "again", "gamma")
    assert [(tmp_path / "again" / name).read_bytes() for name in again] == [
        (tmp_path / "second" / name).read_bytes() for name in second
    ]
    # They are no releases: the plan knows nothing of them.
    assert versions(repository) == {"gamma": "0.1.0"}
    assert repository.status() == ""


def test_development_versions_require_each_other(history: History, tmp_path: Path) -> None:
    repository = history("released")
    uses = '"""Use it."""\n\nimport delta\nimport gamma\n\n__package_metadata__ = {}\nnames = [delta, gamma]\n'
    Commit("[epsilon] begin; [delta] begin", {"module_dir/delta.py": DELTA, "module_dir/epsilon.py": uses})(repository)

    made(repository, tmp_path / "dist", "epsilon")

    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        metadata = archive.read(f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info/METADATA").decode()
    required = [line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    # What was never released is of the same pull request; what was released need not be newer.
    assert required == ["delta>=0.0.1.dev3", "gamma>=0.0.1"]


@pytest.mark.parametrize("words", [("--default-version", "1.0"), ("--plan", "plan.json")])
def test_development_versions_decide_alone(history: History, words: tuple[str, str]) -> None:
    done = paa(history("released"), "make-package", "gamma", "--dev", *words)

    assert (done.code, done.out) == (2, "")
    assert "--dev decides the versions, and so do --plan and --default-version" in done.err


def test_development_versions_need_the_tag(history: History) -> None:
    repository = history("released")
    git(repository.root, "tag", "--delete", "v0.0.1_gamma")

    done = paa(repository, "make-package", "gamma", "--dev")

    assert (done.code, done.out) == (3, "")
    assert "gamma: released as 0.0.1, but no tag says from which commit" in done.err


def test_the_version_of_a_module(history: History) -> None:
    repository = history("released")
    Commit("[delta] begin", {"module_dir/delta.py": DELTA})(repository)

    assert paa(repository, "extract-tracking-version", "gamma") == Completed(0, "0.0.1\n", "")
    never = paa(repository, "show version", "delta")
    assert (never.code, never.out) == (3, "")
    assert never.err.startswith("error: module_dir/delta.py: delta was never released\n  hint: `paa plan delta` tells")


def test_what_an_index_has_is_taken(history: History, faulty: FaultyIndex, tmp_path: Path) -> None:
    """Yanked, deleted, pre-releases and development versions; the last ones are not gone on from."""
    repository = history("released")
    served_to(repository, faulty.served)
    MORE(repository)
    for version in ("0.0.1", "0.0.2", "0.1.0", "0.2.0rc1", "3.0.0.dev5"):
        for each in small_release(tmp_path / version, "gamma", version):
            assert faulty.served.post(each.path).status_code == 200
    assert versions(repository) == {"gamma": "0.2.0"}

    faulty.delete("gamma-0.2.0rc1-py3-none-any.whl")
    faulty.delete("gamma-0.2.0rc1.tar.gz")
    assert versions(repository) == {"gamma": "0.2.0"}
    for each in small_release(tmp_path / "deleted", "gamma", "0.3.0"):
        faulty.served.post(each.path)
        faulty.delete(each.path.name)
    assert versions(repository) == {"gamma": "0.3.1"}
    for each in small_release(tmp_path / "yanked", "gamma", "0.4.0"):
        faulty.served.post(each.path)
    faulty.yank("0.4.0", "broken")
    assert versions(repository) == {"gamma": "0.4.1"}
    change(repository, "[gamma][3.0.0.dev5] that one", 2)
    assert "commits ask for version 3.0.0.dev5 by `[3.0.0.dev5]`, which is taken" in paa(repository, "plan").err


@pytest.mark.parametrize("released", [False, True])
def test_a_stranger_on_a_server_is_refused_until_claimed(
    history: History, faulty: FaultyIndex, tmp_path: Path, *, released: bool
) -> None:
    """Also one that this repository released to another index only."""
    repository = history("released" if released else "start")
    served_to(repository, faulty.served)
    MORE(repository)
    for each in small_release(tmp_path, "gamma", "3.0.0"):
        faulty.served.post(each.path)

    done = paa(repository, "plan", "gamma")

    assert (done.code, done.out) == (6, "")
    assert "the index 'there' has a project 'gamma' (3.0.0), which this repository never released" in done.err
    assert "hint: choose another name, or `paa release --claim gamma` if it is yours" in done.err
    claimed = paa(repository, "release", "--claim", "gamma", "--dry-run")
    assert claimed.out.startswith(f"gamma {'0.0.1 -> ' if released else ''}3.0.1  ")


def test_several_strangers_are_claimed_by_name(history: History, faulty: FaultyIndex, tmp_path: Path) -> None:
    repository = history("start")
    served_to(repository, faulty.served)
    for name in ("alpha", "gamma"):
        for each in small_release(tmp_path / name, name, "3.0.0"):
            faulty.served.post(each.path)

    done = paa(repository, "release", "--claim", "--dry-run")

    assert (done.code, done.out) == (2, "")
    assert "the index has 2 projects that this repository never released: alpha gamma" in done.err
    assert paa(repository, "release", "--claim", "alpha", "gamma", "--dry-run").code == 0


def test_a_local_version_is_refused_before_anything_is_built(history: History, faulty: FaultyIndex) -> None:
    repository = history("start")
    change(repository, "[gamma][1.0.0+ours] ours", 1)
    assert versions(repository, "gamma") == {"gamma": "1.0.0+ours"}
    served_to(repository, faulty.served)

    done = paa(repository, "plan", "gamma")

    assert (done.code, done.out) == (3, "")
    assert "the version 1.0.0+ours has a local part, which the index 'there' does not take" in done.err
    assert "hint: ask for 1.0.0, or publish to an index that takes it" in done.err


def waiting(repository: PackagingRepository) -> list[str]:
    remarks = json.loads(paa(repository, "plan", "--json").out)["remarks"]
    return [each["text"] for each in remarks if each["subject"] == "the index there"]


def test_new_projects_are_rationed(history: History, faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = history("start")
    served_to(repository, faulty.served, more="new_projects_per_day: 0\n")
    assert versions(repository) == {}
    assert waiting(repository) == [
        "it takes 0 new projects a day; these wait: alpha, gamma; these need them, and wait as well: beta"
    ]
    served_to(repository, faulty.served, more="new_projects_per_day: 2\n")
    assert list(versions(repository)) == ["alpha", "gamma"]
    monkeypatch.setenv("PAA_THERE_TOKEN", faulty.served.password)

    done = paa(repository, "release", "--no-smoke")

    assert (done.code, done.out.count("released ")) == (0, 2)
    assert "note: the index there: it takes 2 new projects a day; these wait: beta\n" in done.err
    # They came just now: there is nothing left of this day, and releases of what is there are not counted.
    Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"})(repository)
    assert list(versions(repository)) == ["alpha"]
    assert waiting(repository) == ["it takes 2 new projects a day, and had 2 in the last 24 hours; these wait: beta"]


def test_the_next_day_goes_on(history: History, faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = history("start")
    served_to(repository, faulty.served, more="new_projects_per_day: 2\n")
    monkeypatch.setenv("PAA_THERE_TOKEN", faulty.served.password)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-03-01T12:00:00+00:00")
    assert paa(repository, "release", "--no-smoke").code == 0

    done = paa(repository, "release", "--no-smoke")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("released beta 0.0.1  (the first release)\n")
