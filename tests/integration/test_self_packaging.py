"""Our own distributions: what is in them, that they are reproducible, and how much they bring along."""

import os
import shutil
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from paa import __version__
from tests.support import FreshEnvironment, assert_golden, run

CHECKOUT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "src")

MOST_DISTRIBUTIONS = 60
MOST_BYTES = 80_000_000


@dataclass(frozen=True, slots=True)
class Built:
    """The two archives of one build."""

    sdist: Path
    wheel: Path


def build(source: Path, output: Path, *, umask: int = 0o022) -> Built:
    """Build both archives the way a front end does it: the sdist, and the wheel out of the unpacked sdist."""
    build_one(source, output, "sdist", umask=umask)
    (sdist,) = output.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(output / "unpacked", filter="data")
    (unpacked,) = (output / "unpacked").iterdir()
    build_one(unpacked, output, "wheel", umask=umask)
    (wheel,) = output.glob("*.whl")
    return Built(sdist, wheel)


def build_one(source: Path, output: Path, target: str, *, umask: int) -> None:
    """Run the build backend in a process of its own."""
    output.mkdir(parents=True, exist_ok=True)
    code = f"import os, runpy; os.umask({umask}); runpy.run_module('hatchling', run_name='__main__')"
    run(sys.executable, "-c", code, "build", "--target", target, "--directory", output, cwd=source, check=True)


def copy_sources(to: Path) -> Path:
    """Copy what the distributions are made of to another folder, with other times."""
    to.mkdir()
    for name in SOURCES:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(
                source, to / name, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
            )
        else:
            shutil.copyfile(source, to / name)
    for path in to.rglob("*"):
        os.utime(path, (1, 1))
    return to


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build our distributions from the checkout."""
    return build(CHECKOUT, tmp_path_factory.mktemp("built"))


def listing(names: list[str]) -> str:
    """Write one name per line, sorted, with a placeholder for the version."""
    return "".join(f"{name}\n" for name in sorted(name.replace(f"paa-{__version__}", "paa-VERSION") for name in names))


def test_sdist_holds_what_is_listed(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        members = archive.getmembers()

    assert all(member.isfile() or member.isdir() for member in members)
    assert_golden("own_sdist.txt", listing([member.name for member in members if member.isfile()]))


def test_wheel_holds_what_is_listed(built: Built) -> None:
    with ZipFile(built.wheel) as archive:
        assert_golden("own_wheel.txt", listing(archive.namelist()))


def test_names_carry_the_version(built: Built) -> None:
    assert built.sdist.name == f"paa-{__version__}.tar.gz"
    assert built.wheel.name == f"paa-{__version__}-py3-none-any.whl"


def test_building_twice_gives_the_same_bytes(built: Built, tmp_path: Path) -> None:
    again = build(copy_sources(tmp_path / "elsewhere"), tmp_path / "again", umask=0o077)

    assert again.sdist.read_bytes() == built.sdist.read_bytes()
    assert again.wheel.read_bytes() == built.wheel.read_bytes()


def test_wheel_of_the_checkout_is_the_wheel_of_the_sdist(built: Built, tmp_path: Path) -> None:
    build_one(CHECKOUT, tmp_path, "wheel", umask=0o022)

    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.read_bytes() == built.wheel.read_bytes()


@pytest.fixture(scope="session")
def core_installation(built: Built, new_environment: Callable[[], FreshEnvironment]) -> FreshEnvironment:
    """Install the wheel without extras into a fresh environment, from the package index."""
    environment = new_environment()
    environment.install(built.wheel)
    return environment


@pytest.mark.slow
def test_core_installation_is_small(core_installation: FreshEnvironment) -> None:
    files = (path for path in core_installation.site_packages.rglob("*") if path.is_file() and path.suffix != ".pyc")

    assert len(core_installation.distributions) <= MOST_DISTRIBUTIONS
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


@pytest.mark.slow
def test_core_installation_runs(core_installation: FreshEnvironment, tmp_path: Path) -> None:
    version = core_installation.run("paa", "--version", cwd=tmp_path)
    shown = core_installation.run("paa", "--help", cwd=tmp_path)

    assert (version.code, version.out, version.err) == (0, f"paa {__version__}\n", "")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Usage: paa [OPTIONS] COMMAND")


@pytest.mark.slow
def test_every_module_loads_there(core_installation: FreshEnvironment, built: Built, tmp_path: Path) -> None:
    """A module that needs something outside the declared requirements fails here."""
    with ZipFile(built.wheel) as archive:
        files = [name for name in archive.namelist() if name.startswith("paa/") and name.endswith(".py")]
        # What is copied into editable installations is data here.
        files = [name for name in files if "/resources/" not in name]
    modules = sorted(name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files)

    loaded = core_installation.run("python", "-W", "error", "-c", f"import {', '.join(modules)}", cwd=tmp_path)

    assert (loaded.code, loaded.err) == (0, "")
