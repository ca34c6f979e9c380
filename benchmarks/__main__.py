"""Run the measurements and print their tables: `python -m benchmarks [--runs N] [GROUP ...]`."""

import argparse
import os
import platform
import resource
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.accuracy import accuracy
from benchmarks.groups import GROUPS, SEED, Group
from benchmarks.measure import Measured, MeasureError, measure
from benchmarks.monorepo import Size
from benchmarks.scale import scale
from benchmarks.workshop import Workshop, open_workshop
from tests.support.corpus import CATEGORIES


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the groups that are asked for, by default all; a group that cannot run does not end the others.

    Returns:
        0, or 1 when a command did not work. A missed mark is a result and no failure.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = Size()
    names = [*GROUPS, "scale", "accuracy"]
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"by default all of: {', '.join(names)}")
    parser.add_argument("--projects", type=int, default=size.projects, help="of the group `scale` (%(default)s)")
    parser.add_argument("--commits", type=int, default=size.commits, help="of the group `scale` (%(default)s)")
    parser.add_argument("--runs", type=int, help="measure each row so often, instead of the number of its group")
    parser.add_argument(
        "--category", action="append", choices=CATEGORIES, help="of the group `accuracy`, by default all"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.groups).difference(names):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="paa-benchmarks-") as folder:
        workshop = open_workshop(Path(folder).resolve())
        _print_setting(workshop)
        timed: Mapping[str, Callable[[Workshop], Iterator[Group]]] = {
            **GROUPS,
            "scale": partial(scale, Size(options.projects, options.commits)),
        }
        tables: Mapping[str, Callable[[Workshop, int | None], None]] = {
            **{name: partial(_time, prepare) for name, prepare in timed.items()},
            "accuracy": partial(accuracy, options.category or CATEGORIES),
        }
        return max([_report(name, tables[name], workshop, options.runs) for name in options.groups or names])


def _report(name: str, table: Callable[[Workshop, int | None], None], workshop: Workshop, runs: int | None) -> int:
    try:
        table(workshop, runs)
    except MeasureError as error:
        print(f"\n{name}: NOT MEASURED: {error}", flush=True)
        return 1
    return 0


def _time(prepare: Callable[[Workshop], Iterator[Group]], workshop: Workshop, runs: int | None) -> None:
    for group in prepare(workshop):
        _print_group(group, measure(group.cases, runs or group.runs), workshop.root)


def _print_setting(workshop: Workshop) -> None:
    """Say on what this was measured."""
    versions = (
        workshop.run(workshop.python, "--version"),
        workshop.run(workshop.python, "-m", "pip", "--version").partition(" from ")[0],
        workshop.run(workshop.uv, "--version").partition(" (")[0],
        workshop.run(workshop.python, "-m", "build", "--version").partition(" (")[0],
        workshop.run("git", "--version"),
    )
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; {', '.join(map(str.strip, versions))}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1_000_000
    print(f"seed {SEED}; medians of n runs in turns, after one to warm up")
    print(f"MB: peak of a row's largest process; below {own:.0f} MB, the size of this program, Linux cannot tell")


def _print_group(group: Group, measured: Sequence[Measured], root: Path) -> None:
    rows = {row.case.name: row for row in measured}
    width = max(len(name) for name in rows)
    reference = measured[0]
    print(f"\n{group.title}  (n = {len(reference.samples)})")
    print(f"  {'':{width}}  {'ms':>8}  {'least':>8}  {'most':>8}  {'MB':>5}  x {reference.case.name}")
    for name, row in rows.items():
        least, most = row.spread
        times = "  ".join(f"{time:8.1f}" for time in (row.milliseconds, least, most))
        ratio = row.milliseconds / reference.milliseconds
        print(f"  {name:{width}}  {times}  {row.megabytes:5.0f}  {ratio:.2f}")
    print("  commands:")
    for name, row in rows.items():
        print(f"    {name}: {shlex.join(row.case.command).replace(str(root), 'TMP')}")
    print("  marks:")
    for mark in group.marks:
        print(f"    {mark.judge(rows)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
