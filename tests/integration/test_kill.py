"""A release that is killed at any step, and run again, leaves what one leaves that nobody disturbed."""

import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from paa.pipeline.steps import Step
from tests.repositories.histories import CONFIG
from tests.repositories.steps import Grow, dated
from tests.support import Completed, PackagingRepository, git, run
from tests.support.here import paa_here
from tests.support.remotes import add_remote
from tests.support.trees import read_tree

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.MULTILINE)
LOG = ".paa/tracking/version_logs.csv"
REMOTES = ("none", "atomic", "plain")

# How often each step is made while three projects are released; a step without a number has no case, and fails.
TIMES: Mapping[Step, int] = {
    Step.CATCH_UP: 1,
    Step.MEND: 1,
    Step.PLAN: 1,
    Step.BUILD: 3,
    Step.CHECK: 1,
    Step.PREPARE: 1,
    Step.PUBLISH: 3,
    Step.VERIFY: 1,
    Step.RECORD: 1,
    Step.PUSH: 1,
    Step.MOVE: 1,
    Step.SHOW: 1,
}
# Which times of a step are chosen where each project is tried on another index first: of six uploads and three trials.
STAGED_TIMES: Mapping[Step, Sequence[int]] = {Step.PUBLISH: (2, 4), Step.TRY: (1, 3)}
STAGED_CONFIG = "stage_to: trial\nindexes:\n  trial: {kind: directory, path: .paa/trial}\n"
CASES = [
    pytest.param(step, moment, count, id=f"{moment} {step.name} {count}")
    for step in TIMES
    for count in range(1, TIMES[step] + 1)
    for moment in ("before", "after")
]
STAGED_CASES = [
    pytest.param(step, moment, count, id=f"{moment} {step.name} {count}")
    for step, times in STAGED_TIMES.items()
    for count in times
    for moment in ("before", "after")
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a release leaves, without times."""

    refs: Mapping[str, str]
    commit: str
    files: Mapping[str, bytes]
    status: str
    remote: Mapping[str, str]

    def wheels(self, folder: str) -> list[str]:
        """Name the wheels below a folder."""
        return [path for path in self.files if path.startswith(folder) and path.endswith(".whl")]


def refs(repository: Path) -> dict[str, str]:
    """Give each ref and what it names; of a branch, what its commits say and hold, without the times of the log."""
    named = (
        line.split(" ", 1) for line in git(repository, "for-each-ref", "--format=%(refname) %(objectname)").split("\n")
    )
    return {ref: content(repository, name) if "/tags/" not in ref else name for ref, name in named}


def content(repository: Path, commit: str) -> str:
    """Tell a commit without what follows from the times of the log."""
    said = git(repository, "cat-file", "commit", commit).partition("\n")[2]
    files = [line for line in git(repository, "ls-tree", "-r", commit).split("\n") if not line.endswith(LOG)]
    return "\n".join([said, *files, timeless(git(repository, "show", f"{commit}:{LOG}"))])


def timeless(text: str) -> str:
    return TIME.sub("TIME", text)


def outcome(repository: PackagingRepository, remote: Path | None) -> Outcome:
    files = read_tree(repository.root)
    files[LOG] = timeless(files[LOG].decode()).encode()
    return Outcome(
        refs=refs(repository.root),
        commit=git(repository.root, "symbolic-ref", "HEAD"),
        files=files,
        status=repository.status(),
        remote=refs(remote) if remote else {},
    )


Setup = Callable[[str, Path], tuple[PackagingRepository, Path | None]]


@pytest.fixture(scope="module")
def setup(_grow: Grow) -> Setup:
    """Give a function that makes a repository of three projects in a folder, and its remote."""

    def make(kind: str, folder: Path) -> tuple[PackagingRepository, Path | None]:
        repository = _grow("start", folder / "repository")
        if kind == "staged":
            repository.config(f"{CONFIG}{STAGED_CONFIG}")
            repository.write(".gitignore", "/.paa/index/\n/.paa/trial/\n")
            repository.commit("Stage")
        if kind in {"none", "staged"}:
            return repository, None
        return repository, add_remote(repository, folder / "remote.git", atomic=kind == "atomic")

    return make


@pytest.fixture(scope="module", autouse=True)
def _fixed_dates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in dated().items():
            patch.setenv(name, value or "")
        yield


@pytest.fixture(scope="module")
def undisturbed(setup: Setup, tmp_path_factory: pytest.TempPathFactory, _fixed_dates: None) -> Mapping[str, Outcome]:
    """Release once without being disturbed, for each kind of remote."""
    outcomes: dict[str, Outcome] = {}
    for kind in (*REMOTES, "staged"):
        repository, remote = setup(kind, tmp_path_factory.mktemp(kind))
        done = paa_here("release", "--root", repository.root)
        assert (done.code, done.err) == (0, "")
        outcomes[kind] = outcome(repository, remote)
    return outcomes


def test_every_step_has_a_case() -> None:
    assert {*TIMES, *STAGED_TIMES} == set(Step)


@pytest.mark.parametrize("kind", REMOTES)
@pytest.mark.parametrize(("step", "moment", "count"), CASES)
def test_a_killed_release_is_completed(
    setup: Setup, undisturbed: Mapping[str, Outcome], tmp_path: Path, *, kind: str, step: Step, moment: str, count: int
) -> None:
    repository, remote = setup(kind, tmp_path)
    words = ("-m", "tests.support.dying", repository.root, step, moment, str(count))

    killed = run(sys.executable, *words, cwd=ROOT)
    assert killed == Completed(0 if step is Step.PUSH and kind == "none" else -signal.SIGKILL, "", "")
    again = paa_here("release", "--root", repository.root)

    assert (again.code, again.err) == (0, "")
    assert outcome(repository, remote) == undisturbed[kind]
    assert paa_here("release", "--root", repository.root) == Completed(0, "nothing to release; 3 unchanged\n", "")


@pytest.mark.parametrize(("step", "moment", "count"), STAGED_CASES)
def test_a_killed_release_that_is_staged_is_completed(
    setup: Setup, undisturbed: Mapping[str, Outcome], tmp_path: Path, *, step: Step, moment: str, count: int
) -> None:
    """What was staged before it was killed is staged still, and nothing reached the real index that was not."""
    repository, _ = setup("staged", tmp_path)

    killed = run(sys.executable, "-m", "tests.support.dying", repository.root, step, moment, str(count), cwd=ROOT)
    assert killed == Completed(-signal.SIGKILL, "", "")
    staged, published = (
        {path.name: path.read_bytes() for path in (repository.root / place).rglob("*.whl")}
        for place in (".paa/trial", ".paa/index")
    )
    assert published.items() <= staged.items()
    assert not published or len(staged) == len(undisturbed["staged"].wheels(".paa/trial"))
    again = paa_here("release", "--root", repository.root)

    assert (again.code, again.err) == (0, "")
    assert outcome(repository, None) == undisturbed["staged"]
