"""The workflows that paa writes release what is merged, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.merges import Engine, Team, lock_engine
from tests.support import PackagingRepository
from tests.support.indexes import FaultyIndex, running_faulty
from tests.support.pipelines.github import github
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pinned(engine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Pin the engine of this checkout, and let pip and uv find it."""
    lock = lock_engine(engine, tmp_path_factory.mktemp("lock"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_FIND_LINKS", str(engine.parent))
        patch.setenv("PIP_FIND_LINKS", str(engine.parent))
        yield Engine(engine.name.split("-")[1], lock)


@pytest.fixture
def index() -> Iterator[FaultyIndex]:
    """Run an index that is honest until a test wants otherwise."""
    with running_faulty() as served:
        yield served


@pytest.fixture
def team(repository: PackagingRepository, pinned: Engine, index: FaultyIndex, tmp_path: Path) -> Iterator[Team]:
    """Set a repository up on GitHub."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with github(remote, tmp_path / "github") as service:
        yield Team.found(repository, service, index.served, pinned)


def test_a_first_merge_is_released(team: Team) -> None:
    team.write(tool="")

    run = team.merge("Add a tool")

    assert run.conclusion == "success", run.log
    assert team.released("tool") == {"tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"]}
    assert team.tags == ["v0.0.1_tool"]
