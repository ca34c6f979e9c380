"""Simulate how long a pipeline takes for many projects: `python -m benchmarks.pipelines [--projects N] [--runners N]`.

Jobs are divided as `paa ci matrix` divides them, and wait for a free runner in their order. What a job takes is made
up of the seconds below, which are options, because they are those of one's own runners and index.
"""

import argparse
import heapq
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

from packaging.version import Version

from paa.core.ci.matrix import matrices, read_shard
from paa.model.names import ImportName, NormalizedName
from paa.model.pipelines import Image, PipelineChoices
from paa.model.plan import Cause, PlannedRelease, ReleasePlan
from paa.model.settings import PythonVersion

__all__ = ["Seconds", "Stages", "main", "makespan", "simulate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """What takes how long.

    Attributes:
        start: From a free runner to an installed engine: checkout, Python, pip.
        plan: The plan of everything.
        build: One project, with its gates.
        test: One project on one machine: an environment, its requirements, pytest.
        upload: One project, until the index shows it.
        verify: One project, read again, installed and tried.
        record: The commit, the tags and the push.
    """

    start: float = 45
    plan: float = 60
    build: float = 4
    test: float = 25
    upload: float = 8
    verify: float = 6
    record: float = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """When the stages of a run end, in seconds from its beginning."""

    planned: float
    built: float
    published: float
    recorded: float
    jobs: int


def makespan(jobs: Iterable[float], runners: int) -> float:
    """Tell when the last job ends, where each one takes the first runner that is free."""
    free = [0.0] * runners
    for seconds in jobs:
        heapq.heappush(free, heapq.heappop(free) + seconds)
    return max(free)


def simulate(projects: int, runners: int, choices: PipelineChoices, seconds: Seconds) -> Stages:
    """Simulate a release of projects that all changed."""
    plan = _plan(projects)
    jobs = matrices(plan, choices, one_by_one=False)
    tests = [seconds.start + seconds.test * _size(job["shard"], plan) for job in jobs.tests]
    builds = [seconds.start + seconds.build * _size(job["shard"], plan) for job in jobs.builds]
    planned = seconds.start + seconds.plan
    built = planned + makespan([*tests, *builds], runners)
    published = built + seconds.start + seconds.upload * projects
    recorded = published + seconds.start + seconds.verify * projects + seconds.start + seconds.record
    return Stages(planned=planned, built=built, published=published, recorded=recorded, jobs=len(tests) + len(builds))


def _size(shard: object, plan: ReleasePlan) -> int:
    return len(read_shard(str(shard)).of(plan.releases))


def _plan(projects: int) -> ReleasePlan:
    releases = tuple(
        PlannedRelease(
            import_name=ImportName(f"tool_{number}"),
            name=NormalizedName(f"tool-{number}"),
            cause=Cause.CHANGED,
            previous=None,
            version=Version("1.0"),
            rule="",
            notes=(),
            files=(),
            commits=(),
            siblings=(),
            epoch=0,
            digest="",
        )
        for number in range(projects)
    )
    nothing: MappingProxyType[ImportName, Version] = MappingProxyType({})
    return ReleasePlan(commit="", index="", releases=releases, remarks=(), unchanged=0, versions=nothing)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print when each stage ends, for one shard per runner and for as many as there may be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipelines", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--projects", type=int, default=5000)
    parser.add_argument("--runners", type=int, default=20)
    for each in fields(Seconds):
        parser.add_argument(f"--{each.name}", type=float, default=each.default, help="seconds (%(default)s)")
    options = parser.parse_args(arguments)
    seconds = Seconds(**{each.name: getattr(options, each.name) for each in fields(Seconds)})
    print(f"{options.projects} projects on {options.runners} runners; minutes from the beginning of the run")
    print(f"  {'jobs:':10} {'there are':>10} {'planned':>8} {'built':>8} {'published':>10} {'recorded':>9}")
    pythons = tuple(PythonVersion(Version(each)) for each in ("3.11", "3.14"))
    for jobs in dict.fromkeys((options.runners, 3 * options.runners, 256)):
        choices = PipelineChoices(pythons=pythons, systems=(Image("ubuntu-24.04"),), jobs=jobs)
        done = simulate(options.projects, options.runners, choices, seconds)
        times = [done.planned / 60, done.built / 60, done.published / 60, done.recorded / 60]
        shown = "{:8.0f} {:8.0f} {:10.0f} {:9.0f}".format(*times)
        print(f"  {jobs:<10} {done.jobs:>10} {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
