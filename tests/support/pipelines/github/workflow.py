"""A workflow file as values: every key is known, or the file is not executed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.pipelines.documents import Json, Section, read_typed
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.triggers import Trigger, read_triggers

__all__ = ["Job", "Step", "Workflow", "parse_workflow"]

_WORKFLOW = ("name", "run-name", "on", "permissions", "concurrency", "env", "defaults", "jobs")
_JOB = (
    *("name", "needs", "if", "runs-on", "environment", "permissions", "concurrency", "timeout-minutes"),
    *("strategy", "outputs", "env", "defaults", "steps"),
)
_STEP = (
    *("id", "name", "if", "uses", "with", "run", "shell", "working-directory", "env"),
    *("continue-on-error", "timeout-minutes"),
)
_SHELLS = (None, "bash")
_LEVELS: Mapping[str, tuple[str, ...]] = {"id-token": ("none", "write")}
_SCOPES = frozenset(
    {
        *("actions", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues"),
        *("packages", "pages", "pull-requests", "security-events", "statuses"),
    }
)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step; values may still hold expressions."""

    id: str | None
    name: str | None
    condition: Json
    uses: str | None
    inputs: Mapping[str, Json]
    env: Mapping[str, Json]
    run: str | None
    shell: str | None
    folder: str | None
    goes_on: Json
    timeout: Json

    @property
    def title(self) -> str:
        """What the log calls it."""
        return self.name or self.id or self.uses or (self.run or "").split("\n")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job; values may still hold expressions.

    Attributes:
        permissions: Scope → level; None leaves it to the workflow.
        strategy: `matrix`, `fail-fast` and `max-parallel`, where there is one.
    """

    key: str
    name: str | None
    needs: tuple[str, ...]
    condition: Json
    runs_on: str
    environment: Json
    permissions: Mapping[str, str] | None
    concurrency: Json
    timeout: Json
    strategy: Mapping[str, Json]
    outputs: Mapping[str, Json]
    env: Mapping[str, Json]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow file.

    Attributes:
        early: The job that runs as soon as it may; by default those at the end of the file do.
    """

    file: str
    name: str
    run_name: Json
    triggers: Mapping[str, Trigger]
    permissions: Mapping[str, str] | None
    concurrency: Json
    env: Mapping[str, Json]
    jobs: Mapping[str, Job]
    early: str | None = None

    @property
    def order(self) -> tuple[Job, ...]:
        """The jobs, each after those that it needs, and else from the last to the first: who forgets a need meets it.

        Raises:
            Invalid: They need each other.
        """
        done: dict[str, Job] = {}
        first = {self.early, *self.above(self.early)} if self.early else set(self.jobs)
        while len(done) < len(self.jobs):
            wanted = first - set(done) or set(self.jobs) - set(done)
            ready = [job for job in self.jobs.values() if job.key in wanted and done.keys() >= set(job.needs)]
            if not ready:
                raise Invalid(f"{self.file}: jobs need each other: {', '.join(set(self.jobs) - set(done))}")
            done[ready[-1].key] = ready[-1]
        return tuple(done.values())

    def above(self, key: str) -> set[str]:
        """Give the jobs that a job needs, and those that they need."""
        needs = self.jobs[key].needs
        return {*needs, *(far for near in needs for far in self.above(near))}


def parse_workflow(file: Path) -> Workflow:
    """Read a workflow file; its expressions are not looked at.

    Raises:
        Invalid: GitHub would refuse it.
        Unsupported: It has a key, or a value of one, that the runner does not implement.
    """
    top = read_typed(file).known(_WORKFLOW)
    defaults = _defaults(top)
    jobs = {key: _job(top.section("jobs").section(key), key, defaults) for key in top.section("jobs").entries}
    workflow = Workflow(
        file=file.name,
        name=top.text("name") or file.name,
        run_name=top.get("run-name"),
        triggers=read_triggers(top),
        permissions=_permissions(top),
        concurrency=_concurrency(top),
        env=_env(top),
        jobs=jobs,
    )
    _check_jobs(workflow)
    return workflow


def _check_jobs(workflow: Workflow) -> None:
    if not workflow.jobs:
        raise Invalid(f"{workflow.file}: no jobs")
    for job in workflow.jobs.values():
        _check_identifier(job.key, f"{workflow.file}.jobs")
        unknown = sorted(set(job.needs) - set(workflow.jobs))
        if unknown:
            raise Invalid(f"{workflow.file}.jobs.{job.key}: needs {', '.join(unknown)}, which is no job")
        ids = [step.id for step in job.steps if step.id]
        if len(set(ids)) < len(ids):
            raise Invalid(f"{workflow.file}.jobs.{job.key}: two steps have the same id")
    assert workflow.order


def _check_identifier(word: str, where: str) -> None:
    if not _IDENTIFIER.fullmatch(word):
        raise Invalid(f"{where}: {word!r} is no identifier")


def _job(section: Section, key: str, defaults: Section) -> Job:
    section.known(_JOB)
    own = _defaults(section)
    steps = tuple(_step(step, own, defaults) for step in section.sections("steps"))
    if not steps:
        raise Invalid(f"{section.where}: no steps")
    return Job(
        key=key,
        name=section.text("name"),
        needs=section.words("needs"),
        condition=section.get("if"),
        runs_on=section.needed("runs-on"),
        environment=_environment(section),
        permissions=_permissions(section),
        concurrency=_concurrency(section),
        timeout=section.get("timeout-minutes", 360),
        strategy=section.section("strategy").known(("matrix", "fail-fast", "max-parallel")).entries,
        outputs=section.section("outputs").entries,
        env=_env(section),
        steps=steps,
    )


def _step(section: Section, job: Section, workflow: Section) -> Step:
    section.known(_STEP)
    run, uses = section.text("run"), section.text("uses")
    if (run is None) is (uses is None):
        raise Invalid(f"{section.where}: a step either runs or uses something")
    extra = ("with",) if run is not None else ("shell", "working-directory")
    if any(key in section for key in extra):
        raise Invalid(f"{section.where}: {', '.join(extra)} says nothing here")
    shell = section.text("shell") or job.text("shell") or workflow.text("shell")
    if shell not in _SHELLS:
        raise Unsupported(f"{section.where}: the shell {shell}")
    identifier = section.text("id")
    if identifier is not None:
        _check_identifier(identifier, section.where)
    return Step(
        id=identifier,
        name=section.text("name"),
        condition=section.get("if"),
        uses=uses,
        inputs=section.section("with").entries,
        env=_env(section),
        run=run,
        shell=shell,
        folder=section.text("working-directory") or job.text("working-directory") or workflow.text("working-directory"),
        goes_on=section.get("continue-on-error", False),
        timeout=section.get("timeout-minutes"),
    )


def _defaults(section: Section) -> Section:
    return section.section("defaults").known(("run",)).section("run").known(("shell", "working-directory"))


def _env(section: Section) -> Mapping[str, Json]:
    return section.section("env").entries


def _environment(section: Section) -> Json:
    value = section.get("environment")
    if isinstance(value, dict):
        section.section("environment").known(("name", "url"))
        section.section("environment").needed("name")
    return value


def _concurrency(section: Section) -> Json:
    value = section.get("concurrency")
    if isinstance(value, dict):
        inner = section.section("concurrency").known(("group", "cancel-in-progress", "queue"))
        inner.needed("group")
        if inner.get("queue", "single") not in {"single", "max"}:
            raise Invalid(f"{inner.where}: queue is single or max")
    return value


def _permissions(section: Section) -> Mapping[str, str] | None:
    if "permissions" not in section:
        return None
    if isinstance(section.get("permissions"), str):
        raise Unsupported(f"{section.at('permissions')}: {section.get('permissions')}")
    granted = section.section("permissions").known(_SCOPES)
    for scope in granted.entries:
        if granted.text(scope) not in _LEVELS.get(scope, ("none", "read", "write")):
            raise Invalid(f"{granted.at(scope)}: {granted.get(scope)!r} is no level")
    return {scope: granted.needed(scope) for scope in granted.entries}
