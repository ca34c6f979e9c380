"""What a run of an Azure pipeline leaves behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.azure.commands import Command

__all__ = [
    "CANCELED",
    "FAILED",
    "SKIPPED",
    "SUCCEEDED",
    "WITH_ISSUES",
    "JobResult",
    "LegResult",
    "Run",
    "StepResult",
    "combined",
]

SUCCEEDED, WITH_ISSUES, FAILED, CANCELED, SKIPPED = (
    *("Succeeded", "SucceededWithIssues", "Failed", "Canceled", "Skipped"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How a step ended.

    Attributes:
        log: What it printed, masked.
        commands: What Azure took from the log.
        summary: What it uploaded for the page of the run.
    """

    title: str
    name: str | None
    result: str
    log: str = ""
    commands: tuple[Command, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResult:
    """How one execution of a job ended; outputs are named `step.variable`."""

    name: str
    result: str
    steps: tuple[StepResult, ...] = ()
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """How a job ended; outputs of a matrix are named `leg.step.variable`."""

    name: str
    result: str
    legs: tuple[LegResult, ...] = ()
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a run ended: stage → job → result."""

    number: int
    attempt: int
    stages: Mapping[str, Mapping[str, JobResult]]
    artifacts: Artifacts

    @property
    def results(self) -> dict[str, str]:
        """`stage.job` → how it ended."""
        return {f"{stage}.{name}": job.result for stage, jobs in self.stages.items() for name, job in jobs.items()}

    @property
    def conclusion(self) -> str:
        """How the run ended."""
        return combined(list(self.results.values()))

    @property
    def steps(self) -> Iterator[StepResult]:
        """All steps of all jobs."""
        jobs = (job for jobs in self.stages.values() for job in jobs.values())
        return (step for job in jobs for leg in job.legs for step in leg.steps)

    @property
    def commands(self) -> list[Command]:
        """All that Azure took from the logs."""
        return [command for step in self.steps for command in step.commands]

    @property
    def summary(self) -> str:
        """What steps uploaded for the page of the run."""
        return "".join(step.summary for step in self.steps)

    @property
    def log(self) -> str:
        """Everything that was printed, below the names of jobs and steps."""
        lines = []
        for stage, jobs in self.stages.items():
            for job in jobs.values():
                lines.append(f"=== {stage}.{job.name}: {job.result}")
                for leg in job.legs:
                    lines += [f"= {leg.name} {step.title}: {step.result}\n{step.log}" for step in leg.steps]
        return "\n".join(lines)


def combined(results: list[str]) -> str:
    """Give the result of several: the worst."""
    order = (FAILED, CANCELED, WITH_ISSUES, SUCCEEDED, SKIPPED)
    return next((result for result in order if result in results), SKIPPED)
