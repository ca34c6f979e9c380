"""What a run leaves behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.documents import Json
from tests.support.pipelines.github.commands import Annotation, Command
from tests.support.pipelines.github.events import Event
from tests.support.pipelines.github.workflow import Workflow

__all__ = ["JobResult", "LegResult", "Run", "StepResult", "combined"]

_WORST_FIRST = ("failure", "cancelled", "success", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How a step ended.

    Attributes:
        outcome: `success`, `failure` or `skipped`.
        conclusion: The same, after `continue-on-error`.
        log: What it printed, masked.
        commands: What GitHub took from the log.
    """

    title: str
    id: str | None
    outcome: str
    conclusion: str
    log: str = ""
    outputs: Mapping[str, str]
    summary: str = ""
    commands: tuple[Command, ...] = ()
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResult:
    """How one execution of a job ended: of its only one, or of one of its matrix.

    Attributes:
        place: Where it ran, as it was left; None where another system would be needed.
    """

    matrix: Mapping[str, Json]
    result: str
    steps: tuple[StepResult, ...] = ()
    outputs: Mapping[str, str]
    environment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """How a job ended."""

    key: str
    result: str
    legs: tuple[LegResult, ...] = ()
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a run of a workflow ended."""

    workflow: Workflow
    event: Event
    number: int
    attempt: int
    inputs: Mapping[str, Json]
    concurrency: Mapping[str, Json]
    jobs: Mapping[str, JobResult]
    artifacts: Artifacts

    @property
    def conclusion(self) -> str:
        """What the list of runs says."""
        return combined([job.result for job in self.jobs.values()])

    @property
    def results(self) -> dict[str, str]:
        """Job → how it ended."""
        return {key: job.result for key, job in self.jobs.items()}

    @property
    def steps(self) -> Iterator[StepResult]:
        """All steps of all jobs."""
        return (step for job in self.jobs.values() for leg in job.legs for step in leg.steps)

    @property
    def summary(self) -> str:
        """What the steps wrote for the page of the run."""
        return "".join(step.summary for step in self.steps)

    @property
    def commands(self) -> list[Command]:
        """All that GitHub took from the logs."""
        return [command for step in self.steps for command in step.commands]

    @property
    def annotations(self) -> list[Annotation]:
        """All marks."""
        return [mark for step in self.steps for mark in step.annotations]

    @property
    def log(self) -> str:
        """Everything that was printed, below the names of jobs and steps."""
        lines = []
        for job in self.jobs.values():
            lines.append(f"=== {job.key}: {job.result}")
            for leg in job.legs:
                lines.append(f"== {dict(leg.matrix)}: {leg.result}")
                lines += [f"= {step.title}: {step.outcome}\n{step.log}" for step in leg.steps]
        return "\n".join(lines)


def combined(results: list[str]) -> str:
    """Give the result of several: the worst."""
    return next((result for result in _WORST_FIRST if result in results), "skipped")
