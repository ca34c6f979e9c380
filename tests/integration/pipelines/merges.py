"""A team's repository on the GitHub of this machine, with the pipelines that paa writes."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from shutil import copytree, rmtree
from sys import version_info
from typing import TYPE_CHECKING

from tests.support import PackagingRepository, git, need_program, run, run_paa
from tests.support.indexes import FaultyIndex, Served
from tests.support.pipelines import PipelineError
from tests.support.pipelines.github import Environment, Event, GitHub, Run, Settings, dispatched, pushed
from tests.support.pipelines.mutations import Mutation

if TYPE_CHECKING:
    from tests.support.indexes.shelves import Shelves

__all__ = ["RELEASED", "RUNNING", "Engine", "Recording", "Team", "lock_engine"]

RELEASED = '__package_metadata__ = {"description": "A tool."}\n'
CONFIG = """\
module_dir: module_dir
python_version: "3.11"
engine: paa=={version}
"""
OWN_INDEX = """\
publish_to: prod
environment: production
release_limit: 3
indexes:
  prod: {{kind: {kind}, url: "{served.simple}", upload_url: "{served.upload}", patience: 2}}
"""
RUNNING = f"{version_info.major}.{version_info.minor}"
CHOICES = f"""\
login: secrets
pythons: ["{RUNNING}"]
jobs: 2
"""
LOGIN = ("TWINE_USERNAME", "TWINE_PASSWORD")


def lock_engine(wheel: Path, folder: Path) -> str:
    """Pin the engine and all that it needs for the running interpreter, as `paa ci engine` does for the newest one."""
    wanted = folder / "engine.in"
    wanted.write_text(f"paa=={wheel.name.split('-')[1]}\n", encoding="utf-8")
    words = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--generate-hashes", "--only-binary", ":all:")
    lock = run(need_program("uv"), *words, "--find-links", wheel.parent, wanted, check=True).out
    (folder / "lock.txt").write_text(lock, encoding="utf-8")
    # What is fetched once is at hand for all jobs.
    warm = ("--require-hashes", "--only-binary", ":all:", "--find-links", wheel.parent, "--requirement")
    run(need_program("uv"), "pip", "install", "--target", folder / "warm", *warm, folder / "lock.txt", check=True)
    return lock


@dataclass(frozen=True, slots=True)
class Team:
    """A repository, its remote, the service that runs its workflows, and the index that it releases to."""

    repository: PackagingRepository
    service: GitHub
    index: Served

    def set_up_with_password(self, engine: "Engine", kind: str) -> None:
        """Set the repository up as users do who log into an index with a password."""
        self.set_up(engine, OWN_INDEX.format(kind=kind, served=self.index), CHOICES)
        secrets = dict(zip(LOGIN, (self.index.user, self.index.password), strict=True))
        self.service.settings = Settings(environments={"production": Environment(secrets=secrets)})

    def set_up(self, engine: "Engine", more: str, choices: str) -> None:
        """Set the repository up as users do."""
        repository = self.repository
        repository.config(CONFIG.format(version=engine.version) + more)
        made = run_paa("init-ppr", "--github", cwd=repository.root)
        assert made.code == 0, made.err
        repository.write(".paa/requirements_dev.txt", engine.lock)
        repository.write(".paa.ci.config", choices)
        written = run_paa("ci", "check", "--write", cwd=repository.root)
        assert written.code == 0, written.err

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.service.remote

    def write(self, **modules: str) -> None:
        """Write modules that are released."""
        for name, source in modules.items():
            self.repository.module(name, RELEASED + source)

    def push(self, message: str) -> Event:
        """Commit everything, and push it."""
        before = git(self.remote, "rev-parse", "main")
        self.repository.commit(message)
        git(self.repository.root, "push", "--quiet", "origin", "main")
        return pushed(self.remote, before)

    def pull(self) -> None:
        """Take in what was recorded."""
        git(self.repository.root, "pull", "--quiet", "--rebase", "origin", "main")

    def run(self, event: Event) -> Run:
        """Run the one workflow that an event starts."""
        (run,) = self.service.happen(event)
        return run

    def merge(self, message: str = "Change") -> Run:
        """Push everything, and run what that starts."""
        return self.run(self.push(message))

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


class Recording:
    """A run of the release, and how remote and index were before each of its jobs and at its end.

    Args:
        team: Whose run it is.
        index: Where it releases to.
        event: What starts it.
    """

    def __init__(self, team: Team, index: FaultyIndex, event: Event) -> None:
        self._team = team
        self._index = index
        self._states: dict[str, tuple[Path, Shelves]] = {}
        self.run = team.service.run(team.service.workflow(event, "release.yml"), event, before=self._keep)
        self._keep("")
        self._end = self._outcome(self.run)

    @property
    def text(self) -> str:
        """The workflow."""
        return git(self._team.remote, "show", f"{self.run.event.sha}:.github/workflows/release.yml")

    def _keep(self, job: str) -> None:
        folder = self._team.service.folder / "states" / str(len(self._states))
        copytree(self._team.remote, folder)
        self._states[job] = folder, deepcopy(self._index.shelves)

    def _outcome(self, run: Run) -> tuple[object, ...]:
        refs = git(self._team.remote, "for-each-ref", "--format=%(refname)")
        artifacts = [(artifact.name, sorted(artifact.files)) for artifact in run.artifacts.named("*")]
        tests = [step.log for leg in run.jobs["test"].legs for step in leg.steps] if "test" in run.jobs else []
        said = re.sub(r"[0-9.]+ ?s\b", "", "\n".join([run.summary, *tests]))
        return run.results, refs, sorted(self._index.shelves.files), artifacts, said

    def misses(self, mutation: Mutation) -> bool:
        """Tell whether a workflow that lacks something ends as the whole one did."""
        service = self._team.service
        try:
            whole = service.read(mutation.text, "release.yml")
            workflow = replace(whole, early=mutation.job if ".needs." in mutation.lacks else None)
            kept = self._kept(mutation, [job.key for job in workflow.order])
            folder, shelves = self._states[[job.key for job in self.run.workflow.order][len(kept)]]
            rmtree(self._team.remote)
            copytree(folder, self._team.remote)
            self._index.shelves = deepcopy(shelves)
            return self._outcome(service.resume(self.run, workflow, kept)) == self._end
        except PipelineError:
            return False

    def _kept(self, mutation: Mutation, order: list[str]) -> list[str]:
        """Give the jobs that went as they did because nothing before them, or in them, is missing."""
        if mutation.job is None:
            return []
        pairs = zip(order, (job.key for job in self.run.workflow.order), strict=True)
        return [job for job, _ in takewhile(lambda pair: pair[0] == pair[1] != mutation.job, pairs)]


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine that pipelines install: a version, and the lock file that pins it."""

    version: str
    lock: str
