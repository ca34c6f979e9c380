"""Azure DevOps, as far as our pipelines see it: runs are started by hand or by an event, stages and jobs wait."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.azure.execution import Execution
from tests.support.pipelines.azure.legs import Circumstances
from tests.support.pipelines.azure.pipeline import read_pipeline
from tests.support.pipelines.azure.results import SUCCEEDED, WITH_ISSUES, Run
from tests.support.pipelines.azure.settings import Settings
from tests.support.pipelines.azure.templates import expand
from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.hosting import Hosting, hosting
from tests.support.processes import git

__all__ = ["Azure", "Start", "azure"]

_IMAGES = frozenset({"ubuntu-22.04", "ubuntu-24.04", "ubuntu-26.04", "ubuntu-latest"})
_ELSEWHERE = ("windows-", "macOS-")
_REASONS = frozenset({"Manual", "IndividualCI", "PullRequest", "Schedule"})
_GOOD = frozenset({SUCCEEDED, WITH_ISSUES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Why and with what a pipeline runs."""

    file: str = ".azure/azure-pipelines.yml"
    parameters: Mapping[str, Json] = field(default_factory=dict)
    ref: str = "refs/heads/main"
    reason: str = "Manual"


@dataclass(slots=True, kw_only=True)
class Azure:
    """A repository on Azure DevOps, whose remote is a bare repository of this machine.

    Attributes:
        remote: The bare repository.
        folder: Where jobs are executed.
        settings: What is set in the project; a test may change it between runs.
        hosting: The git server; it remembers who pushed what.
        elsewhere: Whether jobs for other systems are passed over; else they are not supported.
        begun: How many runs have begun.
    """

    remote: Path
    folder: Path
    settings: Settings
    hosting: Hosting
    repository: str
    elsewhere: bool = False
    begun: int = 0
    _starts: dict[int, tuple[Start, str]] = field(default_factory=dict)

    def run(self, start: Start | None = None) -> Run:
        """Run a pipeline.

        Raises:
            Invalid: It is not started by that.
            PipelineError: It cannot be vouched for.
        """
        start = start or Start()
        if start.reason not in _REASONS:
            raise Unsupported(f"the reason {start.reason}")
        self.begun += 1
        sha = git(self.remote, "rev-parse", f"{start.ref}^{{commit}}")
        self._starts[self.begun] = (start, sha)
        return self._execute(start, sha, Run(number=self.begun, attempt=1, stages={}, artifacts=Artifacts()))

    def rerun(self, run: Run) -> Run:
        """Run again what did not succeed, for the same commit.

        Raises:
            PipelineError: As `run`.
        """
        start, sha = self._starts[run.number]
        return self._execute(start, sha, replace(run, attempt=run.attempt + 1))

    def _execute(self, start: Start, sha: str, run: Run) -> Run:
        predefined = self._predefined(start, sha, run)

        def read(path: str) -> str:
            return git(self.remote, "show", f"{sha}:{path}") + "\n"

        known: dict[str, Json] = dict(predefined)
        top, _ = expand(read, start.file, start.parameters, known)
        pipeline = read_pipeline(top)
        if start.reason == "IndividualCI" and not pipeline.by_push:
            raise Invalid(f"{start.file} is not started by a push")
        shared = Circumstances(
            ref=start.ref,
            sha=sha,
            settings=self.settings,
            hosting=self.hosting,
            repository=self.repository,
            artifacts=run.artifacts,
            number=run.number,
            attempt=run.attempt,
            folder=self.folder / f"run-{run.number}-{run.attempt}",
            predefined=predefined,
        )
        execution = Execution(shared, pipeline, run.stages, elsewhere=self.elsewhere)
        return replace(run, stages=execution.stages())

    def _predefined(self, start: Start, sha: str, run: Run) -> dict[str, str]:
        name = start.ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
        return {
            "Agent.OS": "Linux",
            "Build.BuildId": str(run.number),
            "Build.BuildNumber": str(run.number),
            "Build.Reason": start.reason,
            "Build.Repository.Name": self.repository.rpartition("/")[2],
            "Build.Repository.Uri": f"{self.hosting.address}/{self.repository}",
            "Build.RequestedFor": "Ada Example",
            "Build.SourceBranch": start.ref,
            "Build.SourceBranchName": name.rpartition("/")[2],
            "Build.SourceVersion": sha,
            "Build.SourceVersionMessage": git(self.remote, "log", "-1", "--format=%s", sha),
            "System.CollectionUri": f"{self.hosting.address}/example/",
            "System.TeamFoundationCollectionUri": f"{self.hosting.address}/example/",
            "System.JobAttempt": str(run.attempt),
            "System.TeamProject": "project",
            "TF_BUILD": "True",
        }


@contextmanager
def azure(remote: Path, folder: Path, settings: Settings | None = None, *, elsewhere: bool = False) -> Iterator[Azure]:
    """Put a bare repository on Azure DevOps until the block ends."""
    repository = "example/project/_git/packages"
    with hosting({repository: remote}) as host:
        yield Azure(
            remote=remote,
            folder=folder,
            settings=settings or Settings(),
            hosting=host,
            repository=repository,
            elsewhere=elsewhere,
        )
