"""Install projects by the command line, and look at what came of it."""

from collections.abc import Mapping
from pathlib import Path

from tests.support.environments import FreshEnvironment
from tests.support.processes import Completed, run_paa
from tests.support.repositories import PackagingRepository

__all__ = ["install", "package_files", "plant", "use"]


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


def plant(environment: FreshEnvironment, name: str, version: str, metadata: str, files: Mapping[str, str]) -> None:
    """Leave a distribution in an environment as an installer leaves one: its files, METADATA and RECORD.

    Args:
        environment: Where it goes.
        name: The project.
        version: Its version.
        metadata: Further lines of METADATA.
        files: Path in the environment's packages → text.
    """
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}"
    everything = {**files, f"{folder}/METADATA": head, f"{folder}/INSTALLER": "test\n"}
    record = "".join(f"{path},,\n" for path in (*everything, f"{folder}/RECORD"))
    for path, text in {**everything, f"{folder}/RECORD": record}.items():
        target = environment.site_packages / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
