"""A team's repository on the Azure DevOps of this machine, with two feeds and the pipeline that paa writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.integration.pipelines.merges import CONFIG, RELEASED, Engine
from tests.support import PackagingRepository, git, run_paa
from tests.support.indexes import Azure as Feeds
from tests.support.indexes import Served
from tests.support.pipelines.azure import Azure, Run, Settings, Start
from tests.support.pipelines.documents import Json

__all__ = ["FeedTeam"]

CHOICES = 'pythons: ["3.11"]\n'


@dataclass(frozen=True, slots=True)
class FeedTeam:
    """A repository, its remote, the service that runs its pipeline, and the feeds that it releases to."""

    repository: PackagingRepository
    service: Azure
    feeds: Mapping[str, Served]

    @classmethod
    def found(cls, repository: PackagingRepository, service: Azure, feeds: Feeds, engine: Engine) -> "FeedTeam":
        """Set a repository up as users do, with the feeds `nightly` and `stable`, which nobody else uses."""
        stem = repository.root.parent.name
        repository.config(CONFIG.format(version=engine.version) + "release_limit: 2\n")
        repository.write(".paa.ci.config", CHOICES)
        made = run_paa("init-ppr", "--azure", cwd=repository.root)
        assert made.code == 0, made.err
        for name in ("nightly", "stable"):
            words = ("--organization", feeds.organization, "--project", "My Project", "--server", feeds.base)
            added = run_paa("feed", "add", name, "--feed", f"{stem}-{name}", *words, cwd=repository.root)
            assert added.code == 0, added.err
        repository.write(".paa/requirements_dev.txt", engine.lock)
        # On Azure the token of a job is good for the repository and for the feeds.
        service.settings = Settings(environments=frozenset({"paa-release"}), access_token=feeds.password)
        served = {name: feeds.feed(f"{stem}-{name}", project="My Project") for name in ("nightly", "stable")}
        return cls(repository, service, served)

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.service.remote

    def write(self, **modules: str) -> None:
        """Write modules that are released."""
        for name, source in modules.items():
            self.repository.module(name, RELEASED + source)

    def push(self, message: str = "Change", ref: str = "refs/heads/main") -> None:
        """Commit everything, and push it."""
        self.repository.commit(message)
        git(self.repository.root, "push", "--quiet", "origin", f"HEAD:{ref}")

    def start(self, **parameters: Json) -> Run:
        """Start a release by hand."""
        return self.service.run(Start(parameters=parameters))

    @property
    def tags(self) -> list[str]:
        """The tags of the remote."""
        return git(self.remote, "tag").splitlines()

    def released(self, feed: str, *names: str) -> Mapping[str, list[str]]:
        """Give the files of projects on a feed."""
        return {name: sorted(self.feeds[feed].files(name)) for name in names}
