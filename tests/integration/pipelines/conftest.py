"""What the tests of pipelines share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.desk import Desk
from tests.integration.pipelines.merges import Engine, lock_engine
from tests.support import PackagingRepository
from tests.support.pipelines.github import github
from tests.support.remotes import add_remote


@pytest.fixture
def desk(repository: PackagingRepository, tmp_path: Path) -> Iterator[Desk]:
    """Put a repository with one commit on GitHub, to which nobody has access without a token."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with github(remote, tmp_path / "github") as service:
        yield Desk(repository, service)


@pytest.fixture(scope="module")
def pinned(engine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Pin the engine of this checkout, and let pip and uv find it."""
    lock = lock_engine(engine, tmp_path_factory.mktemp("lock"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_FIND_LINKS", str(engine.parent))
        patch.setenv("PIP_FIND_LINKS", str(engine.parent))
        yield Engine(engine.name.split("-")[1], lock)
