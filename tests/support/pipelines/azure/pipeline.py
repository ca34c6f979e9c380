"""An expanded Azure pipeline as values: every key is known, or it is not executed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.pipelines.documents import Json, Section
from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["Job", "Pipeline", "Stage", "Step", "VariableEntry", "read_pipeline"]

_STEP = ("name", "displayName", "condition", "continueOnError", "enabled", "env", "timeoutInMinutes")
# What a step does → the keys that only such a step has.
_STEPS: Mapping[str, tuple[str, ...]] = {
    "bash": ("workingDirectory", "failOnStderr"),
    "checkout": ("clean", "fetchDepth", "fetchTags", "path", "persistCredentials"),
    "download": ("artifact", "patterns", "path"),
    "publish": ("artifact",),
    "script": ("workingDirectory", "failOnStderr"),
    "task": ("inputs",),
}
_JOB = (
    *("displayName", "dependsOn", "condition", "pool", "timeoutInMinutes", "cancelTimeoutInMinutes", "workspace"),
    *("strategy", "variables", "steps"),
)
_DEPLOYMENT = (*(key for key in _JOB if key != "steps"), "environment")
_STAGE = ("stage", "displayName", "dependsOn", "condition", "pool", "variables", "jobs", "lockBehavior")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class VariableEntry:
    """A variable of a file, or a group of them."""

    name: str
    value: str = ""
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step; texts may hold macros, and its condition is an expression."""

    kind: str
    what: str
    name: str | None
    title: str
    condition: str | None
    goes_on: bool
    enabled: bool
    timeout: float | None
    env: Mapping[str, str]
    own: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job.

    Attributes:
        environment: Where a deployment goes; None for an ordinary job.
    """

    name: str
    depends: tuple[str, ...]
    condition: str | None
    image: str
    timeout: float
    matrix: Json
    variables: tuple[VariableEntry, ...]
    steps: tuple[Step, ...]
    environment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage."""

    name: str
    depends: tuple[str, ...]
    condition: str | None
    variables: tuple[VariableEntry, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline."""

    file: str
    by_push: bool
    variables: tuple[VariableEntry, ...]
    stages: tuple[Stage, ...]


def read_pipeline(top: Section) -> Pipeline:
    """Read an expanded pipeline.

    Raises:
        Invalid: Azure would refuse it.
        Unsupported: It has a key, or a value of one, that the runner does not implement.
    """
    if "stages" not in top:
        raise Unsupported(f"{top.where}: a pipeline without stages")
    if top.get("lockBehavior", "sequential") not in {"sequential", "runLatest"}:
        raise Invalid(f"{top.where}: lockBehavior")
    stages: list[Stage] = []
    for section in top.sections("stages"):
        stages.append(_stage(section, _image(top, ""), stages[-1:]))
    _check_names(top.where, [stage.name for stage in stages], {stage.name: stage.depends for stage in stages})
    return Pipeline(
        file=top.where,
        by_push=top.get("trigger") != "none",
        variables=tuple(_variables(top)),
        stages=tuple(stages),
    )


def _check_names(where: str, names: list[str], depends: Mapping[str, tuple[str, ...]]) -> None:
    for place, name in enumerate(names):
        if not _NAME.fullmatch(name):
            raise Invalid(f"{where}: {name!r} is no name")
        if name in names[:place]:
            raise Invalid(f"{where}: {name} stands there twice")
        unknown = sorted(set(depends[name]) - set(names))
        if unknown:
            raise Invalid(f"{where}: {name} depends on {', '.join(unknown)}, which is not there")


def _stage(section: Section, image: str, before: list[Stage]) -> Stage:
    section.known(_STAGE)
    image = _image(section, image)
    jobs = tuple(_job(job, image) for job in section.sections("jobs"))
    if not jobs:
        raise Invalid(f"{section.where}: no jobs")
    _check_names(section.where, [job.name for job in jobs], {job.name: job.depends for job in jobs})
    usual = tuple(stage.name for stage in before)
    return Stage(
        name=section.needed("stage"),
        depends=section.words("dependsOn") if "dependsOn" in section else usual,
        condition=section.text("condition"),
        variables=tuple(_variables(section)),
        jobs=jobs,
    )


def _job(section: Section, image: str) -> Job:
    deploys = "deployment" in section
    section.known((*_DEPLOYMENT, "deployment") if deploys else (*_JOB, "job"))
    strategy = section.section("strategy")
    if deploys:
        steps = strategy.known(("runOnce",)).section("runOnce").known(("deploy",)).section("deploy").known(("steps",))
    else:
        steps = section
        strategy.known(("matrix", "maxParallel"))
    return Job(
        name=section.needed("deployment" if deploys else "job"),
        depends=section.words("dependsOn"),
        condition=section.text("condition"),
        image=_image(section, image),
        timeout=_minutes(section, "timeoutInMinutes") or 60.0,
        matrix=None if deploys else strategy.get("matrix"),
        variables=tuple(_variables(section)),
        steps=tuple(_step(step) for step in steps.sections("steps")),
        environment=_environment(section) if deploys else None,
    )


def _environment(section: Section) -> str:
    if isinstance(section.get("environment"), dict):
        return section.section("environment").known(("name",)).needed("name")
    return section.needed("environment")


def _step(section: Section) -> Step:
    kinds = [kind for kind in _STEPS if kind in section]
    if len(kinds) != 1:
        raise Unsupported(f"{section.where}: a step of {', '.join(section.entries)}")
    kind = kinds[0]
    section.known((kind, *_STEP, *_STEPS[kind]))
    name = section.text("name")
    if name is not None and not _NAME.fullmatch(name):
        raise Invalid(f"{section.where}: {name!r} is no name")
    what = section.needed(kind)
    env = section.section("env")
    return Step(
        kind=kind,
        what=what,
        name=name,
        title=section.text("displayName") or f"{kind} {what}".split("\n")[0],
        condition=section.text("condition"),
        goes_on=_flag(section, "continueOnError", default=False),
        enabled=_flag(section, "enabled", default=True),
        timeout=_minutes(section, "timeoutInMinutes"),
        env={key: _word(env.get(key)) for key in env.entries},
        own=section,
    )


def _flag(section: Section, key: str, *, default: bool) -> bool:
    value = section.get(key, default)
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in {"true", "false"}:
        raise Unsupported(f"{section.at(key)}: {value!r}")
    return value.lower() == "true"


def _minutes(section: Section, key: str) -> float | None:
    value = section.get(key)
    try:
        return None if value is None else float(_word(value))
    except ValueError:
        raise Unsupported(f"{section.at(key)}: {value!r}") from None


def _image(section: Section, default: str) -> str:
    if "pool" not in section:
        return default
    return section.section("pool").known(("vmImage",)).needed("vmImage")


def _variables(section: Section) -> Iterator[VariableEntry]:
    value = section.get("variables")
    if isinstance(value, dict):
        yield from (VariableEntry(name, _word(part)) for name, part in value.items())
        return
    for entry in section.sections("variables"):
        if "group" in entry:
            yield VariableEntry(entry.known(("group",)).needed("group"), group=True)
        else:
            entry.known(("name", "value", "readonly"))
            yield VariableEntry(entry.needed("name"), _word(entry.get("value")))


def _word(value: Json) -> str:
    if isinstance(value, list | dict):
        raise Invalid(f"a text is expected, not {value!r}")
    return "" if value is None else str(value)
