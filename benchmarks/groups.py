"""The rows of each table, and their marks."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.marks import MemoryMark, SecondsMark, TimeMark
from benchmarks.measure import Case
from benchmarks.monorepo import Monorepo, Size
from benchmarks.sample import MODULE, SampleRepository
from benchmarks.workshop import Workshop

__all__ = ["GROUPS", "SEED", "Group"]

SEED = 20_240_229
CHECKED = 50  # projects


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that are measured in turns.

    Attributes:
        title: The headline of the table.
        runs: How often each row is measured.
        cases: The rows; the first is the one that the ratios of the table refer to.
        marks: What is judged below the table.
    """

    title: str
    runs: int
    cases: tuple[Case, ...]
    marks: tuple[TimeMark | SecondsMark | MemoryMark, ...]


def start_up(workshop: Workshop) -> Iterator[Group]:
    """Measure how long a command takes that does nothing."""
    here = workshop.root

    def case(name: str, *command: str) -> Case:
        return Case(name=name, command=command, cwd=here, env=workshop.env)

    yield Group(
        title="Start-up",
        runs=21,
        cases=(
            case("B", workshop.python, "-c", "pass"),
            case("paa --help", workshop.paa, "--help"),
            case("paa --version", workshop.paa, "--version"),
        ),
        marks=(TimeMark("paa --help", "B", 10, 7), TimeMark("paa --version", "B", 10, 7)),
    )


def develop(workshop: Workshop) -> Iterator[Group]:
    """Measure a test installation against installers that get a finished wheel."""
    repository = SampleRepository(workshop.root / "develop", SEED, workshop.env)
    wheel = str(_make_package(workshop, repository, "*.whl"))

    def case(name: str, *command: str, prepare: Callable[[], None] = repository.edit) -> Case:
        return Case(name=name, command=command, cwd=repository.root, env=workshop.env, prepare=prepare)

    pip = (workshop.python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wheel)
    uv = (workshop.uv, "pip", "install", "--python", workshop.python, "--no-deps", "--reinstall", wheel)
    install = (workshop.paa, "test-install", MODULE, "--skip-deps-install")
    yield Group(
        title="Develop: edit a module of 300 lines with two components, install it",
        runs=11,
        cases=(case("pip install", *pip), case("uv pip install", *uv), case("paa test-install", *install)),
        marks=(TimeMark("paa test-install", "pip install", 1, 0.5), MemoryMark("paa test-install", 80, 50)),
    )


def package(workshop: Workshop) -> Iterator[Group]:
    """Measure a wheel and an sdist made from a module against front ends that get the finished source tree."""
    repository = SampleRepository(workshop.root / "package", SEED, workshop.env)
    unpacked = workshop.root / "unpacked"
    shutil.unpack_archive(_make_package(workshop, repository, "*.tar.gz"), unpacked, filter="data")
    (tree,) = unpacked.iterdir()
    output = workshop.root / "output"

    def empty_output() -> None:
        shutil.rmtree(output, ignore_errors=True)

    def changed_source() -> None:
        empty_output()
        repository.edit_and_commit()

    def case(name: str, *command: str, prepare: Callable[[], None] = empty_output, cwd: Path = tree) -> Case:
        return Case(name=name, command=command, cwd=cwd, env=workshop.env, prepare=prepare)

    to = str(output)
    uv = (workshop.uv, "build", "--python", workshop.python, "--out-dir", to)
    # Once with the index, which fills uv's cache; it is measured without, so that it waits for no server.
    workshop.run(*uv, cwd=tree)
    build = (workshop.python, "-m", "build", "--outdir", to)
    make = (workshop.paa, "make-package", MODULE, "--output-dir", to)
    yield Group(
        title="Package: wheel and sdist; the references build the finished tree with hatchling, isolated",
        runs=7,
        cases=(
            case("uv build", *uv, "--offline"),
            case("python -m build", *build),
            case("paa make-package", *make, prepare=changed_source, cwd=repository.root),
        ),
        marks=(TimeMark("paa make-package", "uv build", 0.5, 0.25), MemoryMark("paa make-package", 80, 50)),
    )


def _make_package(workshop: Workshop, repository: SampleRepository, wanted: str) -> Path:
    """Make the package of the sample once, for the rows that start from something finished."""
    made = workshop.root / f"{repository.root.name}-made"
    workshop.run(workshop.paa, "make-package", MODULE, "--output-dir", str(made), cwd=repository.root)
    (found,) = made.glob(wanted)
    return found


def check(workshop: Workshop) -> Iterator[Group]:
    """Measure the gates of a release on a whole repository: nothing is known, nothing changed, one module changed."""
    repository = Monorepo(workshop.root / "check", Size(CHECKED, CHECKED), SEED, workshop.env)

    def forget() -> None:
        shutil.rmtree(repository.root / ".git" / "paa", ignore_errors=True)

    def nothing() -> None:
        """Prepare nothing."""

    def case(name: str, *command: str, prepare: Callable[[], None] = nothing) -> Case:
        return Case(name=name, command=command, cwd=repository.root, env=workshop.env, prepare=prepare)

    words = (workshop.paa, "check", "--all", "--quiet")
    first, same, one = "paa check --all, first", "paa check --all, nothing changed", "paa check --all, 1 changed"
    yield Group(
        title=f"Check: {CHECKED} projects, with the gates that ask no server",
        runs=5,
        cases=(
            case("B", workshop.python, "-c", "pass"),
            case(first, *words, prepare=forget),
            case(same, *words),
            case(one, *words, prepare=lambda: repository.edit(1)),
        ),
        marks=(SecondsMark(same, 2, "B", 60), MemoryMark(same, 120, 80)),
    )


GROUPS: Mapping[str, Callable[[Workshop], Iterator[Group]]] = MappingProxyType(
    {"start-up": start_up, "develop": develop, "package": package, "check": check}
)
