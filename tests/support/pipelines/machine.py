"""The machine that jobs run on: clean folders, a clean environment, real bash, the interpreters of this computer."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from tests.support.needs import need_program
from tests.support.processes import run

__all__ = ["Ended", "Place", "execute", "make_python", "make_uv"]

# What every machine has; nothing of the environment in which the tests run.
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# How a machine reaches the package index, and what it holds ready.
_KEPT = ("PIP_", "UV_", "SSL_CERT_", "REQUESTS_CA_", "HTTPS_PROXY", "NO_PROXY")
# What replaces pip's own beginning.
_PIP = """\
import os, sys
if sys.argv[1] == "install" and "--require-hashes" in sys.argv:
    os.execv("{uv}", ["{uv}", "pip", "install", "--quiet", "--python", sys.executable, *sys.argv[2:]])
from pip._internal.cli.main import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended; without a code, its time was over."""

    code: int | None
    printed: str


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one job, all of them new.

    Attributes:
        root: The folder of the job.
        machine: The folder of the machine: programs are at the same place in each job, and Python compiles them once.
    """

    root: Path
    machine: Path

    @classmethod
    def make(cls, root: Path, machine: Path) -> "Place":
        """Make the folders, and throw away the programs of the job before."""
        place = cls(root, machine)
        shutil.rmtree(place.tools, ignore_errors=True)
        for folder in (place.home, place.temp, place.tools, place.work):
            folder.mkdir(parents=True)
        return place

    @property
    def home(self) -> Path:
        """Where nothing is configured."""
        return self.root / "home"

    @property
    def temp(self) -> Path:
        """Where the service keeps its files."""
        return self.root / "temp"

    @property
    def tools(self) -> Path:
        """Where actions put programs."""
        return self.machine / "tools"

    @property
    def work(self) -> Path:
        """Where the repository is checked out."""
        return self.root / "work"

    def environment(self) -> dict[str, str]:
        """Give what a program finds that the service has told nothing."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
        own = {"HOME": str(self.home), "PATH": SYSTEM_PATH, "LANG": "C.UTF-8", "TMPDIR": str(self.temp)}
        return kept | own | {"PYTHONPYCACHEPREFIX": str(self.machine / "compiled")}


def execute(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], seconds: float) -> Ended:
    """Run a program with exactly this environment; when the time is over, it and its children are killed."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate(timeout=max(seconds, 0))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        printed, _ = process.communicate()
        return Ended(None, printed)
    finally:
        if process.poll() is None:  # the tests are interrupted
            os.killpg(process.pid, signal.SIGKILL)
    return Ended(process.returncode, printed)


def make_python(folder: Path, version: str) -> Path:
    """Make an environment of an interpreter of this computer: of this version where there is one, else the running one.

    Its pip hands lock files over to uv, which installs the same, with the same hashes, in a second instead of twenty.

    Returns:
        Its folder of programs.
    """
    run(_interpreter(version), "-m", "venv", "--without-pip", folder, check=True)
    programs = folder / "bin"
    (packages,) = folder.glob("lib/python*/site-packages")
    _install_pip(packages)
    (packages / "pip" / "__main__.py").write_text(_PIP.format(uv=need_program("uv")), encoding="utf-8")
    for name in ("pip", "pip3"):
        (programs / name).write_text(f'#!/bin/sh\nexec {programs}/python -m pip "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    return programs


def _install_pip(packages: Path) -> None:
    """Install the pip that Python brings along; where a distributor has removed it, that of the package index."""
    found = find_spec("ensurepip")
    wheels = list(Path(found.origin).parent.glob("_bundled/pip-*.whl")) if found and found.origin else []
    if not wheels:
        run(need_program("uv"), "pip", "install", "--target", packages, "pip", check=True)
        return
    with ZipFile(wheels[0]) as archive:
        archive.extractall(packages)


def _interpreter(version: str) -> Path:
    found = shutil.which(f"python{version}")
    # What is found may be a sign that says where Pythons are, and no Python.
    usable = found is not None and run(found, "--version").code == 0
    return Path(found) if found and usable else Path(sys.executable)


def make_uv(folder: Path) -> Path:
    """Put the uv of this computer into a folder of its own."""
    folder.mkdir(parents=True)
    (folder / "uv").symlink_to(need_program("uv"))
    return folder
