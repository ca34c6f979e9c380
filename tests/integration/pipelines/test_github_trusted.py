"""A repository that paa has set up, with nothing edited, is released to the public index without a password."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.merges import RUNNING, Engine, Recording, Team
from tests.support import PackagingRepository
from tests.support.indexes import FaultyIndex
from tests.support.pipelines.github import Environment, Settings, github
from tests.support.pipelines.mutations import mutations
from tests.support.pipelines.public_index import PublicIndex, public_index
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

PUBLISHER = {"repository": "example/packages", "environment": "pypi"}
WORKFLOW = "example/packages/.github/workflows/release.yml@refs/heads/main"


@pytest.fixture
def team(repository: PackagingRepository, pinned: Engine, faulty: FaultyIndex, tmp_path: Path) -> Iterator[Team]:
    """Set a repository up on GitHub, with an environment that holds nothing."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with github(remote, tmp_path / "github") as service:
        team = Team(repository, service, faulty.served)
        team.set_up(pinned, "publish_to: pypi\n", f'pythons: ["{RUNNING}"]\n')
        service.settings = Settings(environments={"pypi": Environment(branches=("main",))})
        yield team


@pytest.fixture
def public(team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicIndex]:
    """Let every job reach the public index, and nothing else, by a proxy on this machine."""
    publisher = {**PUBLISHER, "job_workflow_ref": WORKFLOW}
    with public_index(team.index, team.service.hosting, publisher, tmp_path / "public") as index:
        for name, value in index.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("UV_OFFLINE", "1")
        yield index


def test_the_index_trusts_the_job_that_publishes_and_no_other(
    team: Team, faulty: FaultyIndex, public: PublicIndex
) -> None:
    team.write(tool="")

    recording = Recording(team, faulty, team.push("Add a tool"))

    assert recording.run.conclusion == "success", recording.run.log
    assert team.released("tool") == {"tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"]}
    assert team.tags == ["v0.0.1_tool"]
    assert [claims["environment"] for claims in public.minted] == ["pypi"]
    assert public.refused == []
    wanted = ("jobs.publish.environment", "jobs.publish.permissions.id-token")
    found = [mutation for mutation in mutations(recording.text) if mutation.lacks in wanted]
    assert [mutation.lacks for mutation in found if recording.misses(mutation)] == []
    assert len(found) == len(wanted)
