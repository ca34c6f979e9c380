"""Build packaging repositories, with real git."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from textwrap import dedent

from tests.support.processes import git

__all__ = ["WITHOUT_GATES", "PackagingRepository"]

# No sample repository asks the network, and no test of something else hears of its README: gates have their own tests.
WITHOUT_GATES = """\
check_vulnerabilities: false
make_package_check_full_dependencies_compatibility: false
gates:
  make-package: {good-release: off}
  release: {good-release: off, api: off, lint: off, smoke: off, tests: off}
"""

FIRST_COMMIT = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)


class PackagingRepository:
    """A git repository under construction; the same steps give the same commit ids on any machine and day.

    Attributes:
        root: The working tree.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        git(root, "init", "--quiet", "--initial-branch=main")
        self.root = root
        self._commits = 0

    def copy(self, root: Path) -> "PackagingRepository":
        """Copy the repository with its history; later commits come after those that it has."""
        copytree(self.root, root, symlinks=True)
        other = PackagingRepository(root)
        other._commits = self._commits
        return other

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file and the folders above it; text is dedented, encoded as UTF-8 and keeps its line endings.

        Args:
            path: Relative to the root.
            content: Bytes are written as they are.
        """
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        return target

    def module(self, name: str, source: str | bytes) -> Path:
        """Write `module_dir/<name>.py`."""
        return self.write(f"module_dir/{name}.py", source)

    def config(self, text: str, *, gated: bool = False) -> Path:
        """Write `.paa.config`.

        Args:
            text: What it says.
            gated: Whether every gate is as it is by default; otherwise only those look that take no time.
        """
        return self.write(".paa.config", text if gated or "gates:" in text else f"{dedent(text)}{WITHOUT_GATES}")

    def commit(self, message: str = "Change") -> str:
        """Commit everything, an hour after the commit before, and give the commit's id."""
        moment = (FIRST_COMMIT + timedelta(hours=self._commits)).isoformat()
        self._commits += 1
        git(self.root, "add", "--all")
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        git(self.root, "commit", "--quiet", "--allow-empty", f"--message={message}", env=dates)
        return git(self.root, "rev-parse", "HEAD")

    def status(self) -> str:
        """Tell what `git status` sees that is not committed, untracked files included."""
        return git(self.root, "status", "--porcelain", "--untracked-files=all")
