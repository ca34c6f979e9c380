"""The pipeline that paa writes for Azure DevOps releases what somebody chooses to the feed that they choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.feeds import FeedTeam
from tests.integration.pipelines.merges import Engine
from tests.support import PackagingRepository
from tests.support.indexes import Servers
from tests.support.pipelines.azure import azure
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow


@pytest.fixture
def team(repository: PackagingRepository, pinned: Engine, servers: Servers, tmp_path: Path) -> Iterator[FeedTeam]:
    """Set a repository up on Azure DevOps."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with azure(remote, tmp_path / "azure") as service:
        yield FeedTeam.found(repository, service, servers.azure, pinned)


def test_a_package_is_released_to_the_second_of_two_feeds(team: FeedTeam) -> None:
    team.write(tool="", box="")
    team.push("Add two tools")

    run = team.start(feed="stable", package_name="tool")

    assert run.conclusion == "Succeeded", run.log
    assert team.released("stable", "tool", "box") == {
        "tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"],
        "box": [],
    }
    assert team.released("nightly", "tool") == {"tool": []}
    assert team.tags == ["v0.0.1_tool"]
