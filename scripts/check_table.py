"""Check rows of the table of import names against wheels: does the wheel of a row's project hold the import?

The wheels are those in folders that are named; without any, those of the rows that are drawn are fetched from the index
that pip and uv are told to use, small ones only.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from packaging.utils import (
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version
from pypi_simple import PYPI_SIMPLE_ENDPOINT, DistributionPackage, NoSuchProjectError, PyPISimple

from paa.adapters.resources import read_resource

_CODE = frozenset({".py", ".pyx", ".so", ".pyd"})
# What an installer moves to site-packages; cmeel keeps a site-packages of its own inside.
_INSTALLED = re.compile(r"^(?:[^/]+\.data/(?:purelib|platlib)|cmeel\.prefix/lib/python[\d.]+/site-packages)/")
LARGEST = 20_000_000  # bytes of a wheel that is fetched
_ADDRESSES = ("UV_DEFAULT_INDEX", "PIP_INDEX_URL")
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


@cache
def importable(wheel: Path) -> frozenset[str]:
    """Name what can be imported from a wheel: each module and each folder with modules, dotted.

    Raises:
        zipfile.BadZipFile: The wheel is broken.
    """
    with zipfile.ZipFile(wheel) as archive:
        paths = [PurePosixPath(_INSTALLED.sub("", path)) for path in archive.namelist()]
        # Lines of a .pth file are further folders on the path (the `site` module), as pywin32 has them.
        lines = [line for each in archive.namelist() if each.endswith(".pth") for line in archive.read(each).split()]
    roots = [PurePosixPath(line.decode("utf-8", "replace").replace("\\", "/")) for line in lines]
    inside = [path.relative_to(root) for path in paths for root in roots if path.is_relative_to(root)]
    return frozenset(name for path in (*paths, *inside) for name in _names(path))


def _names(path: PurePosixPath) -> Iterator[str]:
    # `_speedups.cpython-311-x86_64-linux-gnu.so` is the module `_speedups`.
    stem = path.name.partition(".")[0]
    folders = path.parts[:-1]
    if path.suffix not in _CODE or not all(part.isidentifier() for part in (*folders, stem)):
        return
    parts = folders if stem == "__init__" else (*folders, stem)
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])


def fetch(rows: Iterable[Row], folder: Path) -> Iterator[Row]:
    """Fetch the newest wheel of the first project of each row, and give the rows whose project does not exist.

    Raises:
        requests.RequestException: The index cannot be reached.
    """
    address = next(filter(None, map(os.environ.get, _ADDRESSES)), PYPI_SIMPLE_ENDPOINT)
    with PyPISimple(address) as index:
        for row in rows:
            try:
                packages = index.get_project_page(row.projects[0], timeout=60).packages
            except NoSuchProjectError:
                yield row
                continue
            if wheel := _smallest_of_newest(packages):
                index.download_package(wheel, folder / wheel.filename, timeout=60)


def _smallest_of_newest(packages: Iterable[DistributionPackage]) -> DistributionPackage | None:
    """Choose a wheel for any platform; None when the newest release has none, or only large ones."""
    released = [(parse_version(each.version), each) for each in packages if each.version and not each.is_yanked]
    newest = max((version for version, _ in released), default=None)
    wheels = [each for version, each in released if version == newest and _is_named_well(Path(each.filename))]
    fit = [each for each in wheels if (each.size or 0) <= LARGEST]
    return min(fit, key=lambda each: each.size or 0, default=None)


def parse_version(text: str) -> Version:
    """Parse a version; what is older than PEP 440 comes first."""
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0.dev0")


def misses(rows: Iterable[Row], wheels: Mapping[NormalizedName, Path]) -> Iterator[Miss]:
    """Find the rows whose import is not in the wheel of a project that the row names.

    Raises:
        zipfile.BadZipFile: A wheel is broken.
    """
    for row in rows:
        for project in row.projects:
            wheel = wheels.get(project)
            if wheel is not None and row.import_name not in importable(wheel) | _NOT_IN_NEWEST:
                yield Miss(row.import_name, project, wheel.name)


def check(directories: Sequence[Path], *, count: int, seed: int) -> int:
    """Draw rows, look into the wheels of their projects, and print what is wrong and a summary.

    Raises:
        zipfile.BadZipFile: A wheel is broken.
    """
    rows = table()
    if not directories:
        drawn = draw(rows, count=count, seed=seed)
        with tempfile.TemporaryDirectory() as folder:
            absent = list(fetch(drawn, Path(folder)))
            for row in absent:
                print(f"{row.import_name:32} {row.projects[0]:32} is no project of the index")
            return report(drawn, newest_wheels([Path(folder)]), seed=seed, absent=len(absent))
    wheels = newest_wheels(directories)
    checkable = [row for row in rows if row.projects[0] in wheels]
    drawn = draw(checkable, count=count, seed=seed)
    return report(drawn, wheels, seed=seed)


def draw(rows: Iterable[Row], *, count: int, seed: int) -> list[Row]:
    """Draw rows; a row that is added or dropped changes only its own place in the drawing."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{seed} {row.import_name}".encode()).digest())[:count]


def report(drawn: Sequence[Row], wheels: Mapping[NormalizedName, Path], *, seed: int, absent: int = 0) -> int:
    """Print the rows that are wrong and a summary, and give the exit code.

    Raises:
        zipfile.BadZipFile: A wheel is broken.
    """
    # A wheel without a module (`fastmcp`, `python-igraph`) only requires the project that holds them.
    telling = {project: wheel for project, wheel in wheels.items() if importable(wheel)}
    checked = [row for row in drawn if row.projects[0] in telling]
    wrong = tuple(misses(sorted(checked, key=lambda row: row.import_name), telling))
    for miss in wrong:
        print(f"{miss.import_name:32} {miss.project:32} not in {miss.wheel}")
    count = len(wrong) + absent
    print(f"{len(drawn)} rows drawn (seed {seed}), {len(checked)} with a wheel that tells; {count} wrong")
    return 1 if count or not checked else 0


def main() -> int:
    """Parse the command line and check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", nargs="*", type=Path, help="folders with wheels, searched to the bottom")
    parser.add_argument("--rows", type=int, default=100, help="how many rows are drawn (100)")
    parser.add_argument("--seed", type=int, default=1, help="what the drawing starts from (1)")
    chosen = parser.parse_args()
    absent = [str(directory) for directory in chosen.wheels if not directory.is_dir()]
    if absent:
        parser.error(f"no such folder: {', '.join(absent)}")
    return check(chosen.wheels, count=chosen.rows, seed=chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
