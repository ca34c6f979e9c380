"""Divide the work of a plan among the jobs of a CI."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from paa.errors import UsageError
from paa.model.pipelines import PipelineChoices
from paa.model.plan import PlannedRelease, ReleasePlan

__all__ = ["MOST_JOBS", "Matrices", "Shard", "azure_legs", "matrices", "read_shard"]

MOST_JOBS = 256
"""The jobs that a matrix of GitHub may have."""

_NO_WORD = re.compile(r"[^A-Za-z0-9]+")
_SHARD = re.compile(r"(?P<number>[0-9]{1,6})/(?P<count>[0-9]{1,6})")
_SHOWN = 3  # names in the label of a job
_VARIABLES = {"system": "IMAGE"}  # what begins with `system` is Azure's own
_LEG = 60  # characters of the name of a job on Azure; 100 are allowed, and all names travel together
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a plan, counted from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        """Write it as the command line takes it."""
        return f"{self.number}/{self.count}"

    def of(self, items: Sequence[_Item]) -> tuple[_Item, ...]:
        """Take this part; all parts together are everything, each once."""
        return tuple(items[self.number - 1 :: self.count])


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrices:
    """The jobs of a plan.

    Attributes:
        builds: `number`, `shard` and `label` of each job that builds.
        tests: `shard`, `python`, `system` and `label` of each job that tests.
        projects: `name` of each job that publishes one project, in the order of the plan.
    """

    builds: tuple[Mapping[str, object], ...]
    tests: tuple[Mapping[str, object], ...]
    projects: tuple[Mapping[str, object], ...]


def read_shard(text: str) -> Shard:
    """Read a shard of the command line, as in `2/8`.

    Raises:
        UsageError: It is none.
    """
    found = _SHARD.fullmatch(text)
    if found is None or not 1 <= int(found["number"]) <= int(found["count"]):
        raise UsageError(f"--shard: {text!r} is no part of a whole", hint="write it as in 2/8: the second of eight")
    return Shard(int(found["number"]), int(found["count"]))


def matrices(plan: ReleasePlan, choices: PipelineChoices, *, one_by_one: bool) -> Matrices:
    """Divide a plan: a job per project while there are few, shards above that.

    Args:
        plan: What is divided.
        choices: How many jobs there may be, and what is tested on.
        one_by_one: Whether each project is published by a job of its own.

    Raises:
        UsageError: More projects than jobs, where each needs one.
    """
    if one_by_one and len(plan.releases) > MOST_JOBS:
        message = f"{len(plan.releases)} projects need an environment each, and a run has at most {MOST_JOBS} jobs"
        raise UsageError(message, hint="let them share one (`environment: pypi`), or release a part with --limit")
    most = min(choices.jobs, MOST_JOBS)
    return Matrices(
        builds=tuple(
            {"number": shard.number, "shard": str(shard), "label": label}
            for shard, label in _shards(plan.releases, most)
        ),
        tests=tuple(_tests(plan.releases, choices, most)),
        projects=tuple({"name": release.name} for release in plan.releases) if one_by_one else (),
    )


def azure_legs(jobs: Sequence[Mapping[str, object]]) -> Mapping[str, Mapping[str, str]]:
    """Write the jobs of a matrix as Azure Pipelines takes them: a name, and variables in capitals.

    A name begins with a letter, has only letters, digits and underscores, and is there once.
    """
    legs: dict[str, Mapping[str, str]] = {}
    for number, job in enumerate(jobs, start=1):
        words = _NO_WORD.sub("_", str(job.get("label", ""))).strip("_")
        variables = {_VARIABLES.get(key, key.upper()): str(value) for key, value in job.items() if key != "label"}
        legs[f"job_{number}_{words}"[:_LEG].rstrip("_")] = variables
    return legs


def _tests(releases: Sequence[PlannedRelease], choices: PipelineChoices, most: int) -> Iterator[Mapping[str, object]]:
    places = [(python, system) for system in choices.systems for python in choices.pythons]
    for shard, label in _shards(releases, max(1, most // len(places))):
        for python, system in places:
            yield {
                "shard": str(shard),
                "python": str(python),
                "system": system,
                "label": f"{label}, Python {python}, {system}",
            }


def _shards(releases: Sequence[PlannedRelease], most: int) -> Iterator[tuple[Shard, str]]:
    count = min(len(releases), most)
    for shard in (Shard(number + 1, count) for number in range(count)):
        names = [release.name for release in shard.of(releases)]
        more = len(names) - _SHOWN
        yield shard, ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
