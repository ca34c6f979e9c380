"""A team's repository on the Azure DevOps of this machine, with two feeds and the pipeline that paa writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.integration.pipelines.merges import CONFIG, RELEASED, Engine
from tests.support import PackagingRepository, git, run_paa
from tests.support.indexes import Azure as Feeds
from tests.support.pipelines.azure import Azure, Run, Settings, Start
from tests.support.pipelines.documents import Json

__all__ = ["FeedTeam"]

PROJECT = "My Project"
CHOICES = 'pythons: ["3.11"]\n'


@dataclass(frozen=True, slots=True)
class FeedTeam:
    """A repository, its remote, the service that runs its pipeline, and the feeds that it releases to."""

    repository: PackagingRepository
    service: Azure
    azure: Feeds
    stem: str

    @classmethod
    def found(cls, repository: PackagingRepository, service: Azure, feeds: Feeds, engine: Engine) -> "FeedTeam":
        """Set a repository up as users do: with the feeds `nightly` and `stable`, and a view of the second."""
        team = cls(repository, service, feeds, repository.root.parent.name)
        repository.config(CONFIG.format(version=engine.version))
        repository.write(".paa.ci.config", CHOICES)
        team.paa("init-ppr", "--azure")
        words = ("--organization", feeds.organization, "--project", PROJECT, "--server", feeds.base)
        team.paa("feed", "add", "nightly", "--feed", team.name_of("nightly"), *words)
        team.paa("feed", "add", "stable", "--feed", team.name_of("stable"), "--view", "Release", *words)
        repository.write(".paa/requirements_dev.txt", engine.lock)
        # On Azure the token of a job is good for the repository and for the feeds.
        service.settings = Settings(environments=frozenset({"paa-release"}), access_token=feeds.password)
        for name in ("nightly", "stable"):
            team.refuse(name)
            path = repository.root / f".azure/feeds/{name}.yml"
            path.write_text(f"{path.read_text(encoding='utf-8')}  patience: 2\n", encoding="utf-8")
        return team

    def paa(self, *words: str) -> None:
        """Run a command that works."""
        done = run_paa(*words, cwd=self.repository.root)
        assert done.code == 0, done.err

    def name_of(self, feed: str) -> str:
        """Give what Azure calls a feed: nobody else uses it."""
        return f"{self.stem}-{feed}"

    def refuse(self, feed: str, *names: str) -> None:
        """Let a feed refuse these projects, and no others."""
        self.azure.feed(self.name_of(feed), project=PROJECT, refused=names)

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

    def released(self, feed: str, *names: str, view: str = "") -> Mapping[str, list[str]]:
        """Give the files of projects on a feed, or in a view of it."""
        served = self.azure.feed(self.name_of(feed), project=PROJECT, view=view)
        return {name: sorted(served.files(name)) for name in names}
