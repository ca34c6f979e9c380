"""The jobs of a pipeline as values that rules can look at, whichever CI it is for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Job", "Step", "Workflow", "read_azure", "read_github"]

_PAA = re.compile(r"\bpaa\s+(ci\s+)?([a-z-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a job.

    Attributes:
        name: For people.
        run: The script; empty where there is none.
        uses: The action or the task; empty where there is none.
        inputs: What the action is told.
        env: The variables of this step.
    """

    name: str
    run: str = ""
    uses: str = ""
    inputs: Mapping[str, str]
    env: Mapping[str, str]

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of paa that the script runs: `publish`, `ci matrix`."""
        return tuple(f"{'ci ' if group else ''}{name}" for group, name in _PAA.findall(self.run))

    @property
    def is_checkout(self) -> bool:
        """Whether it gets the repository."""
        return self.uses.startswith("actions/checkout@") or self.uses in {"checkout: self", "checkout"}

    @property
    def keeps_credentials(self) -> bool:
        """Whether a checkout leaves the repository's token where later steps find it."""
        if self.uses.startswith("actions/checkout@"):
            return self.inputs.get("persist-credentials") != "false"
        return self.inputs.get("persistCredentials") == "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job of a pipeline.

    Attributes:
        name: Its id.
        image: The machine.
        timeout: The minutes, as they were written; None where nothing is said.
        environment: What protects it, and holds its secrets; None for nothing.
        permissions: What the token of the job may do; None where nothing is said.
        matrix: Where its matrix comes from; None where it has none that is computed.
        env: The variables of all its steps.
        steps: In their order.
    """

    name: str
    image: str | None
    timeout: str | None
    environment: str | None
    permissions: Mapping[str, str] | None
    matrix: str | None
    env: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of paa that the job runs."""
        return tuple(command for step in self.steps for command in step.commands)

    @property
    def checkouts(self) -> tuple[Step, ...]:
        """The steps that get the repository."""
        return tuple(step for step in self.steps if step.is_checkout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A pipeline.

    Attributes:
        path: Its file.
        ci: `github` or `azure`.
        triggers: What starts it.
        permissions: What the tokens of all jobs may do; None where nothing is said.
        concurrency: What keeps runs apart; None where nothing does.
        env: The variables of all jobs.
        jobs: In their order.
    """

    path: str
    ci: str
    triggers: tuple[str, ...]
    permissions: Mapping[str, str] | None
    concurrency: Mapping[str, str] | None
    env: Mapping[str, str]
    jobs: tuple[Job, ...]


def read_github(document: object, *, path: str) -> Workflow:
    """Read a workflow of GitHub; what is not there, or is something else than expected, is empty."""
    top = _mapping(document)
    started = top.get("on")
    return Workflow(
        path=path,
        ci="github",
        triggers=(started,)
        if isinstance(started, str)
        else tuple(_mapping(started)) or tuple(map(str, _list(started))),
        permissions=_permissions(top.get("permissions")),
        concurrency=_texts(top["concurrency"]) if "concurrency" in top else None,
        env=_texts(top.get("env")),
        jobs=tuple(_github_job(name, _mapping(job)) for name, job in _mapping(top.get("jobs")).items()),
    )


def _github_job(name: str, job: Mapping[str, object]) -> Job:
    environment = job.get("environment")
    matrix = _mapping(job.get("strategy")).get("matrix")
    return Job(
        name=name,
        image=_text(job.get("runs-on")),
        timeout=_text(job.get("timeout-minutes")),
        environment=_text(_mapping(environment).get("name") if isinstance(environment, Mapping) else environment),
        permissions=_permissions(job.get("permissions")),
        matrix=None if matrix is None else " ".join(_leaves(matrix)),
        env=_texts(job.get("env")),
        steps=tuple(_github_step(_mapping(step)) for step in _list(job.get("steps"))),
    )


def _github_step(step: Mapping[str, object]) -> Step:
    run, uses = _text(step.get("run")) or "", _text(step.get("uses")) or ""
    return Step(
        name=_text(step.get("name")) or uses or run.partition("\n")[0],
        run=run,
        uses=uses,
        inputs=_texts(step.get("with")),
        env=_texts(step.get("env")),
    )


def read_azure(document: object, *, path: str) -> Workflow:
    """Read a pipeline of Azure DevOps, or a template of one, as far as its jobs are written down in it."""
    top = _mapping(document)
    # A pipeline that does not say what starts it is started by every push.
    started = {"trigger": top.get("trigger", "all"), "pr": top.get("pr", "all"), "schedules": top.get("schedules")}
    return Workflow(
        path=path,
        ci="azure",
        triggers=tuple(key for key, value in started.items() if value not in (None, "none", "")),
        permissions=None,
        concurrency={"lockBehavior": _text(top.get("lockBehavior")) or ""},
        env=_variables(top),
        jobs=tuple(_azure_jobs(top)),
    )


def _azure_jobs(top: Mapping[str, object]) -> Iterator[Job]:
    for stage in _list(top.get("stages")):
        yield from _azure_jobs(_mapping(stage))
    for job in map(_mapping, _list(top.get("jobs"))):
        name = _text(job.get("job")) or _text(job.get("deployment"))
        if name is not None:
            yield _azure_job(name, job, top)
    if "steps" in top:
        yield _azure_job("steps", top, {})


def _azure_job(name: str, job: Mapping[str, object], above: Mapping[str, object]) -> Job:
    pool = _mapping(job.get("pool") or above.get("pool"))
    matrix = _mapping(job.get("strategy")).get("matrix")
    environment = job.get("environment")
    steps = _list(job.get("steps")) or [
        step
        for phase in _mapping(_mapping(job.get("strategy")).get("runOnce")).values()
        for step in _list(_mapping(phase).get("steps"))
    ]
    made = tuple(_azure_step(_mapping(step)) for step in steps)
    if "job" in job and not any("checkout" in _mapping(step) for step in steps):
        # Azure checks the repository out where nobody says otherwise.
        made = (Step(name="checkout", uses="checkout", inputs={}, env={}), *made)
    return Job(
        name=name,
        image=_text(pool.get("vmImage")),
        timeout=_text(job.get("timeoutInMinutes")),
        environment=_text(_mapping(environment).get("name") if isinstance(environment, Mapping) else environment),
        permissions=None,
        matrix=None if matrix is None else " ".join(_leaves(matrix)),
        env=_variables(job),
        steps=made,
    )


def _variables(place: Mapping[str, object]) -> Mapping[str, str]:
    """Read variables: a mapping, or a list of `name` and `value`."""
    variables = place.get("variables")
    if isinstance(variables, list):
        return {str(_mapping(each).get("name")): str(_mapping(each).get("value")) for each in variables}
    return _texts(variables)


def _azure_step(step: Mapping[str, object]) -> Step:
    run = next((text for key in ("script", "bash", "pwsh", "powershell") if (text := _text(step.get(key)))), "")
    uses = "checkout" if step.get("checkout", "none") != "none" else _text(step.get("task")) or ""
    inputs = {key: value for key, value in step.items() if isinstance(value, str)} if uses == "checkout" else {}
    return Step(
        name=_text(step.get("displayName")) or uses or run.partition("\n")[0],
        run=run,
        uses=uses,
        inputs={**inputs, **_texts(step.get("inputs"))},
        env=_texts(step.get("env")),
    )


def _permissions(value: object) -> Mapping[str, str] | None:
    if value is None:
        return None
    return {"all": value} if isinstance(value, str) and value else _texts(value)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> Mapping[str, str]:
    return {str(key): " ".join(_leaves(each)) for key, each in _mapping(value).items()}


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield str(value)
