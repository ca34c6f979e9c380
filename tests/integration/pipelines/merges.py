"""A team's repository on the GitHub of this machine, with the pipelines that paa writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support import PackagingRepository, git, need_program, run, run_paa
from tests.support.indexes import Served
from tests.support.pipelines.github import Environment, GitHub, Run, Settings, dispatched, pushed

__all__ = ["RELEASED", "Team", "lock_engine"]

RELEASED = '__package_metadata__ = {"description": "A tool."}\n'
CONFIG = """\
module_dir: module_dir
python_version: "3.11"
engine: paa=={version}
publish_to: prod
environment: production
indexes:
  prod: {{kind: {kind}, url: "{served.simple}", upload_url: "{served.upload}"}}
"""
LOGIN = ("TWINE_USERNAME", "TWINE_PASSWORD")


def lock_engine(wheel: Path, folder: Path) -> str:
    """Pin the engine and all that it needs for the running interpreter, as `paa ci engine` does for the newest one."""
    wanted = folder / "engine.in"
    wanted.write_text(f"paa=={wheel.name.split('-')[1]}\n", encoding="utf-8")
    words = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--generate-hashes", "--only-binary", ":all:")
    return run(need_program("uv"), *words, "--find-links", wheel.parent, wanted, check=True).out


@dataclass(frozen=True, slots=True)
class Team:
    """A repository, its remote, the service that runs its workflows, and the index that it releases to."""

    repository: PackagingRepository
    service: GitHub
    index: Served

    @classmethod
    def found(cls, repository: PackagingRepository, service: GitHub, index: Served, engine: "Engine") -> "Team":
        """Set a repository up as users do, and push it without a module."""
        team = cls(repository, service, index)
        repository.config(CONFIG.format(version=engine.version, kind="simple", served=index))
        made = run_paa("init-ppr", "--github", cwd=repository.root)
        assert made.code == 0, made.err
        repository.write(".paa/requirements_dev.txt", engine.lock)
        secrets = dict(zip(LOGIN, (index.user, index.password), strict=True))
        service.settings = Settings(environments={"production": Environment(secrets=secrets)})
        return team

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.service.remote

    def write(self, **modules: str) -> None:
        """Write modules that are released."""
        for name, source in modules.items():
            self.repository.module(name, RELEASED + source)

    def merge(self, message: str = "Change") -> Run:
        """Commit everything, push it, and run what that starts."""
        git(self.repository.root, "pull", "--quiet", "--rebase", "origin", "main")
        before = git(self.remote, "rev-parse", "main")
        self.repository.commit(message)
        git(self.repository.root, "push", "--quiet", "origin", "main")
        (run,) = self.service.happen(pushed(self.remote, before))
        return run

    def start(self, **inputs: str | bool) -> Run:
        """Start a release by hand."""
        (run,) = self.service.happen(dispatched(self.remote, dict(inputs)))
        return run

    @property
    def tags(self) -> list[str]:
        """The tags of the remote."""
        return git(self.remote, "tag").splitlines()

    def released(self, *names: str) -> Mapping[str, list[str]]:
        """Give the files of projects on the index."""
        return {name: sorted(self.index.files(name)) for name in names}


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine that pipelines install: a version, and the lock file that pins it."""

    version: str
    lock: str
