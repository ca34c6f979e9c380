"""The packages of this repository, built from a copy that is gone afterwards; and paa itself, as a wheel."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import run, run_paa
from tests.support.repositories import PackagingRepository

__all__ = ["CHECKOUT", "PARTS", "Samples", "build_engine", "build_samples"]

CHECKOUT = Path(__file__).parents[2]
# What the samples are made of; the rest of the repository is the engine.
PARTS = (
    *(".paa.config", ".paa", "LICENSE", "artifacts_dir", "docs_dir", "module_dir", "tests_dir"),
    *("api_routes_dir", "cli_dir", "example_notebooks", "mcp_dir", "streamlit_dir"),
)


@dataclass(frozen=True, slots=True)
class Samples:
    """The built samples.

    Attributes:
        wheels: Project → wheel.
        tests: A copy of their tests.
    """

    wheels: dict[str, Path]
    tests: Path

    def wanted(self, *names: str) -> list[str]:
        """Give requirements on projects, with extras as in `tool[fastapi]`, for the wheels that were built."""
        return [f"{name} @ {self.wheels[name.partition('[')[0]].as_uri()}" for name in names]


def build_samples(folder: Path) -> Samples:
    """Make every package of a copy of this repository, and remove the copy.

    Raises:
        AssertionError: That does not work, or changes the copy.
    """
    repository = PackagingRepository(folder / "copy")
    for part in PARTS:
        if (CHECKOUT / part).is_dir():
            shutil.copytree(CHECKOUT / part, repository.root / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(CHECKOUT / part, repository.root / part)
    tracking = repository.root / ".paa/tracking/lsts_package_versions.yml"
    tracking.unlink(missing_ok=True)
    repository.commit()
    made = run_paa("make-package", "--all", "-o", folder / "dist", cwd=repository.root)
    assert (made.code, made.err) == (0, "")
    assert repository.status() == ""
    shutil.move(repository.root / "tests_dir", folder / "tests")
    shutil.rmtree(repository.root)
    wheels = {wheel.name.partition("-")[0].replace("_", "-"): wheel for wheel in (folder / "dist").glob("*.whl")}
    return Samples(wheels, folder / "tests")


def build_engine(folder: Path) -> Path:
    """Build the wheel of paa."""
    words = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    run(sys.executable, *words, cwd=CHECKOUT, check=True)
    (wheel,) = folder.glob("paa-*.whl")
    return wheel
