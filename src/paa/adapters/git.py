"""The git repository that a packaging repository lives in."""

from collections.abc import Sequence
from pathlib import Path

from paa.errors import SourceError, UsageError

__all__ = ["find_work_tree", "git_directory", "head_time", "uncommitted"]


def find_work_tree(start: Path) -> Path:
    """Find the root of the work tree that a folder is in, without asking git.

    Raises:
        UsageError: The folder is in none.
    """
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder
    raise UsageError(
        "this is no git repository", where=str(start), hint="run `git init` in the folder that it shall be"
    )


def git_directory(work_tree: Path) -> Path | None:
    """Find the folder that git keeps for a work tree, or None when `.git` is not what git makes.

    In a linked work tree and in a submodule, `.git` is a file that names the folder (gitrepository-layout).
    """
    marker = work_tree / ".git"
    if marker.is_dir():
        return marker
    try:
        label, _, folder = marker.read_text(encoding="utf-8").strip().partition(": ")
    except (OSError, UnicodeDecodeError):
        return None
    path = work_tree / folder
    return path if label == "gitdir" and path.is_dir() else None


def head_time(work_tree: Path) -> int | None:
    """Tell when HEAD was committed, in seconds since 1970; None before the first commit.

    Raises:
        SourceError: Git cannot answer.
    """
    try:
        return int(_ask(work_tree, "log", "--max-count=1", "--format=%ct", "HEAD", "--"))
    except SourceError:
        # Git says the same of an unborn branch as of a repository that it cannot read; only the first has a HEAD.
        if _ask(work_tree, "rev-parse", "--is-inside-work-tree") == "true" and not _has_commits(work_tree):
            return None
        raise


def _has_commits(work_tree: Path) -> bool:
    return bool(_ask(work_tree, "rev-list", "--max-count=1", "--all"))


def uncommitted(work_tree: Path, paths: Sequence[Path]) -> tuple[str, ...]:
    """List those of the paths, and below them, that are not as HEAD has them.

    Raises:
        SourceError: Git cannot answer.
    """
    words = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *map(str, paths))
    return tuple(entry[3:] for entry in _ask(work_tree, "status", *words).split("\0") if entry)


def _ask(work_tree: Path, *words: str) -> str:
    """Ask git one question and return what it prints, without its last line ending."""
    try:
        # GitPython looks for the program when it is imported, and says so in an ImportError.
        from git import Git, GitCommandError
    except ImportError as error:
        raise UsageError("git is not installed, or not on PATH", hint="install git") from error
    try:
        return str(Git(work_tree).execute(["git", *words]))
    except GitCommandError as error:
        reason = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ")
        raise SourceError(f"git {words[0]} failed: {reason}", where=str(work_tree)) from None
