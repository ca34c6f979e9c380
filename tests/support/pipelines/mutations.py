"""Take one thing at a time away from a pipeline: what nobody misses was not needed, or is not tested."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from tests.support.pipelines.documents import load

__all__ = ["Mutation", "azure_mutations", "implied_needs", "mutations"]

# What a file of Azure's gives to a step, a job or a stage, and what it waits for.
_AZURE = frozenset({"dependsOn", "env", "environment", "persistCredentials"})


@dataclass(frozen=True, slots=True)
class Mutation:
    """A pipeline that lacks something.

    Attributes:
        lacks: What, as a path in the file.
        job: The job that lacks it; None where all do.
        text: The file.
    """

    lacks: str
    job: str | None
    text: str


def mutations(text: str) -> Iterator[Mutation]:
    """Give a workflow without each of its needs, environments, permissions and variables, one after the other.

    An empty list or mapping stays behind, because a workflow that says nothing about permissions is given some.
    """
    whole: Any = dict(load(text, "workflow", typed=True).entries)
    for job in whole["jobs"].values():
        job["needs"] = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
    for path, keep in _parts(whole):
        changed = deepcopy(whole)
        *above, last = path
        inner = changed
        for key in above:
            inner = inner[key]
        keep(inner, last)
        lacks = ".".join(str(inner_key) for inner_key in path)
        job = path[1] if path[0] == "jobs" else None
        yield Mutation(_title(whole, path, lacks), job, yaml.safe_dump(changed, sort_keys=False, width=10_000))


def azure_mutations(text: str) -> Iterator[Mutation]:
    """Give a file of an Azure pipeline without each dependency, variable, environment and kept credential, in turn."""
    whole: Any = dict(load(text, "pipeline", typed=False).entries)
    for path in _azure_parts(whole, ()):
        changed = deepcopy(whole)
        *above, last = path
        inner = changed
        for key in above:
            inner = inner[key]
        if above[-1:] == ["dependsOn"]:
            inner.remove(inner[last])
        else:
            del inner[last]
        yield Mutation(".".join(map(str, path)), None, yaml.safe_dump(changed, sort_keys=False, width=10_000))


def _azure_parts(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _azure_parts(item, (*path, place))
    if not isinstance(value, dict):
        return
    if isinstance(value.get("dependsOn"), str):
        value["dependsOn"] = [value["dependsOn"]]
    for key, inner in value.items():
        if key in _AZURE and isinstance(inner, dict | list):
            yield from ((*path, key, part) for part in (inner if isinstance(inner, dict) else range(len(inner))))
        elif key in _AZURE:
            yield (*path, key)
        else:
            yield from _azure_parts(inner, (*path, key))


def implied_needs(text: str) -> tuple[str, ...]:
    """Name the needs that nobody can miss: another need of the job has them, too, and the job does not look at them."""
    jobs: Any = load(text, "workflow", typed=True).entries["jobs"]
    needs = {
        key: [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", []) for key, job in jobs.items()
    }

    def above(key: str) -> set[str]:
        return {*needs[key], *(far for near in needs[key] for far in above(near))}

    return tuple(
        f"jobs.{key}.needs.{need}"
        for key, job in jobs.items()
        for need in needs[key]
        if any(need in above(other) for other in needs[key]) and not _looks_at(job, need)
    )


def _looks_at(job: Any, need: str) -> bool:
    said = yaml.safe_dump({key: value for key, value in job.items() if key != "needs"}, width=10_000)
    return re.search(rf"\bneeds\.{re.escape(need)}\b|\bneeds\b(?!\.)", said) is not None


def _parts(whole: Any) -> Iterator[tuple[tuple[Any, ...], Callable[[Any, Any], None]]]:
    for name in whole.get("env") or {}:
        yield ("env", name), _remove
    for key, job in whole["jobs"].items():
        at = ("jobs", key)
        for need in job["needs"]:
            yield (*at, "needs", need), _forget
        if "environment" in job:
            yield (*at, "environment"), _remove
        for kind in ("permissions", "env"):
            for name in job.get(kind) or {}:
                yield (*at, kind, name), _remove
        for place, step in enumerate(job["steps"]):
            for name in step.get("env") or {}:
                yield (*at, "steps", place, "env", name), _remove


def _remove(inner: Any, key: Any) -> None:
    del inner[key]


def _forget(needs: Any, need: Any) -> None:
    needs.remove(need)


def _title(whole: Any, path: tuple[Any, ...], plain: str) -> str:
    if "steps" not in path:
        return plain
    step = whole["jobs"][path[1]]["steps"][path[3]]
    return f"jobs.{path[1]}, {step.get('name') or f'step {path[3]}'}: {path[5]}"
