"""What a release leaves in a repository."""

from pathlib import Path

from tests.support.processes import git, run

__all__ = ["LEDGER", "LOG", "clone", "rows", "show", "tags"]

LEDGER = ".paa/tracking/lsts_package_versions.yml"
LOG = ".paa/tracking/version_logs.csv"


def show(repository: Path, revision: str, path: str) -> str:
    """Give a file of a revision."""
    return run("git", "show", f"{revision}:{path}", cwd=repository, check=True).out


def rows(repository: Path, revision: str = "HEAD") -> list[str]:
    """Give the log of versions without its times."""
    return [line.partition(",")[2] for line in show(repository, revision, LOG).splitlines()[1:]]


def tags(repository: Path) -> list[str]:
    """List the tags."""
    return git(repository, "tag", "--list").split()


def clone(remote: Path, root: Path) -> Path:
    """Clone a repository into a folder."""
    git(remote, "clone", "--quiet", remote, root)
    return root
