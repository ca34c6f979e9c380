"""The same commit gives the same bytes: elsewhere, later, under other settings, by another Python, by another tool."""

import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, PackagingRepository, create_environment, git, need_program, run
from tests.support.golden import GOLDEN
from tests.support.trees import read_wheel

CHECKOUT = Path(__file__).parents[2]
# Read before the isolation of conftest.py gives the tests another home.
PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Origin:
    """A repository, and what was built of it first."""

    repository: PackagingRepository
    archives: Mapping[str, bytes]


def make(root: Path, output: Path, *, python: Path, umask: int = 0o022, **changes: str | None) -> dict[str, bytes]:
    """Make every package with an umask of its own, and read the archives."""
    code = f"import os, runpy; os.umask({umask}); runpy.run_module('paa', run_name='__main__')"
    words = ("make-package", "--all", "--output-dir", output)
    run(python, "-c", code, *words, cwd=root, env=changes, check=True)
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """Build the repository of `tests/golden/rich/input` once."""
    folder = tmp_path_factory.mktemp("origin")
    repository = PackagingRepository(folder / "repository")
    shutil.copytree(GOLDEN / "rich" / "input", repository.root, dirs_exist_ok=True)
    repository.commit()
    archives = make(repository.root, folder / "dist", python=Path(sys.executable))
    assert sorted(archives) == [
        "tool_box-0.0.1-py3-none-any.whl",
        "tool_box-0.0.1.tar.gz",
        "tool_helper-2.0-py3-none-any.whl",
        "tool_helper-2.0.tar.gz",
    ]
    return Origin(repository, archives)


def clone(origin: Origin, to: Path) -> Path:
    """Clone the repository, with other times of the files."""
    git(to.parent, "clone", "--quiet", origin.repository.root, to)
    for path in to.rglob("*"):
        if ".git" not in path.relative_to(to).parts:
            os.utime(path, (1, 1))
    return to


def test_another_folder_umask_time_zone_and_locale(origin: Origin, tmp_path: Path) -> None:
    elsewhere = clone(origin, tmp_path / "Ein anderer Ort — größer")
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}

    again = make(elsewhere, tmp_path / "dist", python=Path(sys.executable), umask=0o077, **settings)

    assert again == origin.archives


def test_inside_another_repository_that_ignores_everything(origin: Origin, tmp_path: Path) -> None:
    outer = PackagingRepository(tmp_path / "outer")
    outer.write(".gitignore", "*\n")
    (outer.root / "temporary").mkdir()

    again = make(
        clone(origin, outer.root / "inner"),
        tmp_path / "dist",
        python=Path(sys.executable),
        TMPDIR=str(outer.root / "temporary"),
    )

    assert again == origin.archives


def test_newer_commits_elsewhere_change_nothing(origin: Origin, tmp_path: Path) -> None:
    elsewhere = clone(origin, tmp_path / "clone")
    git(elsewhere, "checkout", "--quiet", "-b", "newer")
    later = {"GIT_AUTHOR_DATE": "2030-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2030-01-01T00:00:00Z"}
    git(elsewhere, "commit", "--quiet", "--allow-empty", "--message=Later", env=later)
    git(elsewhere, "checkout", "--quiet", "main")

    assert make(elsewhere, tmp_path / "dist", python=Path(sys.executable)) == origin.archives


def test_another_day(origin: Origin, tmp_path: Path) -> None:
    code = "import runpy, time; now = time.time; time.time = lambda: now() + 10**8; "
    code += "runpy.run_module('paa', run_name='__main__')"
    words = (sys.executable, "-c", code, "make-package", "--all", "-o", tmp_path / "dist")

    run(*words, cwd=origin.repository.root, check=True)

    assert {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()} == origin.archives


def other_pythons() -> list[str]:
    """List the minor versions of Python that paa runs on besides the one of the tests."""
    return [f"3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor]


@pytest.mark.parametrize("version", other_pythons())
def test_another_python(origin: Origin, tmp_path: Path, version: str) -> None:
    environment = create_environment(tmp_path / "venv", python=find_python(version))
    backend = run(sys.executable, "-c", "import hatchling.__about__ as a; print(a.__version__)", check=True).out.strip()
    environment.install(CHECKOUT, f"hatchling=={backend}")

    again = make(origin.repository.root, tmp_path / "dist", python=environment.python)

    assert again == origin.archives


def find_python(version: str) -> Path:
    """Find an interpreter on PATH or among those of pyenv, else skip the test."""
    name = f"python{version}"
    versions = sorted(PYENV.glob(f"versions/{version}.*/bin/{name}"))
    for candidate in (*versions, shutil.which(name)):
        if candidate and run(candidate, "-c", "import venv").code == 0:
            return Path(candidate)
    pytest.skip(f"needs {name}")


@pytest.fixture(scope="module")
def front_ends(new_environment: Callable[[], FreshEnvironment]) -> FreshEnvironment:
    """Install the tools that build an sdist, and the backend that the first wheels were built by."""
    environment = new_environment()
    backend = run(sys.executable, "-c", "import hatchling.__about__ as a; print(a.__version__)", check=True).out.strip()
    environment.install("build", "pip", f"hatchling=={backend}")
    return environment


@pytest.mark.parametrize("front_end", ["pip", "build", "uv"])
def test_sdist_builds_to_the_same_wheel(
    origin: Origin, front_ends: FreshEnvironment, tmp_path: Path, front_end: str
) -> None:
    sdist, wheel = tmp_path / "tool_box-0.0.1.tar.gz", "tool_box-0.0.1-py3-none-any.whl"
    sdist.write_bytes(origin.archives[sdist.name])
    output = tmp_path / "out"
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    source = tmp_path / "unpacked" / "tool_box-0.0.1"
    python: tuple[str | Path, ...] = (front_ends.python, "-m")
    commands: dict[str, tuple[str | Path, ...]] = {
        "pip": (*python, "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", output, sdist),
        "build": (*python, "build", "--wheel", "--no-isolation", "--outdir", output, source),
        "uv": ("uv", "build", "--wheel", "--no-build-isolation", "--python", front_ends.python, "-o", output, source),
    }
    command = commands[front_end]
    if front_end == "uv":
        command = (front_ends.uv or need_program("uv"), *command[1:])
    epoch = git(origin.repository.root, "log", "-1", "--format=%ct")

    run(*command, cwd=tmp_path, env={"SOURCE_DATE_EPOCH": epoch}, check=True)
    with_date = (output / wheel).read_bytes()
    shutil.rmtree(output)
    run(*command, cwd=tmp_path, check=True)

    assert with_date == origin.archives[wheel]
    first = tmp_path / "first.whl"
    first.write_bytes(origin.archives[wheel])
    # Without the date of the commit, the files are the same and only their times differ.
    assert read_wheel(output / wheel) == read_wheel(first)
