"""A release to a server that is killed at any step, and run again: nothing lost, repeated or out of order."""

import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from paa.pipeline.steps import Step
from tests.repositories.steps import Grow
from tests.support import Completed, git, run
from tests.support.backends import Backend, Shop
from tests.support.releases import rows, show, tags
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROJECTS = ("alpha", "beta", "gamma")
LOG = ["alpha,0.0.1", "gamma,0.0.1", "beta,0.0.1"]
ENDS = ("-0.0.1-py3-none-any.whl", "-0.0.1.tar.gz")
NOTHING = Completed(0, "nothing to release; 3 unchanged\n", "")

ONCE, EACH = (1,), (1, 2, 3)

# Which times of each step there are while three projects are released; a step without any has no case, and fails.
# To try what is on the index takes the longest: once is enough.
TIMES: Mapping[Step, Iterable[int]] = {
    Step.CATCH_UP: ONCE,
    Step.MEND: ONCE,
    Step.PLAN: ONCE,
    Step.BUILD: EACH,
    Step.CHECK: ONCE,
    Step.PREPARE: ONCE,
    Step.PUBLISH: EACH,
    Step.VERIFY: EACH,
    Step.TRY: (2,),
    Step.RECORD: ONCE,
    Step.PUSH: ONCE,
    Step.MOVE: ONCE,
    Step.SHOW: ONCE,
}


def cases(times: Mapping[Step, Iterable[int]], *moments: str) -> list[object]:
    """Name a step, whether it is reached or done, and the how manieth it is."""
    return [
        pytest.param(step, moment, count, id=f"{moment} {step.name} {count}")
        for step, counts in times.items()
        for count in counts
        for moment in moments
    ]


# To be killed before a step is to be killed after the one before it; folders are tested with both.
EVERY = [*cases(TIMES, "after"), *cases({Step.CATCH_UP: ONCE, Step.PUBLISH: ONCE}, "before")]
# Where a server is slower to ask: once amid the uploads, once between them and the record, once amid the record.
SHORT = cases({Step.PUBLISH: (2,), Step.VERIFY: (3,), Step.PUSH: (1,)}, "after")


@pytest.fixture
def grow(_grow: Grow) -> Grow:
    """Give the function that puts a history into a folder."""
    return _grow


def test_every_step_has_a_case() -> None:
    assert set(TIMES) == set(Step)


@pytest.mark.parametrize(("step", "moment", "count"), EVERY)
def test_a_killed_release_is_completed(
    shop: Shop, grow: Grow, tmp_path: Path, *, step: Step, moment: str, count: int
) -> None:
    backend = shop.make("faulty")
    assert backend.faulty

    kill_and_complete(backend, grow, tmp_path, step=step, moment=moment, count=count)

    stored = backend.faulty.stored
    assert [name.partition("-")[0] for name in stored[::2]] == ["alpha", "gamma", "beta"]
    # Each file arrived once, whenever the release was killed.
    assert backend.faulty.received == stored


@pytest.mark.parametrize("kind", ["devpi", "azure"])
@pytest.mark.parametrize(("step", "moment", "count"), SHORT)
def test_a_killed_release_to_a_real_server_is_completed(
    shop: Shop, grow: Grow, tmp_path: Path, *, kind: str, step: Step, moment: str, count: int
) -> None:
    kill_and_complete(shop.make(kind), grow, tmp_path, step=step, moment=moment, count=count)


def kill_and_complete(backend: Backend, grow: Grow, folder: Path, *, step: Step, moment: str, count: int) -> None:
    """Kill a release, run it again, and look at everything that it leaves."""
    repository = grow("start", folder / "repository")
    repository.config(backend.config)
    built = repository.commit("chore: name the index")
    remote = add_remote(repository, folder / "remote.git")
    smoke = ("--no-smoke",) if step is not Step.TRY else ()
    words = ("-m", "tests.support.dying", repository.root, step, moment, str(count), *smoke)

    killed = run(sys.executable, *words, cwd=ROOT, env=backend.login)
    assert killed == Completed(-signal.SIGKILL, "", "")
    again = backend.paa_here("release", "--no-smoke", root=repository.root)

    assert (again.code, again.err) == (0, "")
    assert set(backend.files(*PROJECTS)) == {f"{name}{end}" for name in PROJECTS for end in ENDS}
    for place in (remote, repository.root):
        assert rows(place, "main") == LOG
        assert tags(place) == [f"v0.0.1_{name}" for name in PROJECTS]
        assert {git(place, "rev-parse", f"v0.0.1_{name}^{{commit}}") for name in PROJECTS} == {built}
        assert git(place, "rev-list", "--count", f"{built}..main") == "1"
        for name in PROJECTS:
            assert show(place, "main", f".paa/release_notes/{name}.md").count("### ") == 1
    assert git(repository.root, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")
    assert repository.status() == ""
    assert backend.paa_here("release", "--no-smoke", root=repository.root) == NOTHING
