"""Make virtual environments, with uv when there is one, else with venv and pip."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import Completed, run

__all__ = ["FreshEnvironment", "create_environment"]


@dataclass(frozen=True, slots=True)
class FreshEnvironment:
    """A virtual environment in which nothing is installed that a test did not put there.

    Attributes:
        root: Its folder.
        uv: The uv that installs into it; without one, it holds pip.
    """

    root: Path
    uv: Path | None

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.root / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        """The folder of the installed packages."""
        (folder,) = self.root.glob("lib/python*/site-packages")
        return folder

    @property
    def distributions(self) -> tuple[str, ...]:
        """The names and versions that are installed, without pip."""
        names = (folder.name.removesuffix(".dist-info") for folder in self.site_packages.glob("*.dist-info"))
        return tuple(sorted(name for name in names if not name.startswith("pip-")))

    def run(
        self,
        program: str,
        *args: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str | None] | None = None,
        check: bool = False,
    ) -> Completed:
        """Run a program of the environment, `python` or a console script; the environment is not activated.

        Raises:
            AssertionError: `check` is set and the program failed.
        """
        return run(self.root / "bin" / program, *args, cwd=cwd, env=env, check=check)

    def install(self, *requirements: str | Path) -> None:
        """Install requirements, files and folders, with what they require.

        Raises:
            AssertionError: That failed.
        """
        if self.uv:
            run(self.uv, "pip", "install", "--python", self.python, *requirements, check=True)
        else:
            run(self.python, "-m", "pip", "install", *requirements, check=True)


def create_environment(root: Path, *, python: Path = Path(sys.executable)) -> FreshEnvironment:
    """Make a virtual environment, by default of the interpreter that runs the tests."""
    uv = find_uv()
    if uv:
        run(uv, "venv", "--python", python, root, check=True)
    else:
        run(python, "-m", "venv", root, check=True)
    return FreshEnvironment(root, uv)


def find_uv() -> Path | None:
    """Find the uv beside the running interpreter, else the one on PATH."""
    beside = Path(sys.executable).with_name("uv")
    found = beside if beside.exists() else shutil.which("uv")
    return Path(found) if found else None
