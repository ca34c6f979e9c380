"""`record`: pull requests instead of pushes, branches that are named, and records that start no release."""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from paa.pipeline.plan import PlanRequest
from paa.pipeline.release import ReleaseRequest, release_projects
from paa.pipeline.repository import open_repository
from paa.pipeline.steps import Step as Stage
from tests.repositories import Commit
from tests.repositories.histories import ALPHA, CONFIG, GAMMA
from tests.support import Completed, PackagingRepository, git, run
from tests.support.here import paa_here
from tests.support.remotes import Interloper, add_remote, hook

History = Callable[[str], PackagingRepository]

LEDGER = ".paa/tracking/lsts_package_versions.yml"
MORE = Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})
NOTHING = "nothing to release; 3 unchanged\n"


def release(repository: PackagingRepository | Path, *words: str | Path) -> Completed:
    root = repository if isinstance(repository, Path) else repository.root
    return paa_here("release", *words, "--root", root)


def show(repository: Path, revision: str, path: str) -> str:
    return run("git", "show", f"{revision}:{path}", cwd=repository, check=True).out


def branches(remote: Path) -> list[str]:
    return git(remote, "for-each-ref", "--format=%(refname:strip=2)", "refs/heads").split()


@pytest.fixture
def reviewed(history: History, tmp_path: Path) -> tuple[PackagingRepository, Path]:
    """Give a repository whose releases are recorded by pull requests, something to release, and its remote."""
    repository = history("released")
    Commit("Review", {".paa.config": f"{CONFIG}record: pull-request\n"})(repository)
    remote = add_remote(repository, tmp_path / "remote.git")
    MORE(repository)
    git(repository.root, "push", "--quiet")
    return repository, remote


@pytest.mark.parametrize("atomic", [True, False])
def test_a_record_waits_on_a_branch(reviewed: tuple[PackagingRepository, Path], *, atomic: bool) -> None:
    repository, remote = reviewed
    git(remote, "config", "receive.advertiseAtomic", str(atomic).lower())
    built = git(repository.root, "rev-parse", "HEAD")
    branch = f"paa/release-{built[:10]}"

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert f"1 tag, pushed to origin\nthe branch {branch} waits to be merged into main\n" in done.out
    assert "open the pull request: where origin is hosted\n" in done.out
    # The branch that is protected is left alone, there and here; the tag tells that the release is made.
    assert git(remote, "rev-parse", "main") == git(repository.root, "rev-parse", "HEAD") == built
    assert git(remote, "rev-parse", "v0.0.2_gamma^{commit}") == built
    assert git(remote, "rev-parse", f"{branch}^") == built
    assert show(remote, branch, LEDGER) == "alpha: 0.0.1\nbeta: 0.0.1\ngamma: 0.0.2\n"
    # A pull request is checked like any other, so its commit tells no pipeline to pass over it.
    assert "[skip ci]" not in git(remote, "log", "-1", "--format=%B", branch)
    assert repository.status() == ""


def test_while_it_waits_nothing_is_released_again_and_it_is_not_lost(
    reviewed: tuple[PackagingRepository, Path], tmp_path: Path
) -> None:
    repository, remote = reviewed
    assert release(repository).code == 0
    before = git(remote, "for-each-ref")
    git(tmp_path, "clone", "--quiet", remote, tmp_path / "other")

    assert release(repository) == Completed(0, NOTHING, "")
    assert release(tmp_path / "other") == Completed(0, NOTHING, "")

    assert git(remote, "for-each-ref") == before


def test_the_next_release_goes_on_with_the_branch_that_waits(reviewed: tuple[PackagingRepository, Path]) -> None:
    repository, remote = reviewed
    assert release(repository).code == 0
    first = branches(remote)
    Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"})(repository)
    git(repository.root, "push", "--quiet")

    done = release(repository, "--json")

    assert (done.code, done.err) == (0, "")
    assert branches(remote) == first == ["main", json.loads(done.out)["recorded"]["pull_request"]["branch"]]
    assert show(remote, first[1], LEDGER) == "alpha: 0.0.2\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert "v0.0.2_alpha" in git(remote, "tag", "--list").split()


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_what_was_merged_starts_no_release_and_is_begun_anew(
    reviewed: tuple[PackagingRepository, Path], how: str
) -> None:
    repository, remote = reviewed
    assert release(repository).code == 0
    (waiting,) = [name for name in branches(remote) if name != "main"]
    git(repository.root, "fetch", "--quiet", "origin")
    words = ["--squash"] if how == "squash" else ["--no-ff", "--message=Merge the record"]
    git(repository.root, "merge", "--quiet", *words, f"origin/{waiting}")
    if how == "squash":
        git(repository.root, "commit", "--quiet", "--message=Release gamma 0.0.2 (#7)")
    git(repository.root, "push", "--quiet")

    assert release(repository) == Completed(0, NOTHING, "")
    # Nobody deleted the branch: it says nothing more that the other one lacks.
    Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"})(repository)
    git(repository.root, "push", "--quiet")
    assert release(repository).code == 0
    (fresh,) = set(branches(remote)) - {"main", waiting}
    assert git(remote, "merge-base", "main", fresh) == git(remote, "rev-parse", "main")
    assert show(remote, fresh, LEDGER) == "alpha: 0.0.2\nbeta: 0.0.1\ngamma: 0.0.2\n"


def test_without_a_remote_the_branch_waits_here(history: History) -> None:
    repository = history("released")
    Commit("Review", {".paa.config": f"{CONFIG}record: pull-request\n"})(repository)
    MORE(repository)
    built = git(repository.root, "rev-parse", "HEAD")

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert f"git merge paa/release-{built[:10]}\n" in done.out
    assert git(repository.root, "rev-parse", "HEAD") == built
    Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"})(repository)
    assert release(repository).code == 0
    assert branches(repository.root) == ["main", f"paa/release-{built[:10]}"]
    git(repository.root, "merge", "--quiet", "--message=Merge", f"paa/release-{built[:10]}")
    assert (repository.root / LEDGER).read_text("utf-8") == "alpha: 0.0.2\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert release(repository) == Completed(0, NOTHING, "")
    assert repository.status() == ""


def test_a_protected_branch_names_the_other_ways(history: History, tmp_path: Path) -> None:
    repository = history("released")
    MORE(repository)
    remote = add_remote(repository, tmp_path / "remote.git")
    hook(remote, "update", 'test "$1" != refs/heads/main')

    done = release(repository)

    assert done.code == 7
    assert (
        "mend the remote and run the command again; where nobody may push to 'main': `record: pull-request` or "
        "`record: tags-only` in .paa.config\n"
    ) in done.err
    # What was published is recorded in another way then, and not released again.
    Commit("Review", {".paa.config": f"{CONFIG}record: pull-request\n"})(repository)
    done = release(repository)
    assert (done.code, done.err) == (0, "")
    assert "released gamma 0.0.2  (published by a run that did not finish)" in done.out
    assert "v0.0.2_gamma" in git(remote, "tag", "--list").split()


@pytest.mark.parametrize("name", ["main", "refs/heads/main"])
def test_a_pipeline_names_the_branch(history: History, tmp_path: Path, name: str) -> None:
    repository = history("released")
    MORE(repository)
    remote = add_remote(repository, tmp_path / "remote.git")
    built = git(repository.root, "rev-parse", "HEAD")
    git(repository.root, "switch", "--quiet", "--detach")
    before = git(repository.root, "rev-parse", "main")

    done = release(repository, "--branch", name)

    assert (done.code, done.err) == (0, "")
    assert git(remote, "rev-parse", "main^") == built
    # Nothing moves here but the tags: a pipeline goes on with the commit that it checked out.
    assert git(repository.root, "rev-parse", "HEAD", "main").split() == [built, before]
    assert release(repository, "--branch", name) == Completed(0, NOTHING, "")


def test_a_pipeline_records_on_top_of_later_commits(history: History, tmp_path: Path) -> None:
    repository = history("released")
    MORE(repository)
    remote = add_remote(repository, tmp_path / "remote.git")
    git(repository.root, "switch", "--quiet", "--detach")
    git(remote, "clone", "--quiet", remote, tmp_path / "other")
    Commit("Docs", {"README.md": "# Theirs\n"})(other := PackagingRepository(tmp_path / "other"))
    git(other.root, "push", "--quiet")

    assert release(repository, "--branch", "main").code == 0

    assert git(remote, "rev-parse", "main^") == git(other.root, "rev-parse", "HEAD")
    assert show(remote, "main", LEDGER).endswith("gamma: 0.0.2\n")


def test_what_is_not_on_the_branch_is_not_pushed_there(history: History, tmp_path: Path) -> None:
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    git(repository.root, "switch", "--quiet", "--create", "feature")
    MORE(repository)
    before = git(remote, "for-each-ref")

    done = release(repository, "--branch", "main")

    assert (done.code, done.out) == (3, "")
    assert "what is checked out is not on the branch 'main' of 'origin'" in done.err
    assert git(remote, "for-each-ref") == before


@pytest.mark.parametrize("name", ["-x", "a..b", "refs/tags/v1", ""])
def test_what_cannot_be_a_branch_is_refused(history: History, name: str) -> None:
    done = release(history("released"), f"--branch={name}")

    assert (done.code, done.out) == (2, "")
    assert f"--branch: {name!r} is no name of a branch" in done.err


def test_a_branch_without_a_remote_is_moved_here(history: History) -> None:
    repository = history("released")
    MORE(repository)
    git(repository.root, "switch", "--quiet", "--detach")
    built = git(repository.root, "rev-parse", "HEAD")

    assert release(repository, "--branch", "main").code == 0

    assert git(repository.root, "rev-parse", "main^") == git(repository.root, "rev-parse", "HEAD") == built


@pytest.mark.parametrize("mode", ["push", "pull-request"])
def test_a_recording_commit_starts_no_release(history: History, tmp_path: Path, mode: str) -> None:
    repository = history("released")
    Commit("Mode", {".paa.config": f"{CONFIG}record: {mode}\n"})(repository)
    MORE(repository)
    remote = add_remote(repository, tmp_path / "remote.git")
    assert release(repository).code == 0
    record = "main" if mode == "push" else branches(remote)[-1]
    git(repository.root, "fetch", "--quiet", "origin")
    git(repository.root, "switch", "--quiet", "--detach", git(remote, "rev-parse", record))

    planned = paa_here("plan", "--root", repository.root)

    assert (planned.code, planned.out) == (0, NOTHING)


def test_status_says_that_a_record_waits(reviewed: tuple[PackagingRepository, Path]) -> None:
    repository, remote = reviewed
    assert release(repository).code == 0

    told = paa_here("status", "--root", repository.root)

    assert told.code == 3
    assert "0.0.2 has no line in the ledger (last: 0.0.1)" in told.out
    assert "hint: merge the pull request that has it, from a branch paa/release-…; where it is lost, `paa" in told.out
    # It waits: there is nothing to be written a second time.
    before = git(remote, "for-each-ref")
    assert paa_here("status", "--repair", "--root", repository.root) == Completed(0, "nothing to repair\n", "")
    assert git(remote, "for-each-ref") == before
    git(remote, "branch", "--quiet", "-D", *[name for name in branches(remote) if name != "main"])
    assert "listed gamma 0.0.2 in the ledger" in paa_here("status", "--repair", "--root", repository.root).out
    (again,) = [name for name in branches(remote) if name != "main"]
    assert show(remote, again, LEDGER).endswith("gamma: 0.0.2\n")


def test_the_address_of_the_page_is_told(reviewed: tuple[PackagingRepository, Path], tmp_path: Path) -> None:
    repository, remote = reviewed
    root = repository.root
    (tmp_path / "ada").mkdir()
    remote.rename(tmp_path / "ada" / "words.git")
    # What ssh would run on the host, run here.
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\ncd {tmp_path}\nfor word; do command=$word; done\neval "$command"\n', "utf-8")
    ssh.chmod(0o755)
    git(root, "config", "core.sshCommand", str(ssh))
    git(root, "remote", "set-url", "origin", "git@github.com:ada/words.git")

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    branch = f"paa/release-{git(root, 'rev-parse', 'HEAD')[:10]}"
    assert f"open the pull request: https://github.com/ada/words/compare/main...{branch}?expand=1\n" in done.out


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("stage", [Stage.PUSH, Stage.MOVE])
def test_a_release_that_is_killed_is_completed_on_one_branch(
    reviewed: tuple[PackagingRepository, Path], stage: Stage, moment: str
) -> None:
    repository, remote = reviewed
    words = ("-m", "tests.support.dying", repository.root, stage, moment, "1")
    killed = run(sys.executable, *words, cwd=Path(__file__).parents[2])
    assert killed.code == -signal.SIGKILL

    assert release(repository).code == 0

    (waiting,) = [name for name in branches(remote) if name != "main"]
    assert show(remote, waiting, LEDGER) == "alpha: 0.0.1\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert git(remote, "rev-list", "--count", f"main..{waiting}") == "1"
    assert "v0.0.2_gamma" in git(remote, "tag", "--list").split()
    assert release(repository) == Completed(0, NOTHING, "")


@pytest.mark.parametrize("atomic", [True, False])
def test_two_records_at_once_share_a_branch(
    reviewed: tuple[PackagingRepository, Path], tmp_path: Path, *, atomic: bool
) -> None:
    repository, remote = reviewed
    git(remote, "config", "receive.advertiseAtomic", str(atomic).lower())
    Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"})(repository)
    git(repository.root, "push", "--quiet")
    git(tmp_path, "clone", "--quiet", remote, tmp_path / "other")
    copytree(repository.root / ".paa/index", tmp_path / "other/.paa/index")
    reporter = Interloper(Stage.PUSH, lambda: release(tmp_path / "other", "alpha"))

    request = ReleaseRequest(plan=PlanRequest(names=("gamma",)))
    released = release_projects(open_repository(repository.root), request, reporter)

    assert released.recorded is not None
    assert released.recorded.request is not None
    waiting = released.recorded.request.branch
    assert branches(remote) == ["main", waiting]
    assert show(remote, waiting, LEDGER) == "alpha: 0.0.2\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert {"v0.0.2_alpha", "v0.0.2_gamma"} <= set(git(remote, "tag", "--list").split())
