"""`paa release`: real remotes, real installers, and everything that may go wrong on the way."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from paa.adapters.git import move_refs
from paa.errors import IndexFailure, PartlyReleased, SourceError
from paa.pipeline.plan import PlanRequest
from paa.pipeline.release import Released, ReleaseRequest, release_projects
from paa.pipeline.repository import open_repository
from paa.pipeline.steps import Step as Stage
from tests.repositories import Commit, Step, Tag
from tests.repositories.histories import ALPHA, BETA, CONFIG, DELTA, GAMMA, SHARED
from tests.support import Completed, FreshEnvironment, PackagingRepository, git, run
from tests.support.environments import find_uv
from tests.support.here import paa_here
from tests.support.remotes import Interloper, add_remote, hook
from tests.support.trees import read_tree

History = Callable[[str], PackagingRepository]

LEDGER = ".paa/tracking/lsts_package_versions.yml"
LOG = ".paa/tracking/version_logs.csv"
UNRECORDED = (
    "published, and not recorded: gamma 0.0.2  (patch)",
    "mend what is wrong, and complete it with: paa release",
)
MORE = Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})


def release(repository: PackagingRepository | Path, *words: str | Path) -> Completed:
    root = repository if isinstance(repository, Path) else repository.root
    return paa_here("release", *words, "--root", root)


def extend(repository: PackagingRepository, *steps: Step) -> PackagingRepository:
    for step in steps:
        step(repository)
    return repository


def heard(repository: PackagingRepository, reporter: Interloper) -> Released:
    """Release in this process, with somebody who listens."""
    return release_projects(open_repository(repository.root), ReleaseRequest(plan=PlanRequest()), reporter)


def refused(done: Completed, code: int, *parts: str, summary: tuple[str, ...] = ()) -> None:
    """See that a command fails; what it could do all the same stands first on stdout, and how to complete it."""
    assert (done.code, done.out.splitlines()[: len(summary)]) == (code, list(summary))
    assert bool(done.out) == bool(summary)
    assert "Traceback" not in done.err
    for part in parts:
        assert part in done.err


def show(repository: Path, revision: str, path: str) -> str:
    return run("git", "show", f"{revision}:{path}", cwd=repository, check=True).out


def rows(repository: Path, revision: str = "HEAD") -> list[str]:
    """Give the log of versions without its times."""
    return [line.partition(",")[2] for line in show(repository, revision, LOG).splitlines()[1:]]


def tags(repository: Path) -> list[str]:
    return git(repository, "tag", "--list").split()


def on_index(repository: PackagingRepository) -> list[str]:
    simple = repository.root / ".paa/index/simple"
    return sorted(path.name for path in simple.rglob("*") if path.suffix in {".whl", ".gz"})


def published_nothing(repository: PackagingRepository, before: list[str]) -> None:
    assert on_index(repository) == before


@pytest.mark.parametrize("atomic", [True, False])
def test_a_release_is_published_recorded_and_pushed(history: History, tmp_path: Path, *, atomic: bool) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git", atomic=atomic)
    built = git(repository.root, "rev-parse", "HEAD")

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("released gamma 0.0.2  (patch)\nrecorded: commit ")
    assert "1 tag, pushed to origin" in done.out
    assert on_index(repository)[-2:] == ["gamma-0.0.2-py3-none-any.whl", "gamma-0.0.2.tar.gz"]
    head = git(repository.root, "rev-parse", "HEAD")
    assert git(remote, "rev-parse", "main") == head
    assert git(repository.root, "rev-parse", "HEAD^") == built
    assert git(repository.root, "rev-parse", "v0.0.2_gamma^{commit}") == built
    assert git(remote, "rev-parse", "v0.0.2_gamma") == git(repository.root, "rev-parse", "v0.0.2_gamma")
    message = git(repository.root, "tag", "--list", "--format=%(contents)", "v0.0.2_gamma").split()
    assert message[:2] == ["gamma==0.0.2", "paa-digest:"]
    assert git(repository.root, "log", "-1", "--format=%B") == (
        f"Release gamma 0.0.2\n\nBuilt from {built}. [skip ci]\n\nPaa-Release: gamma 0.0.2"
    )
    assert show(remote, "main", LEDGER) == "alpha: 0.0.1\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert rows(remote, "main")[-1] == "gamma,0.0.2"
    assert show(remote, "main", ".paa/release_notes/gamma.md") == (
        "# Release notes\n\n### 0.0.2\n\n- more\n\n### 0.0.1\n\n- Start\n"
    )
    assert repository.status() == ""
    assert release(repository) == Completed(0, "nothing to release; 3 unchanged\n", "")
    assert git(repository.root, "rev-parse", "HEAD") == head


def test_without_a_remote_everything_stays_here(history: History) -> None:
    repository = extend(history("released"), MORE)

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert "pushed" not in done.out
    assert repository.status() == ""
    assert tags(repository.root) == ["v0.0.1_alpha", "v0.0.1_beta", "v0.0.1_gamma", "v0.0.2_gamma"]


def test_no_push_tells_no_remote(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    before = git(remote, "for-each-ref")

    assert release(repository, "--no-push").code == 0

    assert git(remote, "for-each-ref") == before
    assert tags(repository.root)[-1] == "v0.0.2_gamma"
    # What was kept back goes with the next one.
    extend(repository, Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"}))
    assert release(repository).code == 0
    assert git(remote, "rev-parse", "main") == git(repository.root, "rev-parse", "main")
    assert "v0.0.2_alpha" in tags(remote)
    assert "v0.0.2_gamma" in tags(remote)


def test_dry_run_does_nothing(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    add_remote(repository, tmp_path / "remote.git")
    refs, files = git(repository.root, "for-each-ref"), read_tree(repository.root)

    done = release(repository, "--dry-run")

    assert (done.code, done.err) == (0, "")
    assert done.out == paa_here("plan", "--root", repository.root).out
    assert (git(repository.root, "for-each-ref"), read_tree(repository.root)) == (refs, files)


def test_force_needs_a_reason_and_gives_it(history: History) -> None:
    repository = history("released")

    refused(release(repository, "--force"), 2, "--force needs the names of projects, and a --reason")
    refused(release(repository, "gamma", "--force"), 2, "--force needs the names of projects, and a --reason")
    planned = release(repository, "gamma", "--force", "--reason", "new compiler", "--dry-run")
    done = release(repository, "gamma", "--force", "--reason", "new compiler")

    assert planned.out.splitlines()[0] == "gamma 0.0.1 -> 0.0.2  patch, forced: new compiler"
    assert done.code == 0
    assert done.out.splitlines()[0] == "released gamma 0.0.2  (patch, forced: new compiler)"
    assert "### 0.0.2\n\n- new compiler\n" in show(repository.root, "HEAD", ".paa/release_notes/gamma.md")
    assert release(repository).out == "nothing to release; 3 unchanged\n"


def test_a_large_release_asks(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("Limit", {".paa.config": f"{CONFIG}release_limit: 1\n"}),
        Commit("feat: shout", {"module_dir/components/shared.py": f"{SHARED}# more\n"}),
    )
    before = on_index(repository)

    refused(release(repository), 2, "this would release 2 projects, more than the limit of 1", "--yes")
    published_nothing(repository, before)
    assert release(repository, "--yes").code == 0


def test_a_remote_that_refuses_loses_nothing(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    hook(remote, "pre-receive", "echo 'the branch is protected' >&2; exit 1")
    before = git(repository.root, "for-each-ref")

    done = release(repository)

    refusal = "the remote 'origin' refuses the push: [remote rejected] (pre-receive hook declined)"
    refused(done, 7, refusal, summary=UNRECORDED)
    assert done.err.startswith("error: published, and not recorded yet: gamma 0.0.2\n")
    assert "hint: what is published stays published; mend the remote and run the command again" in done.err
    assert git(repository.root, "for-each-ref") == before
    assert repository.status() == ""
    published = on_index(repository)
    assert "gamma-0.0.2.tar.gz" in published
    (remote / "hooks/pre-receive").unlink()
    done = release(repository)
    assert (done.code, done.err) == (0, "")
    assert "published by a run that did not finish" in done.out
    published_nothing(repository, published)
    assert rows(remote, "main") == ["alpha,0.0.1", "gamma,0.0.1", "beta,0.0.1", "gamma,0.0.2"]


def test_what_is_published_is_completed_after_other_commits(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), Commit("feat(delta): begin", {"module_dir/delta.py": DELTA}))
    remote = add_remote(repository, tmp_path / "remote.git")
    hook(remote, "pre-receive", "exit 1")
    assert release(repository).code == 7
    (remote / "hooks/pre-receive").unlink()
    extend(repository, MORE)

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert "released delta 0.0.1  (published by a run that did not finish)\nreleased gamma 0.0.2  (patch)\n" in done.out
    assert rows(remote, "main")[-2:] == ["delta,0.0.1", "gamma,0.0.2"]


def test_a_clone_without_tags_gets_them(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    git(tmp_path, "clone", "--quiet", "--no-tags", remote, tmp_path / "other")
    other = PackagingRepository(tmp_path / "other")

    planned = paa_here("plan", "--root", other.root)
    assert "gamma: released as 0.0.1, but no tag says from which commit" in planned.out
    assert "hint: fetch the tags (git fetch --tags)" in planned.out
    assert release(other, "--json").code == 0

    assert rows(remote, "main")[-1] == "gamma,0.0.2"


def test_a_shallow_clone_is_refused(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    git(tmp_path, "clone", "--quiet", "--depth=1", remote.as_uri(), tmp_path / "other")

    refused(release(tmp_path / "other"), 3, "history is cut off", "git fetch --unshallow --tags")
    assert not (tmp_path / "other/.paa/index").exists()


def test_an_interrupted_catching_up_is_finished(history: History, tmp_path: Path) -> None:
    """Refs are moved and nothing else: what a run leaves that dies between the two."""
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    other = extend(clone(remote, tmp_path / "other"), Commit("Docs", {"README.md": "# Theirs\n"}))
    git(other.root, "push", "--quiet", "origin", "main")
    here, there = git(repository.root, "rev-parse", "HEAD"), git(other.root, "rev-parse", "HEAD")
    git(repository.root, "fetch", "--quiet", "origin")
    move_refs(repository.root, {"refs/heads/main": (there, here)}, shown=here)
    repository.write("new.txt", "mine\n")
    assert repository.status() == "M  README.md\n?? new.txt"

    assert release(repository) == Completed(0, "nothing to release; 3 unchanged\n", "")

    assert repository.status() == "?? new.txt"


def test_an_interrupted_catching_up_leaves_edits_alone(history: History) -> None:
    repository = extend(history("released"), Commit("Docs", {"README.md": "# New\n"}))
    here, there = git(repository.root, "rev-parse", "HEAD~1"), git(repository.root, "rev-parse", "HEAD")
    git(repository.root, "reset", "--quiet", "--hard", here)
    move_refs(repository.root, {"refs/heads/main": (there, here)}, shown=here)
    repository.write("README.md", "# Mine\n")

    done = release(repository)

    assert (done.code, done.out) == (0, "nothing to release; 3 unchanged\n")
    assert "an interrupted run left files behind the branch, and edits are in the way" in done.err
    assert (repository.root / "README.md").read_text(encoding="utf-8") == "# Mine\n"
    assert "edits are in the way" in release(repository).err
    git(repository.root, "restore", "--staged", "--worktree", "README.md")
    assert release(repository).err == ""
    assert (repository.root / "README.md").read_text(encoding="utf-8") == "# New\n"


def test_a_remote_that_takes_the_branch_and_not_the_tags_is_mended(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git", atomic=False)
    built = git(repository.root, "rev-parse", "HEAD")
    hook(remote, "update", 'case "$1" in refs/tags/*) exit 1;; esac')

    refusal = "the remote 'origin' refuses the push: [remote rejected] (hook declined)"
    refused(release(repository), 7, refusal, summary=UNRECORDED)
    assert show(remote, "main", LEDGER) == "alpha: 0.0.1\nbeta: 0.0.1\ngamma: 0.0.2\n"
    (remote / "hooks/update").unlink()
    other = clone(remote, tmp_path / "other")  # Whoever comes next completes it.

    assert release(other) == Completed(0, "nothing to release; 3 unchanged\n", "")
    assert git(remote, "rev-parse", "v0.0.2_gamma^{commit}") == built
    assert release(repository) == Completed(0, "nothing to release; 3 unchanged\n", "")
    assert git(repository.root, "rev-parse", "v0.0.2_gamma") == git(remote, "rev-parse", "v0.0.2_gamma")
    assert repository.status() == ""


def test_a_remote_that_is_gone_stops_before_anything_is_published(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    before = on_index(repository)
    shutil.rmtree(remote)

    refused(release(repository), 3, "git ls-remote failed: fatal:", "remote.git")
    published_nothing(repository, before)


@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("stage", [Stage.BUILD, Stage.PUBLISH, Stage.RECORD, Stage.PUSH])
def test_somebody_else_pushes_first(history: History, tmp_path: Path, stage: Stage, *, atomic: bool) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git", atomic=atomic)
    other = clone(remote, tmp_path / "other")
    extend(other, Commit("[alpha] theirs", {"module_dir/alpha.py": f"{ALPHA}# theirs\n", LEDGER: theirs(other)}))
    ledger = show(other.root, "HEAD", LEDGER)
    reporter = Interloper(stage, lambda: git(other.root, "push", "--quiet", "origin", "main"))

    released = heard(repository, reporter)

    assert [each.import_name for each in released.plan.releases] == ["gamma"]
    head = git(remote, "rev-parse", "main")
    assert git(remote, "rev-parse", "main^") == git(other.root, "rev-parse", "HEAD")
    assert git(repository.root, "rev-parse", "HEAD") == head
    assert show(remote, "main", LEDGER) == ledger.replace("gamma: 0.0.1", "gamma: 0.0.2")
    assert repository.status() == ""
    assert "v0.0.2_gamma" in tags(remote)
    # Their change is still to be released.
    assert json.loads(release(repository, "--json").out)["plan"]["releases"][0]["import_name"] == "alpha"


def theirs(repository: PackagingRepository) -> str:
    """Give the ledger as somebody else edits it."""
    return f"# checked by them\n{show(repository.root, 'origin/main', LEDGER)}"


def clone(remote: Path, root: Path) -> PackagingRepository:
    git(remote, "clone", "--quiet", remote, root)
    return PackagingRepository(root)


def test_a_history_that_went_another_way_stops_before_anything_is_published(history: History, tmp_path: Path) -> None:
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    other = extend(clone(remote, tmp_path / "other"), Commit("Docs", {"README.md": "# Theirs\n"}))
    git(other.root, "push", "--quiet", "origin", "main")
    extend(repository, MORE)
    before = on_index(repository)

    refused(
        release(repository),
        3,
        "the branch 'main' has commits here and other ones on 'origin'",
        "hint: bring them together (git pull --rebase origin main) and run the command again",
    )
    published_nothing(repository, before)
    git(repository.root, "pull", "--quiet", "--rebase", "origin", "main")
    assert release(repository).code == 0


def test_a_published_commit_that_is_rebased_is_completed(history: History, tmp_path: Path) -> None:
    """The other one pushes between the publication and the record, to a branch that has commits here."""
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    other = extend(clone(remote, tmp_path / "other"), Commit("Docs", {"README.md": "# Theirs\n"}))
    extend(repository, Commit("feat(delta): begin", {"module_dir/delta.py": DELTA}))
    reporter = Interloper(Stage.RECORD, lambda: git(other.root, "push", "--quiet", "origin", "main"))

    # The record goes on top of what we have, and is refused; what the remote has then went another way.
    stopped = heard(repository, reporter).failure
    assert stopped is not None
    assert [type(each) for each in stopped.problems] == [PartlyReleased, SourceError]
    assert "has commits here and other ones on 'origin'" in stopped.problems[1].message
    git(repository.root, "pull", "--quiet", "--rebase", "origin", "main")
    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert "released delta 0.0.1  (published by a run that did not finish)" in done.out


def shared(
    history: History, tmp_path: Path, *, atomic: bool = True
) -> tuple[Path, PackagingRepository, PackagingRepository]:
    """Give a remote and two clones of it that publish to one folder outside of both."""
    repository = history("start")
    index = tmp_path / "shared-index"
    repository.config(f"{CONFIG}publish_to: shared\nindexes:\n  shared:\n    kind: directory\n    path: {index}\n")
    repository.commit("chore: share the index")
    remote = add_remote(repository, tmp_path / "remote.git", atomic=atomic)
    return remote, repository, clone(remote, tmp_path / "other")


@pytest.mark.parametrize("atomic", [True, False])
def test_two_clones_release_at_once(history: History, tmp_path: Path, *, atomic: bool) -> None:
    remote, one, other = shared(history, tmp_path, atomic=atomic)
    words = [sys.executable, "-m", "paa", "release", "--verbose", "--root"]

    processes = [
        subprocess.Popen(
            [*words, each.root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        for each in (one, other)
    ]
    outcomes = [(*process.communicate(timeout=60), process.returncode) for process in processes]

    assert [code for _, _, code in outcomes] == [0, 0], outcomes
    assert rows(remote, "main") == ["alpha,0.0.1", "gamma,0.0.1", "beta,0.0.1"]
    assert tags(remote) == ["v0.0.1_alpha", "v0.0.1_beta", "v0.0.1_gamma"]
    assert git(remote, "rev-list", "--count", "main") == "3"
    for each in (one, other):
        assert release(each).out == "nothing to release; 3 unchanged\n"
        assert git(each.root, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")
        assert each.status() == ""


def test_two_clones_release_different_projects(history: History, tmp_path: Path) -> None:
    remote, one, other = shared(history, tmp_path)
    assert release(one).code == 0
    git(other.root, "pull", "--quiet")
    extend(one, Commit("[alpha] one", {"module_dir/alpha.py": f"{ALPHA}# one\n"}))
    git(one.root, "push", "--quiet")
    reporter = Interloper(Stage.RECORD, lambda: release(other))

    released = heard(one, reporter)

    assert [str(each.version) for each in released.plan.releases] == ["0.0.2"]
    assert rows(remote, "main").count("alpha,0.0.2") == 1
    assert git(one.root, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")


def test_two_clones_release_other_content_as_the_same_version(history: History, tmp_path: Path) -> None:
    remote, one, other = shared(history, tmp_path)
    assert release(one).code == 0
    git(other.root, "pull", "--quiet")
    extend(one, MORE)
    extend(other, Commit("[gamma] theirs", {"artifacts/gamma/theirs.txt": "1\n"}))
    reporter = Interloper(Stage.PUBLISH, lambda: release(other))

    failure = heard(one, reporter).failure
    assert failure is not None
    assert failure.exit_code == IndexFailure.exit_code
    assert ["with other bytes" in each.message for each in failure.problems] == [True, True]
    git(one.root, "pull", "--quiet", "--rebase")
    done = release(one)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("released gamma 0.0.3  (patch)\n")
    assert rows(remote, "main")[-2:] == ["gamma,0.0.2", "gamma,0.0.3"]
    assert show(remote, "main", ".paa/release_notes/gamma.md").count("- more") == 1


def test_a_failure_holds_back_only_what_depends_on_it(history: History) -> None:
    change = {"module_dir/components/shared.py": f"{SHARED}# more\n", "module_dir/gamma.py": f"{GAMMA}# more\n"}
    repository = extend(history("released"), Commit("fix: all", change))
    damaged = repository.root / ".paa/index/simple/alpha/alpha-0.0.1.tar.gz"
    whole = damaged.read_bytes()
    damaged.write_bytes(b"damaged")

    done = release(repository)

    assert done.code == 7
    assert re.sub("commit [0-9a-f]{10}", "commit COMMIT", done.out).splitlines()[:5] == [
        "released gamma 0.0.2  (fix)",
        "not released: alpha 0.0.2  (this is no whole archive: not a gzip file)",
        "not released: beta 0.0.2  (held back: it needs one that was not released)",
        "recorded: commit COMMIT, 1 tag",
        "mend what is wrong, and complete it with: paa release",
    ]
    assert done.err.startswith(
        "error: released and recorded: gamma 0.0.2; not released: alpha; held back behind them: beta\n"
        "  hint: mend what is said below, and run the command again\n"
    )
    assert f"{damaged}: this is no whole archive" in done.err
    assert rows(repository.root)[-1] == "gamma,0.0.2"
    damaged.write_bytes(whole)
    assert release(repository).code == 0
    assert rows(repository.root)[-3:] == ["gamma,0.0.2", "alpha,0.0.2", "beta,0.0.2"]
    assert repository.status() == ""


def test_edits_elsewhere_survive(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    add_remote(repository, tmp_path / "remote.git")
    repository.write("README.md", "# Staged\n")
    git(repository.root, "add", "README.md")
    repository.write("README.md", "# Edited\n")
    repository.module("beta", f"{BETA}# edited\n")
    repository.write("new.txt", "new\n")
    before = repository.status()

    assert release(repository).code == 0

    assert repository.status() == before
    assert git(repository.root, "show", ":README.md") == "# Staged"
    assert (repository.root / "README.md").read_text(encoding="utf-8") == "# Edited\n"


def test_edits_of_tracking_files_stop_before_anything_is_published(history: History) -> None:
    repository = extend(history("released"), MORE)
    repository.write(LEDGER, "alpha: 9.9.9\n")
    before, published = repository.status(), on_index(repository)

    refused(release(repository), 3, "tracking files are edited and not committed", "hint: commit or stash them")
    assert (repository.status(), on_index(repository)) == (before, published)


def test_edits_of_tracking_files_survive_what_the_remote_gets(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    repository.write(LEDGER, "alpha: 9.9.9\n")
    head = git(repository.root, "rev-parse", "HEAD")

    done = release(repository)

    assert done.code == 0
    assert "the branch here stays behind the remote" in done.err
    assert show(remote, "main", LEDGER) == "alpha: 0.0.1\nbeta: 0.0.1\ngamma: 0.0.2\n"
    assert (repository.root / LEDGER).read_text(encoding="utf-8") == "alpha: 9.9.9\n"
    assert git(repository.root, "rev-parse", "HEAD") == head
    assert release(repository).out.endswith("nothing to release; 3 unchanged\n")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("module_dir/gamma.py", f"{GAMMA}# edited\n"),
        (".paa.config", CONFIG.replace("MIT", "ISC")),
        (".paa/package_mapping.json", '{"x": "y"}'),
        ("artifacts/gamma/data.txt", "new\n"),
        ("artifacts/gamma/kept.txt", None),
        ("licenses/gamma/LICENSE", "new\n"),
        ("cli/gamma.py", "import typer\n\napp = typer.Typer()\n"),
    ],
)
def test_only_what_is_committed_is_released(history: History, path: str, content: str | None) -> None:
    repository = extend(history("released"), Commit("Data", {"artifacts/gamma/kept.txt": "1\n"}), MORE)
    before = on_index(repository)
    if content is None:
        (repository.root / path).unlink()
    else:
        repository.write(path, content)

    refused(release(repository), 3, f"edited and not committed: {path}", "hint: commit or stash the edits")
    published_nothing(repository, before)


def test_what_git_ignores_is_not_shipped(history: History) -> None:
    repository = extend(history("released"), Commit("Ignore", {".gitignore": "/.paa/index/\n.env\n"}), MORE)
    repository.write("artifacts/gamma/.env", "TOKEN=1\n")
    before = on_index(repository)

    refused(release(repository), 3, "ignored by git, and would be shipped: artifacts/gamma/.env")
    published_nothing(repository, before)


def test_a_detached_head_stops_before_anything_is_published(history: History) -> None:
    repository = extend(history("released"), MORE)
    git(repository.root, "switch", "--quiet", "--detach", "HEAD")
    before = on_index(repository)

    refused(release(repository), 3, "HEAD is detached, so there is no branch to record on", "git switch main")
    published_nothing(repository, before)


@pytest.mark.parametrize("detached", [True, False])
def test_tags_only(history: History, tmp_path: Path, *, detached: bool) -> None:
    repository = extend(history("released"), Commit("Tags", {".paa.config": f"{CONFIG}record: tags-only\n"}), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    if detached:
        git(repository.root, "switch", "--quiet", "--detach", "HEAD")
    before = git(remote, "rev-parse", "main")

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert git(remote, "rev-parse", "main") == before
    assert "v0.0.2_gamma" in tags(remote)
    assert release(repository).out == "nothing to release; 3 unchanged\n"


def test_tags_only_after_somebody_else(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), Commit("Tags", {".paa.config": f"{CONFIG}record: tags-only\n"}), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    other = clone(remote, tmp_path / "other")
    shutil.copytree(repository.root / ".paa/index", other.root / ".paa/index")
    reporter = Interloper(Stage.PUSH, lambda: release(other))

    heard(repository, reporter)

    assert git(remote, "rev-parse", "v0.0.2_gamma") == git(repository.root, "rev-parse", "v0.0.2_gamma")


def test_nobody_need_be_configured(history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = extend(history("released"), MORE)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "nothing"))
    git(repository.root, "config", "user.useConfigOnly", "true")

    assert release(repository).code == 0

    assert git(repository.root, "log", "-1", "--format=%an <%ae>, %cn") == "paa <paa@localhost>, paa"
    assert git(repository.root, "tag", "--list", "--format=%(taggername)", "v0.0.2_gamma") == "paa"


OLD_LEDGER = "# ours\r\nalpha: '0.0.1'\r\n\r\nbeta: 0.0.1  # keep\r\ngamma: 0.0.1\r\n"
OLD_LOG = (
    "Timestamp,Package,Version\r\n2023-05-01 10:00:00,gamma,0.0.0.1\r\n2023-05-01 10:00:01,gamma,0.0.1\r\n"
    "2023-05-01 10:00:02,gamma,0.0.1\r\n2023-06-01 10:00:02,alpha,0.0.1\r\n"
)
OLD_NOTES = (
    "# Release notes\r\n\r\n### 0.0.1\r\n\r\n    - first\r\n    - `a | b`\r\n\r\n\r\n### 0.0.0.1\r\n    - zeroth"
)


def test_files_of_the_predecessor_keep_every_other_byte(history: History) -> None:
    repository = history("released")
    for path, text in {LEDGER: OLD_LEDGER, LOG: OLD_LOG, ".paa/release_notes/gamma.md": OLD_NOTES}.items():
        repository.write(path, text.encode())
    extend(repository, MORE)

    assert release(repository).code == 0

    root = repository.root
    assert (root / LEDGER).read_bytes().decode() == OLD_LEDGER.replace("gamma: 0.0.1", "gamma: 0.0.2")
    log = (root / LOG).read_bytes().decode()
    assert log.startswith(OLD_LOG)
    assert log.removeprefix(OLD_LOG).endswith(",gamma,0.0.2\r\n")
    notes = (root / ".paa/release_notes/gamma.md").read_bytes().decode()
    assert notes == OLD_NOTES.replace("### 0.0.1", "### 0.0.2\r\n\r\n- more\r\n\r\n### 0.0.1", 1)
    changed = git(root, "show", "--name-only", "--format=", "HEAD").split()
    assert changed == [
        ".paa/pyproject/gamma.toml",
        ".paa/release_notes/gamma.md",
        LEDGER,
        LOG,
    ]


@pytest.mark.parametrize(
    ("path", "content", "problem"),
    [
        pytest.param(LEDGER, b"<<<<<<< HEAD\nalpha: 1\n=======\n", f"{LEDGER}:1: ", id="conflict in the ledger"),
        pytest.param(LEDGER, b"alpha: 0.0.1\nbeta: 0.0.1\ngam", f"{LEDGER}:3: ", id="truncated ledger"),
        pytest.param(LEDGER, b"alpha: 0.0.1 # caf\xe9\n", LEDGER, id="ledger in latin-1"),
        pytest.param(LOG, b"<<<<<<< HEAD\n", f"{LOG}:1: ", id="conflict in the log"),
        pytest.param(LOG, b'Timestamp,Package,Version\n2024-01-01 00:00:00,"gam', f"{LOG}:2: ", id="truncated log"),
        pytest.param(LOG, b"Timestamp,Package,Version\n\xff,gamma,1\n", LOG, id="log in latin-1"),
        pytest.param(
            ".paa/release_notes/gamma.md",
            b"# Release notes\n\n<<<<<<< HEAD\n",
            ".paa/release_notes/gamma.md:3: a merge conflict is not settled",
            id="conflict in the notes",
        ),
        pytest.param(".paa/release_notes/gamma.md", b"# \xff", ".paa/release_notes/gamma.md", id="notes in latin-1"),
        pytest.param(
            ".paa/pyproject/gamma.toml", b"# \xff", ".paa/pyproject/gamma.toml: the file is not UTF-8", id="metadata"
        ),
        pytest.param(
            ".paa/requirements/requirements_gamma.txt",
            b"# \xff",
            ".paa/requirements/requirements_gamma.txt: the file is not UTF-8",
            id="requirements",
        ),
        pytest.param(
            ".github/docs/README_base.md",
            b"# \xff",
            ".github/docs/README_base.md: the file is not UTF-8",
            id="text of the README",
        ),
    ],
)
def test_damaged_files_stop_before_anything_is_published(
    history: History, path: str, content: bytes, problem: str
) -> None:
    repository = extend(history("released"), MORE)
    repository.write(path, content)
    repository.commit("Damage it")
    before, refs = on_index(repository), git(repository.root, "for-each-ref")

    refused(paa_here("plan", "--root", repository.root), 3, problem)
    refused(release(repository), 3, problem)
    published_nothing(repository, before)
    assert (repository.root / path).read_bytes() == content
    assert git(repository.root, "for-each-ref") == refs


def test_everything_that_is_damaged_is_said_at_once(history: History) -> None:
    repository = extend(history("released"), MORE)
    repository.write(LOG, "<<<<<<< HEAD\n")
    repository.write(".paa/release_notes/gamma.md", "=======\n")
    repository.write(".github/docs/README_base.md", "# Ours\n")
    repository.write(".paa/package_list.md.j2", "[% if %]\n")
    repository.commit("Damage it")

    parts = (f"{LOG}:1: ", ".paa/release_notes/gamma.md:1: ", ".paa/package_list.md.j2:1: ")
    refused(paa_here("plan", "--root", repository.root), 3, *parts)


def test_files_that_a_release_leaves_alone_may_be_damaged(history: History) -> None:
    repository = extend(history("released"), MORE)
    repository.write(".paa/release_notes/alpha.md", "=======\n")
    repository.commit("Damage it")

    assert paa_here("plan", "--root", repository.root).code == 0


def test_without_a_commit_for_them_tracking_files_may_be_damaged(history: History) -> None:
    settings = {".paa.config": f"{CONFIG}record: tags-only\n", LOG: "=======\n"}
    repository = extend(history("released"), Commit("Tags", settings), MORE)

    assert paa_here("plan", "--root", repository.root).code == 0
    assert release(repository).code == 0


def test_the_readme_lists_what_is_released(history: History) -> None:
    repository = extend(history("released"), Commit("Base", {".github/docs/README_base.md": "# Ours\n"}), MORE)

    assert release(repository).code == 0

    text = (repository.root / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Ours\n")
    assert "| gamma | 0.0.2 |" in text


def test_a_stranger_on_the_index_is_refused_unless_it_is_claimed(history: History, tmp_path: Path) -> None:
    repository = history("start")
    elsewhere = PackagingRepository(tmp_path / "elsewhere")
    elsewhere.config(CONFIG)
    elsewhere.module("gamma", f"{DELTA}# theirs\n")
    elsewhere.commit("theirs")
    assert release(elsewhere).code == 0
    shutil.copytree(elsewhere.root / ".paa/index", repository.root / ".paa/index")

    refused(
        release(repository),
        6,
        "module_dir/gamma.py: the index 'local' has a project 'gamma' (0.0.1), which this repository never released",
        "hint: choose another name, or `paa release --claim gamma` if it is yours",
    )
    assert release(repository, "--claim").code == 0
    assert json.loads(paa_here("plan", "--json", "--root", repository.root).out)["versions"]["gamma"] == "0.0.2"


def test_a_guessed_requirement_is_refused(history: History) -> None:
    guess = GAMMA.replace('"""Count."""\n', '"""Count."""\n\nimport surely_nobody_has_this\n')
    repository = extend(history("released"), Commit("Guess", {"module_dir/gamma.py": guess}))
    before = on_index(repository)

    refused(release(repository), 4, "gamma: the requirement 'surely-nobody-has-this' is only guessed")
    published_nothing(repository, before)


@pytest.mark.parametrize("name", ["v0.0.2_gamma"])
def test_a_tag_in_the_way_stops_before_anything_is_published(history: History, name: str) -> None:
    repository = extend(history("released"), MORE, Tag(name))
    before = on_index(repository)

    refused(release(repository), 3, f"the tag {name} is there, and is no annotated one", f"git tag -d {name}")
    published_nothing(repository, before)


def test_other_tags_here_and_there_are_left_alone(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE, Tag("latest"), Tag("v1"))
    remote = add_remote(repository, tmp_path / "remote.git")
    for each in (repository.root, remote):
        git(each, "tag", "--force", "latest", "main~1" if each == remote else "main")
    extend(repository, Tag("mine", "only here"))
    for key in ("fetch.prune", "fetch.pruneTags", "push.followTags"):
        git(repository.root, "config", key, "true")

    assert release(repository).code == 0

    assert {"latest", "v1", "mine", "v0.0.2_gamma"} <= set(tags(repository.root))
    assert "mine" not in tags(remote)
    assert git(repository.root, "rev-parse", "latest") != git(remote, "rev-parse", "latest")


def test_another_release_tag_of_the_same_name_is_refused(history: History, tmp_path: Path) -> None:
    repository = extend(history("released"), MORE)
    remote = add_remote(repository, tmp_path / "remote.git")
    git(remote, "tag", "--force", "v0.0.1_gamma", "main", "--annotate", "--message=gamma==0.0.1", env=IDENTITY)

    refused(release(repository), 3, "the tag v0.0.1_gamma is another one on 'origin'", "hint: keep one of them")


IDENTITY = {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "post-commit", "pre-push", "post-checkout", "post-merge"])
def test_hooks_of_the_user_do_not_run(history: History, tmp_path: Path, name: str) -> None:
    repository = extend(history("released"), MORE)
    add_remote(repository, tmp_path / "remote.git")
    hook(repository.root, name, f"touch {tmp_path}/ran; exit 1")

    assert release(repository).code == 0
    assert not (tmp_path / "ran").exists()


def test_a_signing_user_is_not_asked(history: History) -> None:
    repository = extend(history("released"), MORE)
    for key in ("commit.gpgSign", "tag.gpgSign", "push.gpgSign"):
        git(repository.root, "config", key, "true")
    git(repository.root, "config", "gpg.program", "/bin/false")

    assert release(repository).code == 0


@pytest.mark.parametrize("limit", [0, 2_000, 30_000])
def test_a_full_disk_is_said_and_survived(history: History, limit: int) -> None:
    repository = extend(
        history("released"), Commit("[gamma] data", {"artifacts/gamma/data.bin": bytes(range(256)) * 80})
    )
    refs, files = git(repository.root, "for-each-ref"), repository.status()
    program = (
        "import resource, sys\nfrom paa.cli import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))\n"
        f"main(['release', '--root', {str(repository.root)!r}])\n"
    )

    # What measures the tests writes files of its own, for which the limit holds, too; and so does Python, which would
    # leave half of a module's bytecode behind, for every later run to stumble over.
    unmeasured = {name: None for name in os.environ if name.startswith("COV")}
    done = run(sys.executable, "-B", "-c", program, env=unmeasured)

    assert "Traceback" not in done.err, done.err
    assert done.code in {0, 3, 5, 6}
    if done.code:
        assert done.err.startswith("error: ")
        assert (git(repository.root, "for-each-ref"), repository.status()) == (refs, files)
        done = release(repository)
    assert (done.code, rows(repository.root)[-1]) == (0, "gamma,0.0.2")


def test_the_work_tree_follows_the_remote(history: History, tmp_path: Path) -> None:
    repository = history("released")
    remote = add_remote(repository, tmp_path / "remote.git")
    other = clone(remote, tmp_path / "other")
    settings = f"{CONFIG}docs_url: https://example.org\n"
    extend(other, Commit("feat(delta): begin", {"module_dir/delta.py": DELTA, ".paa.config": settings}))
    git(other.root, "push", "--quiet", "origin", "main")

    done = release(repository)

    assert (done.code, done.err) == (0, "")
    assert "released delta 0.0.1" in done.out
    assert "https://example.org" in show(repository.root, "HEAD", ".paa/pyproject/delta.toml")
    assert repository.status() == ""


def test_a_name_with_its_siblings_at_their_releases(history: History) -> None:
    repository = extend(
        history("released"), Commit("feat: shout", {"module_dir/components/shared.py": f"{SHARED}# more\n"})
    )

    assert release(repository, "beta").code == 0

    assert show(repository.root, "HEAD", ".paa/requirements/requirements_beta.txt") == "alpha>=0.0.1\n"
    assert json.loads(release(repository, "--json").out)["plan"]["versions"] == {
        "alpha": "0.1.0",
        "beta": "0.1.0",
        "gamma": "0.0.1",
    }


@pytest.mark.slow
@pytest.mark.parametrize("program", ["pip", "uv"])
def test_installers_take_what_was_released(
    history: History, new_environment: Callable[[], FreshEnvironment], program: str, tmp_path: Path
) -> None:
    repository = extend(history("released"), Commit("[alpha] more", {"module_dir/alpha.py": f"{ALPHA}# more\n"}))
    assert release(repository).code == 0
    index = (repository.root / ".paa/index/simple").as_uri()
    uv = find_uv()
    if program == "uv":
        environment = new_environment()
        assert uv
        words: list[str | Path] = [uv, "pip", "install", "--python", environment.python, "--default-index", index]
    else:
        run(sys.executable, "-m", "venv", tmp_path / "venv", check=True)
        environment = FreshEnvironment(tmp_path / "venv", None)
        words = [environment.python, "-m", "pip", "install", "--index-url", index]

    run(*words, "beta", check=True, env={"PIP_INDEX_URL": None, "UV_DEFAULT_INDEX": None, "UV_INDEX_URL": None})

    done = environment.run("python", "-c", "from beta import twice; print(twice('ada'))", check=True)
    assert done.out == "HELLO ADA ADA\n"
    assert {"alpha-0.0.2", "beta-0.0.1"} <= set(environment.distributions)
