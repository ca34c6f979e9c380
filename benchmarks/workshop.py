"""Where everything is measured: a fresh environment that holds our wheel, compiled."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import MeasureError, quiet_environment

__all__ = ["Workshop", "open_workshop"]

CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The environment under test and the tools that it is compared with.

    Attributes:
        root: A temporary folder.
        python: The interpreter of the environment; no shim, which would cost more than the interpreter itself.
        paa: The console script of our wheel, in that environment.
        uv: uv.
        env: The environment variables for everything that is measured.
    """

    root: Path
    python: str
    paa: str
    uv: str
    env: Mapping[str, str]

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """Run something that is not measured and give what it printed.

        Raises:
            MeasureError: It failed.
        """
        finished = subprocess.run(
            command, cwd=cwd or self.root, env=self.env, capture_output=True, text=True, check=False
        )
        if finished.returncode:
            raise MeasureError(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")
        return finished.stdout


def open_workshop(root: Path) -> Workshop:
    """Build our wheel and install it into a fresh environment, with pip and build beside it.

    Raises:
        MeasureError: There is no uv, or something cannot be built or installed.
    """
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise MeasureError("the measurements compare with uv, and there is none")
    scripts = root / "environment" / "bin"
    python = str(scripts / "python")
    workshop = Workshop(root=root, python=python, paa=str(scripts / "paa"), uv=uv, env=quiet_environment())
    workshop.run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(root / "own"), cwd=CHECKOUT)
    (wheel,) = (root / "own").glob("*.whl")
    workshop.run(uv, "venv", "--seed", "--python", sys.executable, str(root / "environment"))
    # `build` is fast only where it finds a pip beside itself, as it does there.
    workshop.run(uv, "pip", "install", "--python", python, str(wheel), "build")
    # Installed without their byte code, paa and pip would be measured compiling themselves.
    workshop.run(python, "-m", "compileall", "-q", str(root / "environment"))
    return workshop
