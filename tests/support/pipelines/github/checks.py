"""What can be said about the expressions of a workflow before anything runs, in branches that never run too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Refused
from tests.support.pipelines.github.expressions import STATUS, mentions
from tests.support.pipelines.github.workflow import Job, Step, Workflow, parse_workflow
from tests.support.pipelines.syntax import Call, Literal, Member, Name, Node

__all__ = ["read_workflow"]

# Where an expression stands → the contexts that GitHub gives it there.
_EARLY = frozenset({"github", "inputs", "vars"})
_JOB = _EARLY | {"needs", "strategy", "matrix"}
_STEP = _JOB | {"env", "job", "runner", "steps"}
_PLACES: Mapping[str, frozenset[str]] = {
    "run-name": _EARLY,
    "concurrency": _EARLY,
    "env": _EARLY | {"secrets"},
    "job.if": _EARLY | {"needs"},
    "job.strategy": _EARLY | {"needs"},
    "job": _JOB,
    "job.env": _JOB | {"secrets"},
    "job.environment.url": _STEP,
    "job.outputs": _STEP,
    "step.if": _STEP,
    "step": _STEP,
    "step.env": _STEP | {"secrets"},
    # GitHub would allow secrets in a script too; what stands there ends up in a file and in an argument.
    "step.run": _STEP,
}
_CONDITIONS = frozenset({"job.if", "step.if"})


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of a workflow, the kind of place where it stands, and what is known there."""

    where: str
    kind: str
    value: Json
    job: Job | None = None
    earlier: tuple[str, ...] = ()


def read_workflow(file: Path) -> Workflow:
    """Read a workflow file, and look at every expression in it.

    Raises:
        Invalid: GitHub would refuse it; or an expression names a context, a job, an output, a step or an input that is
            not there, for which GitHub would take the empty text.
        Refused: A script holds a secret.
        Unsupported: It says what the runner does not implement.
    """
    workflow = parse_workflow(file)
    for place in _places(workflow):
        for node in _nodes(place):
            _check_node(node, place)
            _check_path(_path(node), place, workflow)
    return workflow


def _places(workflow: Workflow) -> Iterator[_Place]:
    yield _Place(workflow.file, "run-name", workflow.run_name)
    yield _Place(workflow.file, "concurrency", workflow.concurrency)
    yield _Place(workflow.file, "env", dict(workflow.env))
    for job in workflow.jobs.values():
        where = f"{workflow.file}.jobs.{job.key}"
        yield from _job_places(job, where)
        earlier: tuple[str, ...] = ()
        for number, step in enumerate(job.steps):
            for kind, value in _step_values(step):
                yield _Place(f"{where}.steps[{number}]", kind, value, job, earlier)
            earlier += (step.id,) if step.id else ()


def _job_places(job: Job, where: str) -> Iterator[_Place]:
    ids = tuple(step.id for step in job.steps if step.id)
    url = job.environment.get("url") if isinstance(job.environment, dict) else None
    name = job.environment.get("name") if isinstance(job.environment, dict) else job.environment
    yield _Place(f"{where}.if", "job.if", job.condition, job)
    yield _Place(f"{where}.strategy", "job.strategy", dict(job.strategy), job)
    yield _Place(f"{where}.env", "job.env", dict(job.env), job)
    yield _Place(f"{where}.environment", "job.environment.url", url, job, ids)
    yield _Place(f"{where}.outputs", "job.outputs", dict(job.outputs), job, ids)
    yield _Place(where, "job", [job.name, job.runs_on, name, job.concurrency, job.timeout], job)


def _step_values(step: Step) -> Iterator[tuple[str, Json]]:
    yield "step.if", step.condition
    yield "step.env", dict(step.env)
    yield "step.env", dict(step.inputs)
    yield "step.run", step.run
    yield "step", [step.name, step.folder, step.goes_on, step.timeout]


def _nodes(place: _Place) -> Iterator[Node]:
    if place.kind in _CONDITIONS and isinstance(place.value, str) and "${{" not in place.value:
        return mentions(f"${{{{ {place.value} }}}}")
    return mentions(place.value)


def _check_node(node: Node, place: _Place) -> None:
    if isinstance(node, Name) and node.name.lower() not in _PLACES[place.kind]:
        if place.kind == "step.run" and node.name.lower() == "secrets":
            raise Refused(f"{place.where}: a secret in a script; hand it over by `env:`")
        raise Invalid(f"{place.where}: there is no {node.name} at {place.kind}")
    if isinstance(node, Call) and node.name.lower() in STATUS and place.kind not in _CONDITIONS:
        raise Invalid(f"{place.where}: {node.name}() outside of a condition")


def _path(node: Node) -> tuple[str, ...]:
    match node:
        case Name(name):
            return (name.lower(),)
        case Member(of, Literal(str() as key)):
            before = _path(of)
            return (*before, key) if before else ()
        case _:
            return ()


def _check_path(path: tuple[str, ...], place: _Place, workflow: Workflow) -> None:
    match path:
        case ("needs", key) if place.job and key not in place.job.needs:
            raise Invalid(f"{place.where}: {key} is not among the needs of {place.job.key}")
        case ("needs", _, kind) if kind not in {"result", "outputs"}:
            raise Invalid(f"{place.where}: needs have no {kind}")
        case ("needs", key, "outputs", output) if key in workflow.jobs and output not in workflow.jobs[key].outputs:
            raise Invalid(f"{place.where}: {key} has no output {output}")
        case ("steps", key) if key not in place.earlier:
            raise Invalid(f"{place.where}: no step before it has the id {key}")
        case ("steps", _, kind) if kind not in {"outcome", "conclusion", "outputs"}:
            raise Invalid(f"{place.where}: steps have no {kind}")
        case ("inputs", key) | ("github", "event", "inputs", key) if key not in _inputs(workflow):
            raise Invalid(f"{place.where}: there is no input {key}")
        case _:
            pass


def _inputs(workflow: Workflow) -> frozenset[str]:
    dispatch = workflow.triggers.get("workflow_dispatch")
    return frozenset(dispatch.inputs) if dispatch else frozenset()
