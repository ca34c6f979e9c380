"""What starts a workflow, and which events do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.pipelines.documents import Json, Section
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.events import Event

__all__ = ["Input", "Trigger", "given_inputs", "read_triggers", "starts"]

_KEYS: Mapping[str, tuple[str, ...]] = {
    "push": ("branches", "tags", "paths"),
    "pull_request": ("branches", "types", "paths"),
    "release": ("types",),
    "workflow_dispatch": ("inputs",),
}
_INPUT = ("description", "type", "required", "default", "options")
_DEFAULT_TYPES = {"pull_request": ("opened", "synchronize", "reopened")}
_PLAIN = re.compile(r"[A-Za-z0-9_./*-]+")


@dataclass(frozen=True, slots=True)
class Input:
    """What is asked for when a workflow is started by hand."""

    type: str
    required: bool
    default: Json
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Which events of a kind start the workflow; an empty filter lets all pass."""

    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    inputs: Mapping[str, Input] = field(default_factory=dict)


def read_triggers(top: Section) -> Mapping[str, Trigger]:
    """Read `on`.

    Raises:
        Invalid: There is none.
        Unsupported: It names an event or a filter that the runner does not implement.
    """
    value = top.get("on")
    if isinstance(value, dict):
        events = top.section("on").known(_KEYS)
        return {event: _trigger(events.section(event), event) for event in events.entries}
    names = top.words("on")
    if not names:
        raise Invalid(f"{top.where}: nothing starts it")
    Section(top.at("on"), dict.fromkeys(names)).known(_KEYS)
    return {name: Trigger() for name in names}


def _trigger(section: Section, event: str) -> Trigger:
    section.known(_KEYS[event])
    inputs = section.section("inputs")
    return Trigger(
        branches=_patterns(section, "branches"),
        tags=_patterns(section, "tags"),
        paths=_patterns(section, "paths"),
        types=section.words("types"),
        inputs={name: _input(inputs.section(name)) for name in inputs.entries},
    )


def _patterns(section: Section, key: str) -> tuple[str, ...]:
    patterns = section.words(key)
    for pattern in patterns:
        if not _PLAIN.fullmatch(pattern):
            raise Unsupported(f"{section.at(key)}: the pattern {pattern}")
    return patterns


def _input(section: Section) -> Input:
    section.known(_INPUT)
    kind = section.text("type") or "string"
    if kind not in {"string", "boolean", "choice"}:
        raise Unsupported(f"{section.where}: the type {kind}")
    options = section.words("options")
    if (kind == "choice") is not bool(options):
        raise Invalid(f"{section.where}: a choice has options, and nothing else has")
    required = section.get("required", False)
    return Input(kind, required is True, section.get("default"), options)


def starts(triggers: Mapping[str, Trigger], event: Event) -> bool:
    """Tell whether an event starts a workflow."""
    trigger = triggers.get(event.name)
    if trigger is None:
        return False
    types = trigger.types or _DEFAULT_TYPES.get(event.name, ())
    if types and event.action not in types:
        return False
    if trigger.paths and not any(_matches(trigger.paths, path) for path in event.changed):
        return False
    branch, tag = event.branch, event.tag
    if tag is not None:
        return _matches(trigger.tags, tag) if trigger.tags else not trigger.branches
    if trigger.tags and not trigger.branches:
        return False
    return not trigger.branches or _matches(trigger.branches, branch or "")


def _matches(patterns: tuple[str, ...], word: str) -> bool:
    forms = (
        "".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", pattern))
        for pattern in patterns
    )
    return any(re.fullmatch(form, word) for form in forms)


def given_inputs(trigger: Trigger, given: Mapping[str, Json]) -> dict[str, Json]:
    """Complete what was filled in by hand.

    Raises:
        Invalid: An input is unknown, missing, or none of the options.
    """
    unknown = sorted(set(given) - set(trigger.inputs))
    if unknown:
        raise Invalid(f"unexpected inputs: {', '.join(unknown)}")
    return {name: _filled(name, wanted, given.get(name)) for name, wanted in trigger.inputs.items()}


def _filled(name: str, wanted: Input, given: Json) -> Json:
    value = wanted.default if given is None else given
    if wanted.type == "boolean":
        if value not in {None, True, False}:
            raise Invalid(f"{name} is true or false, not {value!r}")
        return bool(value)
    if wanted.type == "choice":
        value = value if value is not None else wanted.options[0]
        if value not in wanted.options:
            raise Invalid(f"{name} is one of {', '.join(wanted.options)}, not {value!r}")
    if wanted.required and value in {None, ""}:
        raise Invalid(f"{name} is required")
    return "" if value is None else value
