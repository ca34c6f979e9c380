"""Install projects by the command line, and look at what came of it."""

from pathlib import Path

from tests.support.environments import FreshEnvironment
from tests.support.processes import Completed, run_paa
from tests.support.repositories import PackagingRepository

__all__ = ["install", "package_files", "use"]


def install(
    repository: PackagingRepository, environment: FreshEnvironment, *words: str | Path, **changes: str | None
) -> Completed:
    """Install projects into an environment."""
    return run_paa("test-install", *words, "--python", environment.python, cwd=repository.root, env=changes)


def use(environment: FreshEnvironment, code: str) -> str:
    """Run Python code in an environment, from a folder that has nothing to do with it."""
    return environment.run("python", "-W", "error", "-c", code, cwd=environment.root, check=True).out.strip()


def package_files(environment: FreshEnvironment, name: str) -> set[str]:
    """List the files of an installed package."""
    files = (path for path in (environment.site_packages / name).rglob("*") if path.is_file())
    return {str(path.relative_to(environment.site_packages / name)) for path in files if path.suffix != ".pyc"}
