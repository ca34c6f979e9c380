"""Check rows of the table of import names against wheels: does the wheel of a row's project hold the import?"""

import argparse
import random
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from packaging.utils import (
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import Version

from paa.adapters.resources import read_resource

_CODE = frozenset({".py", ".pyx", ".so", ".pyd"})
# What an installer moves to site-packages; cmeel keeps a site-packages of its own inside.
_INSTALLED = re.compile(r"^(?:[^/]+\.data/(?:purelib|platlib)|cmeel\.prefix/lib/python[\d.]+/site-packages)/")
# Setuptools stands in for distutils without a module of that name, and only releases before 82 hold pkg_resources.
_NOT_IN_NEWEST = frozenset({"distutils", "pkg_resources"})


@dataclass(frozen=True, slots=True)
class Row:
    """An import name and the projects that provide it, the one that nearly everybody means first."""

    import_name: str
    projects: tuple[NormalizedName, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """An import that is not in the wheel of its project."""

    import_name: str
    project: NormalizedName
    wheel: str


def table() -> tuple[Row, ...]:
    """Read the rows that we ship."""
    rows = (line.split("\t") for line in read_resource("import_names.tsv").splitlines())
    return tuple(Row(key, tuple(map(canonicalize_name, projects or [key]))) for key, *projects in rows)


def newest_wheels(directories: Iterable[Path]) -> Mapping[NormalizedName, Path]:
    """Find the newest wheel of each project below directories; files with another naming are passed over."""
    wheels = [wheel for directory in directories for wheel in directory.rglob("*.whl") if _is_named_well(wheel)]
    # Later ones replace earlier ones.
    return {parse_wheel_filename(wheel.name)[0]: wheel for wheel in sorted(wheels, key=_release)}


def _is_named_well(wheel: Path) -> bool:
    try:
        parse_wheel_filename(wheel.name)
    except InvalidWheelFilename:
        return False
    return True


def _release(wheel: Path) -> tuple[Version, str]:
    return parse_wheel_filename(wheel.name)[1], wheel.name


def importable(wheel: Path) -> frozenset[str]:
    """Name what can be imported from a wheel: each module and each folder with modules, dotted.

    Raises:
        zipfile.BadZipFile: The wheel is broken.
    """
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(
            name for path in archive.namelist() for name in _names(PurePosixPath(_INSTALLED.sub("", path)))
        )


def _names(path: PurePosixPath) -> Iterator[str]:
    # `_speedups.cpython-311-x86_64-linux-gnu.so` is the module `_speedups`.
    stem = path.name.partition(".")[0]
    folders = path.parts[:-1]
    if path.suffix not in _CODE or not all(part.isidentifier() for part in (*folders, stem)):
        return
    parts = folders if stem == "__init__" else (*folders, stem)
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])


def misses(rows: Iterable[Row], wheels: Mapping[NormalizedName, Path]) -> Iterator[Miss]:
    """Find the rows whose import is not in the wheel of a project that the row names.

    Raises:
        zipfile.BadZipFile: A wheel is broken.
    """
    for row in rows:
        for project in row.projects:
            wheel = wheels.get(project)
            # A wheel without a module (`fastmcp`, `python-igraph`) only requires the project that holds them.
            names = importable(wheel) if wheel is not None else frozenset[str]()
            if wheel is not None and names and row.import_name not in names | _NOT_IN_NEWEST:
                yield Miss(row.import_name, project, wheel.name)


def check(directories: Sequence[Path], *, count: int, seed: int) -> int:
    """Draw rows, look into the wheels of their projects, and print what is wrong and a summary.

    Raises:
        zipfile.BadZipFile: A wheel is broken.
    """
    wheels = newest_wheels(directories)
    rows = table()
    checkable = [row for row in rows if row.projects[0] in wheels]
    drawn = random.Random(seed).sample(checkable, min(count, len(checkable)))  # noqa: S311 - a sample, no secret
    wrong = tuple(misses(sorted(drawn, key=lambda row: row.import_name), wheels))
    for miss in wrong:
        print(f"{miss.import_name:32} {miss.project:32} not in {miss.wheel}")
    print(
        f"{len(drawn)} rows checked (seed {seed}), {len(wrong)} wrong; "
        f"{len(rows) - len(checkable)} of {len(rows)} rows are not checkable: no wheel of their project"
    )
    return 1 if wrong or not drawn else 0


def main() -> int:
    """Parse the command line and check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", nargs="+", type=Path, help="folders with wheels, searched to the bottom")
    parser.add_argument("--rows", type=int, default=100, help="how many rows are drawn (100)")
    parser.add_argument("--seed", type=int, default=1, help="what the drawing starts from (1)")
    chosen = parser.parse_args()
    absent = [str(directory) for directory in chosen.wheels if not directory.is_dir()]
    if absent:
        parser.error(f"no such folder: {', '.join(absent)}")
    return check(chosen.wheels, count=chosen.rows, seed=chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
