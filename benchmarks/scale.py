"""Thousands of projects and a long history: how time and memory grow with them."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bare import RELEASED
from benchmarks.groups import SEED, Group
from benchmarks.marks import MemoryMark, SecondsMark, TimeMark
from benchmarks.measure import Case, MeasureError
from benchmarks.monorepo import Monorepo, Size
from benchmarks.workshop import Workshop

__all__ = ["scale"]

BARE = Path(__file__).with_name("bare.py")
CHANGED = 20
LEDGER = Path(".paa/tracking/lsts_package_versions.yml")


def scale(size: Size, workshop: Workshop) -> Iterator[Group]:
    """Measure plans, inference and archives of a whole repository, one after the other."""
    folder = workshop.root / "scale"
    new = Monorepo(folder / "new", size, SEED, workshop.env)
    yield _plan(new, workshop)
    yield _infer(new, workshop)
    yield _make(new, workshop)


def _plan(new: Monorepo, workshop: Workshop) -> Group:
    released = new.copy("released")
    _release(released, workshop)
    changed = released.copy("changed")
    changed.edit(CHANGED)

    def forget() -> None:
        shutil.rmtree(new.root / ".git" / "paa", ignore_errors=True)

    def nothing() -> None:
        """Prepare nothing."""

    def case(name: str, *command: str, cwd: Path, prepare: Callable[[], None] = nothing) -> Case:
        return Case(name=name, command=command, cwd=cwd, env=workshop.env, prepare=prepare)

    plan = (workshop.paa, "plan")
    first, same, some = "paa plan, all new", "paa plan, nothing changed", f"paa plan, {CHANGED} changed"
    return Group(
        title=f"Plan: {new.size.projects:,} projects, {new.size.commits:,} commits",
        runs=5,
        cases=(
            case("git log", "git", "log", "--name-only", cwd=new.root),
            case("B", workshop.python, "-c", "pass", cwd=new.root),
            case(first, *plan, cwd=new.root, prepare=forget),
            case(same, *plan, cwd=released.root),
            case(some, *plan, cwd=changed.root),
        ),
        marks=(
            TimeMark(first, "git log", 1.25, 1.25),
            MemoryMark(first, 120, 80, own=True),
            SecondsMark(same, 0.5, "B", 15),
            MemoryMark(same, 120, 80, own=True),
            MemoryMark(some, 120, 80, own=True),
        ),
    )


def _infer(new: Monorepo, workshop: Workshop) -> Group:
    bare = (workshop.python, str(BARE))

    def forget() -> None:
        shutil.rmtree(new.root / ".git" / "paa", ignore_errors=True)

    def remember() -> None:
        workshop.run(*bare, "infer", str(new.root))

    def case(name: str, work: str, prepare: Callable[[], None]) -> Case:
        command = (*bare, work, str(new.root))
        return Case(name=name, command=command, cwd=new.root, env=workshop.env, prepare=prepare)

    return Group(
        title=f"Infer: {new.size.projects:,} files of 300 lines; the reference parses them on the same cores",
        runs=5,
        cases=(
            case("ast.parse", "parse", forget),
            case("paa, cold", "infer", forget),
            case("paa, unchanged", "infer", remember),
        ),
        marks=(
            TimeMark("paa, cold", "ast.parse", 1.5, 1.1),
            TimeMark("paa, unchanged", "paa, cold", 0.1, 0.03),
            MemoryMark("paa, cold", 150, 80),
        ),
    )


def _make(new: Monorepo, workshop: Workshop) -> Group:
    folder = new.root.parent
    made, trees, output = folder / "made", folder / "trees", folder / "output"
    make = (workshop.paa, "make-package", "--all", "--quiet", "--output-dir")
    workshop.run(*make, str(made), cwd=new.root)
    for sdist in made.glob("*.tar.gz"):
        shutil.unpack_archive(sdist, trees, filter="data")

    def empty_output() -> None:
        shutil.rmtree(output, ignore_errors=True)

    def case(name: str, *command: str) -> Case:
        return Case(name=name, command=command, cwd=new.root, env=workshop.env, prepare=empty_output)

    hooks = (workshop.python, str(BARE), "build", str(trees), str(output))
    return Group(
        title=f"Make {new.size.projects:,} packages: the reference is hatchling alone, warm, on the same cores",
        runs=3,
        cases=(case("hatchling's hooks", *hooks), case("paa make-package --all", *make, str(output))),
        marks=(
            TimeMark("paa make-package --all", "hatchling's hooks", 1.5, 1.2),
            MemoryMark("paa make-package --all", 150, 80),
        ),
    )


def _release(repository: Monorepo, workshop: Workshop) -> None:
    """Record a release of every project: a tag with its digest, and the ledger on top of it."""
    orders = workshop.run(workshop.python, str(BARE), "release", str(repository.root))
    command = ["git", "fast-import", "--quiet"]
    subprocess.run(command, cwd=repository.root, env=workshop.env, input=orders, text=True, check=True)
    repository.git("pack-refs", "--all")
    lines = (f"{path.stem}: {RELEASED}\n" for path in sorted((repository.root / "module_dir").glob("*.py")))
    repository.commit(LEDGER, "".join(lines), "Record releases")
    plan = json.loads(workshop.run(workshop.paa, "plan", "--json", cwd=repository.root))
    if plan["unchanged"] != repository.size.projects:
        raise MeasureError(f"only {plan['unchanged']} projects are taken for released")
