"""The work tree: where it is, what in it is not committed, and bringing it from one commit to another."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from paa.adapters.git.program import ask
from paa.errors import SourceError, UsageError

__all__ = ["check_out", "find_work_tree", "git_directory", "uncommitted", "update_work_tree"]

_MANY = 1000  # paths on one command line


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


def uncommitted(work_tree: Path, paths: Sequence[Path], *, ignored: bool = False) -> tuple[str, ...]:
    """List those of the paths, and below them, that are not as HEAD has them.

    Args:
        work_tree: Of the repository.
        paths: Files and folders; they need not exist.
        ignored: Whether files count that git is told to ignore.

    Raises:
        SourceError: Git cannot answer.
    """
    words = ["--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", *(["--ignored"] if ignored else [])]
    found: dict[str, None] = {}
    for start in range(0, len(paths), _MANY):
        some = map(str, paths[start : start + _MANY])
        entries = ask(work_tree, "status", *words, "--", *some).split("\0")
        found |= dict.fromkeys(entry[3:] for entry in entries if entry)
    return tuple(found)


def update_work_tree(work_tree: Path, before: str, after: str, *, only_try: bool = False) -> bool:
    """Bring index and work tree from one commit to another, as a fast-forward does; False where edits forbid it."""
    words = ["read-tree", "-m", "-u", *(["--dry-run"] if only_try else []), before, after]
    # It fails when a file differs, which is no news here.
    with suppress(SourceError):
        ask(work_tree, "update-index", "-q", "--refresh")
    try:
        ask(work_tree, *words)
    except SourceError:
        return False
    return True


def check_out(work_tree: Path, commit: str, folder: Path) -> Path:
    """Show a commit in a folder, as a repository of its own that borrows the objects of this one.

    Raises:
        SourceError: Git fails.
    """
    words = ("--quiet", "--shared", "--no-checkout", "--no-tags", "--template=")
    ask(work_tree, "clone", *words, "--", str(work_tree), str(folder))
    # Unlike a checkout, this runs no hook of the user's.
    ask(folder, "reset", "--quiet", "--hard", commit)
    return folder
