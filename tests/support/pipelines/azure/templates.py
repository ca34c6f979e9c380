"""Expand a pipeline: templates, `${{ if }}`, `${{ each }}` and `${{ … }}`, before anything runs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tests.support.pipelines.azure.expressions import Scope, evaluate, holds
from tests.support.pipelines.azure.functions import text
from tests.support.pipelines.azure.parameters import filled
from tests.support.pipelines.documents import Json, Section, load
from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["expand"]

_TOP = ("name", "trigger", "pr", "parameters", "variables", "pool", "stages", "jobs", "steps", "lockBehavior")
# What a template may hold, and so the lists that it may be put into.
_LISTS = ("stages", "jobs", "steps", "variables")
_EXPRESSION = re.compile(r"\$\{\{\s*((?:[^'}]|'(?:[^']|'')*'|}(?!}))*?)\s*\}\}")
_DIRECTIVE = re.compile(r"(if|elseif|each|else|insert)\b\s*(.*)", re.DOTALL)
_EACH = re.compile(r"([A-Za-z_]\w*)\s+in\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known at a place of a file: how other files are read, from where, and what expressions may name."""

    read: Callable[[str], str]
    file: str
    contexts: Mapping[str, Json]

    @property
    def scope(self) -> Scope:
        return Scope(self.contexts)

    def also(self, name: str, value: Json) -> "_Reading":
        return replace(self, contexts={**self.contexts, name: value})


def expand(
    read: Callable[[str], str], file: str, given: Mapping[str, Json], variables: Mapping[str, Json]
) -> tuple[Section, dict[str, Json]]:
    """Read a pipeline with everything that it is put together from.

    Args:
        read: Gives the text of a file of the repository.
        file: Its path.
        given: What was chosen for its parameters.
        variables: What is known of variables before anything runs.

    Returns:
        The pipeline without a template or an expression of `${{`, and its parameters.

    Raises:
        Invalid: Azure would refuse it.
        Unsupported: It says what the runner does not implement.
    """
    top = load(read(file), file, typed=False).known(_TOP)
    parameters = filled(top, given)
    own = top.get("variables")
    known = {**variables, **(own if isinstance(own, dict) else {})}
    reading = _Reading(read, file, {"parameters": parameters, "variables": known})
    body: dict[str, Json] = {key: value for key, value in top.entries.items() if key != "parameters"}
    return Section.of(_expanded(body, reading), file), parameters


def _expanded(value: Json, reading: _Reading) -> Json:
    match value:
        case str():
            return _text(value, reading)
        case list():
            return list(_items(value, reading))
        case dict():
            return dict(_entries(value, reading))
        case _:
            return value


def _text(template: str, reading: _Reading) -> Json:
    whole = _EXPRESSION.fullmatch(template)
    if whole:
        return evaluate(whole[1], reading.scope)
    changed = _EXPRESSION.sub(lambda found: text(evaluate(found[1], reading.scope)), template)
    if "${{" in _EXPRESSION.sub("", template):
        raise Invalid(f"{reading.file}: an expression is not closed: {template!r}")
    return changed


def _directive(key: str) -> tuple[str, str] | None:
    whole = _EXPRESSION.fullmatch(key.strip())
    found = _DIRECTIVE.fullmatch(whole[1]) if whole else None
    return (found[1], found[2]) if found else None


def _items(items: list[Json], reading: _Reading) -> Iterator[Json]:
    done = True
    for item in items:
        if isinstance(item, dict) and "template" in item:
            yield from _template(Section.of(item, reading.file), reading)
            continue
        only = next(iter(item)) if isinstance(item, dict) and len(item) == 1 else ""
        directive = _directive(only)
        if not directive or not isinstance(item, dict):
            value = _expanded(item, reading)
            yield from value if isinstance(item, str) and isinstance(value, list) else [value]
            continue
        for inner, done_now in _chosen(directive, item[only], done, reading):
            done = done_now
            if inner is None:
                continue
            part, there = inner
            if not isinstance(part, list):
                raise Invalid(f"{reading.file}: a list is expected below {only}")
            yield from _items(part, there)


def _entries(entries: dict[str, Json], reading: _Reading) -> Iterator[tuple[str, Json]]:
    done = True
    for key, value in entries.items():
        directive = _directive(key)
        if not directive:
            yield text(_text(key, reading)), _expanded(value, reading)
            continue
        for inner, done_now in _chosen(directive, value, done, reading):
            done = done_now
            if inner is None:
                continue
            part, there = inner
            part = _expanded(part, there)
            if not isinstance(part, dict):
                raise Invalid(f"{reading.file}: a mapping is expected below {key}")
            yield from part.items()


def _chosen(
    directive: tuple[str, str],
    value: Json,
    done: bool,
    reading: _Reading,
) -> Iterator[tuple[tuple[Json, _Reading] | None, bool]]:
    """Give what a directive lets through, each time with whether the chain of `if` is settled by now."""
    word, rest = directive
    match word:
        case "if" | "elseif":
            open_chain = word == "if" or not done
            taken = open_chain and holds(rest, reading.scope)
            yield ((value, reading) if taken else None), (taken or (word == "elseif" and done))
        case "else":
            yield (None if done else (value, reading)), True
        case "insert":
            yield (_text(value, reading) if isinstance(value, str) else value, reading), done
        case _:
            for item in _each(rest, reading):
                yield (value, item), done


def _each(rest: str, reading: _Reading) -> Iterator[_Reading]:
    found = _EACH.fullmatch(rest)
    if not found:
        raise Invalid(f"{reading.file}: each {rest}")
    collection = evaluate(found[2], reading.scope)
    pairs: list[Json]
    if isinstance(collection, dict):
        pairs = [{"key": key, "value": value} for key, value in collection.items()]
    elif isinstance(collection, list):
        pairs = collection
    else:
        raise Invalid(f"{reading.file}: each of {collection!r}")
    return (reading.also(found[1], pair) for pair in pairs)


def _template(item: Section, reading: _Reading) -> Iterator[Json]:
    item.known(("template", "parameters"))
    path = text(_text(item.needed("template"), reading))
    if "@" in path:
        raise Unsupported(f"{reading.file}: a template of another repository: {path}")
    folder = PurePosixPath("/") if path.startswith("/") else PurePosixPath("/", reading.file).parent
    parts: list[str] = []
    for part in (folder / path).parts[1:]:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    file = "/".join(parts)
    given = Section.of(_expanded(item.get("parameters"), reading), f"{reading.file}: {file}")
    body = load(reading.read(file), file, typed=False).known(("parameters", *_LISTS))
    held = [key for key in _LISTS if key in body]
    if len(held) != 1:
        raise Invalid(f"{file}: a template holds one of {', '.join(_LISTS)}")
    parameters = filled(body, given.entries)
    there = _Reading(reading.read, file, {**reading.contexts, "parameters": parameters})
    content = body.get(held[0])
    if held[0] == "variables" and isinstance(content, dict):
        content = [{"name": name, "value": value} for name, value in content.items()]
    yield from _items(content if isinstance(content, list) else [], there)
