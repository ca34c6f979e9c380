"""One execution of a job of Azure: its folders, its variables, its steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.azure.expressions import Scope
from tests.support.pipelines.azure.pipeline import Job, Step
from tests.support.pipelines.azure.results import FAILED, SUCCEEDED, WITH_ISSUES, LegResult, StepResult
from tests.support.pipelines.azure.settings import Settings
from tests.support.pipelines.azure.variables import Variables
from tests.support.pipelines.documents import Json, Section
from tests.support.pipelines.failures import Leaked
from tests.support.pipelines.hosting import Hosting
from tests.support.pipelines.machine import Place
from tests.support.pipelines.vault import Vault

__all__ = ["Circumstances", "Leg", "implicit_steps", "places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the jobs of a run have in common.

    Attributes:
        predefined: What Azure says about the run.
    """

    ref: str
    sha: str
    settings: Settings
    hosting: Hosting
    repository: str
    artifacts: Artifacts
    number: int
    attempt: int
    folder: Path
    predefined: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Leg:
    """A job while it is executed."""

    shared: Circumstances
    stage: str
    job: Job
    name: str
    place: Place
    token: str
    variables: Variables
    contexts: Mapping[str, Json]
    vault: Vault
    end: float = field(default_factory=monotonic)
    paths: list[str] = field(default_factory=list)
    steps: list[StepResult] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    status: str = SUCCEEDED
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    @property
    def sources(self) -> Path:
        """Where the repository is checked out, and steps begin."""
        return self.place.work / "s"

    def scope(self) -> Scope:
        """Give what the condition of a step may name."""
        good = self.status in {SUCCEEDED, WITH_ISSUES}
        return Scope(
            {**self.contexts, "variables": dict(self.variables.texts())},
            {
                "always": lambda: True,
                "canceled": lambda: False,
                "failed": lambda: self.status == FAILED,
                "succeeded": lambda: good,
                "succeededOrFailed": lambda: True,
            },
        )

    def path(self, word: str) -> Path:
        """Give a path of a step, relative to where steps begin."""
        return self.sources / word

    def finish(self) -> LegResult:
        """Clean up, look for secrets, and take the token back.

        Raises:
            Leaked: A secret is where it must not be.
        """
        for act in reversed(self.afterwards):
            act()
        for name, value in self.outputs.items():
            self.vault.inspect(value, f"the output {name}")
        self.vault.inspect_files(self.place.work.rglob("*"), "the working tree")
        self.shared.hosting.withdraw(self.token)
        if self.vault.found:
            raise Leaked(f"{self.stage}.{self.job.name}: " + "; ".join(self.vault.found))
        return LegResult(name=self.name, result=self.status, steps=tuple(self.steps), outputs=self.outputs)


def places(leg: Leg) -> dict[str, str]:
    """Make the folders that variables name, and give those variables."""
    staging = leg.place.work / "a"
    for folder in (leg.sources, staging):
        folder.mkdir()
    return {
        "Agent.BuildDirectory": str(leg.place.work),
        "Agent.TempDirectory": str(leg.place.temp),
        "Agent.ToolsDirectory": str(leg.place.tools),
        "Build.ArtifactStagingDirectory": str(staging),
        "Build.SourcesDirectory": str(leg.sources),
        "Pipeline.Workspace": str(leg.place.work),
        "System.DefaultWorkingDirectory": str(leg.sources),
        "System.JobName": leg.job.name,
        "System.StageName": leg.stage,
    }


def implicit_steps(job: Job) -> Iterator[Step]:
    """Give the step that Azure adds: a checkout, or, in a deployment, a download of everything."""
    kind, what = ("checkout", "self") if job.environment is None else ("download", "current")
    if not any(step.kind == kind for step in job.steps):
        yield Step(
            kind=kind,
            what=what,
            name=None,
            title=f"{kind} {what}",
            condition=None,
            goes_on=False,
            enabled=True,
            timeout=None,
            env={},
            own=Section(f"{job.name}, implicit", {}),
        )
