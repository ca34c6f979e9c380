"""GitHub, as far as our pipelines see it: events start workflows, jobs wait for each other, and may be run again."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.checks import read_workflow
from tests.support.pipelines.github.coercion import text, truth
from tests.support.pipelines.github.events import Event
from tests.support.pipelines.github.expressions import Scope, condition, interpolate
from tests.support.pipelines.github.legs import Circumstances, job_scope, start_leg
from tests.support.pipelines.github.matrices import matrix_legs
from tests.support.pipelines.github.results import JobResult, LegResult, Run, combined
from tests.support.pipelines.github.settings import Settings
from tests.support.pipelines.github.steps import run_steps
from tests.support.pipelines.github.triggers import given_inputs, starts
from tests.support.pipelines.github.workflow import Job, Workflow
from tests.support.pipelines.hosting import Hosting, hosting
from tests.support.processes import git

__all__ = ["GitHub", "github"]

_IMAGES = frozenset({"ubuntu-22.04", "ubuntu-24.04", "ubuntu-26.04", "ubuntu-latest"})
_ELSEWHERE = ("windows-", "macos-")


@dataclass(slots=True, kw_only=True)
class GitHub:
    """A repository on GitHub, whose remote is a bare repository of this machine.

    Attributes:
        remote: The bare repository.
        folder: Where jobs are executed.
        settings: What is set in the repository; a test may change it between runs.
        hosting: The git server; it remembers who pushed what.
        elsewhere: Whether jobs for other systems are passed over; else they are not supported.
        runs: What has ended, in order.
        begun: How many have begun.
    """

    remote: Path
    folder: Path
    settings: Settings
    hosting: Hosting
    repository: str
    elsewhere: bool = False
    runs: list[Run] = field(default_factory=list)
    begun: int = 0

    def workflow(self, event: Event, name: str) -> Workflow:
        """Read a workflow as it stands in the commit that an event is about."""
        return self.read(git(self.remote, "show", f"{event.sha}:.github/workflows/{name}"), name)

    def read(self, text: str, name: str) -> Workflow:
        """Read a workflow.

        Raises:
            PipelineError: As `happen`.
        """
        file = self.folder / "workflows" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return read_workflow(file)

    def happen(self, event: Event) -> list[Run]:
        """Run every workflow that an event starts, as on GitHub.

        Raises:
            PipelineError: A workflow cannot be vouched for.
        """
        paths = git(self.remote, "ls-tree", "--name-only", event.sha, ".github/workflows/").splitlines()
        names = [Path(path).name for path in paths if path.endswith((".yml", ".yaml"))]
        workflows = [self.workflow(event, name) for name in names]
        return [self.run(workflow, event) for workflow in workflows if starts(workflow.triggers, event)]

    def run(self, workflow: Workflow, event: Event, before: Callable[[str], object] | None = None) -> Run:
        """Run a workflow for an event.

        Args:
            workflow: The workflow.
            event: What has happened.
            before: Called with the name of each job before it begins.

        Raises:
            Invalid: The event does not start it; and as `happen`.
            PipelineError: As `happen`.
        """
        if not starts(workflow.triggers, event):
            raise Invalid(f"{workflow.file} is not started by this {event.name}")
        inputs = given_inputs(workflow.triggers[event.name], event.inputs) if event.name == "workflow_dispatch" else {}
        run = Run(
            workflow=workflow,
            event=event,
            number=self._begin(),
            attempt=1,
            inputs=inputs,
            concurrency={},
            jobs={},
            artifacts=Artifacts(),
        )
        return self._execute(run, {}, before or _nothing)

    def rerun(self, run: Run, *, failed: bool = False) -> Run:
        """Run a workflow again, for the same commit: everything, or only what failed and what needs it.

        Raises:
            PipelineError: As `happen`.
        """
        kept: dict[str, JobResult] = {}
        for job in run.workflow.order if failed else ():
            if run.jobs[job.key].result == "success" and kept.keys() >= set(job.needs):
                kept[job.key] = run.jobs[job.key]
        return self._execute(replace(run, attempt=run.attempt + 1), kept, _nothing)

    def resume(self, run: Run, workflow: Workflow, kept: Collection[str]) -> Run:
        """Run another version of a workflow as if its first jobs had gone as in a run, until one goes otherwise.

        Args:
            run: What the other version is compared with.
            workflow: The other version.
            kept: The jobs that are not executed again.

        Raises:
            PipelineError: As `happen`.
        """
        stored = [artifact for artifact in run.artifacts.stored if artifact.job in kept]
        again = replace(run, workflow=workflow, number=self._begin(), artifacts=Artifacts(stored))
        return self._execute(again, {key: run.jobs[key] for key in kept}, _nothing, like=run)

    def _begin(self) -> int:
        self.begun += 1
        return self.begun

    def _execute(
        self, run: Run, kept: Mapping[str, JobResult], before: Callable[[str], object], like: Run | None = None
    ) -> Run:
        shared = Circumstances(
            workflow=run.workflow,
            event=run.event,
            inputs=run.inputs,
            settings=self.settings,
            hosting=self.hosting,
            repository=self.repository,
            artifacts=run.artifacts,
            number=run.number,
            attempt=run.attempt,
            folder=self.folder / f"run-{run.number}-{run.attempt}",
        )
        concurrency = _concurrency(shared)
        jobs = dict(kept)
        for job in run.workflow.order:
            if job.key in jobs:
                continue
            before(job.key)
            jobs[job.key] = self._job(shared, job, jobs)
            if like is not None and jobs[job.key].result != like.jobs[job.key].result:
                break
        ended = {job.key: jobs[job.key] for job in run.workflow.order if job.key in jobs}
        self.runs.append(replace(run, concurrency=concurrency, jobs=ended))
        return self.runs[-1]

    def _job(self, shared: Circumstances, job: Job, done: Mapping[str, JobResult]) -> JobResult:
        needs: dict[str, Json] = {
            key: {"result": done[key].result, "outputs": dict(done[key].outputs)} for key in job.needs
        }
        before = [done[key].result for key in shared.workflow.above(job.key)]
        status = {
            "always": True,
            "cancelled": False,
            "failure": "failure" in before,
            "success": all(result == "success" for result in before),
        }
        scope = job_scope(shared, needs)
        if not condition(job.condition, Scope(scope.contexts, status)):
            return JobResult(key=job.key, result="skipped", outputs={})
        legs: list[LegResult] = []
        fail_fast = truth(interpolate(job.strategy.get("fail-fast", True), scope))
        for place, matrix in enumerate(matrix_legs(job, scope)):
            if fail_fast and any(leg.result == "failure" for leg in legs):
                legs.append(LegResult(matrix=matrix, result="cancelled", outputs={}))
                continue
            legs.append(self._leg(shared, job, matrix, needs, f"{job.key}-{place}"))
        outputs = {name: value for leg in legs for name, value in leg.outputs.items() if value}
        outputs = dict.fromkeys(job.outputs, "") | outputs
        return JobResult(key=job.key, result=combined([leg.result for leg in legs]), legs=tuple(legs), outputs=outputs)

    def _leg(
        self, shared: Circumstances, job: Job, matrix: Mapping[str, Json], needs: Mapping[str, Json], name: str
    ) -> LegResult:
        image = text(interpolate(job.runs_on, job_scope(shared, needs, matrix)))
        if self.elsewhere and image.startswith(_ELSEWHERE):
            return LegResult(matrix=matrix, result="success", outputs={})
        if image not in _IMAGES:
            raise Unsupported(f"{job.key}: runs-on: {image}")
        leg = start_leg(shared, job, matrix, needs, name)
        run_steps(leg)
        return leg.finish()


def _nothing(_: str) -> None:
    """Let a job begin."""


def _concurrency(shared: Circumstances) -> Mapping[str, Json]:
    value = shared.workflow.concurrency
    scope = job_scope(shared, {})
    said: dict[str, Json] = value if isinstance(value, dict) else {} if value is None else {"group": value}
    return {key: interpolate(part, scope) for key, part in said.items()}


@contextmanager
def github(
    remote: Path, folder: Path, settings: Settings | None = None, *, private: bool = True, elsewhere: bool = False
) -> Iterator[GitHub]:
    """Put a bare repository on GitHub until the block ends; private, unless told otherwise."""
    repository = "example/packages"
    with hosting({repository: remote}, private=private) as host:
        yield GitHub(
            remote=remote,
            folder=folder,
            settings=settings or Settings(),
            hosting=host,
            repository=repository,
            elsewhere=elsewhere,
        )
