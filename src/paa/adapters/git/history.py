"""Commits: which one a revision names, and which ones come before it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from paa.adapters.git.program import ask, open_git, reason_of
from paa.errors import SourceError
from paa.model.history import Commit

__all__ = [
    "ancestry",
    "commits",
    "commits_of_file",
    "count_commits",
    "find_commit",
    "head_time",
    "is_shallow",
    "mainline",
    "recent_mainline",
]

_CHUNK = 1 << 16  # bytes, as many as a pipe holds: git goes on while they are read
_HASH = re.compile(r"\x01[0-9a-f]{40,64}")
# Trees that are compared once need no large cache: it is as fast with less memory.
_CONFIGURED = ("-c", "log.showRoot=true", "-c", "core.deltaBaseCacheLimit=16m")
_LOG = (
    *("-z", "--topo-order", "--no-renames", "--name-only"),
    # What a rebase keeps is when a commit was written: so it stays the time of what was built and not yet recorded.
    "--format=%x01%H%x00%P%x00%at%x00%B%x00",
    # What a user's configuration would change.
    *("--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-relative", "--no-ext-diff"),
)
_HEADER = 4  # fields before the paths


def find_commit(work_tree: Path, revision: str) -> str | None:
    """Give the id of the commit that a revision names; None when it names none.

    Raises:
        SourceError: Git cannot answer at all.
    """
    words = ("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    with suppress(SourceError):
        return ask(work_tree, *words)
    ask(work_tree, "rev-parse", "--git-dir")
    return None


def head_time(work_tree: Path, revision: str = "HEAD") -> int | None:
    """Tell when HEAD, or another revision, was committed, in seconds since 1970; None before the first commit.

    Raises:
        SourceError: Git cannot answer.
    """
    try:
        return int(ask(work_tree, "log", "--max-count=1", "--format=%ct", "--no-show-signature", revision, "--"))
    except SourceError:
        # Git fails on an unborn branch in the same way as on a repository that it cannot read.
        if find_commit(work_tree, "HEAD") is None:
            return None
        raise


def is_shallow(work_tree: Path) -> bool:
    """Tell whether history was cut off when the repository was cloned."""
    return ask(work_tree, "rev-parse", "--is-shallow-repository") == "true"


def recent_mainline(work_tree: Path, commit: str, most: int) -> tuple[str, ...]:
    """List a commit and its first parents, newest first, and not more than so many."""
    return tuple(ask(work_tree, "rev-list", "--first-parent", f"--max-count={most}", commit).splitlines())


def mainline(work_tree: Path, commit: str) -> tuple[str, ...]:
    """List a commit and its first parents, newest first."""
    return tuple(ask(work_tree, "rev-list", "--first-parent", commit).splitlines())


def ancestry(work_tree: Path, include: str, exclude: str) -> frozenset[str]:
    """Give the commits that one commit has among its ancestors and another has not."""
    return frozenset(ask(work_tree, "rev-list", include, f"^{exclude}").splitlines())


def count_commits(work_tree: Path, include: str, exclude: str | None) -> int:
    """Count a commit and its ancestors, without another one and its ancestors."""
    return int(ask(work_tree, "rev-list", "--count", include, *([f"^{exclude}"] if exclude else []), "--"))


def commits(
    work_tree: Path, include: str, exclude: Sequence[str] = (), *, most: int | None = None
) -> Iterator[tuple[Commit, tuple[str, ...]]]:
    """Read commits, children before parents, each with the ids of its parents; one process for the whole range.

    Args:
        work_tree: Of the repository.
        include: The newest commit.
        exclude: Commits that are left out with all that came before them.
        most: How many are read.

    Raises:
        SourceError: Git cannot answer.
    """
    limit = [f"--max-count={most}"] if most is not None else []
    words = ["git", *_CONFIGURED, "log", *_LOG, *limit, include, *(f"^{each}" for each in exclude), "--"]
    header: list[str] = []
    paths: list[str] = []
    for field in _fields(work_tree, words):
        if len(header) == _HEADER and _HASH.fullmatch(field):
            yield _commit(header, paths)
            header, paths = [field], []
        elif len(header) < _HEADER:
            header.append(field)
        elif path := field.removeprefix("\n"):
            paths.append(path)
    if header:
        yield _commit(header, paths)


def _fields(work_tree: Path, words: Sequence[str]) -> Iterator[str]:
    """Let git print fields with NUL behind each, and give them while it goes on.

    Raises:
        SourceError: It fails.
    """
    process = open_git(work_tree).execute(list(words), as_process=True)
    from git import GitCommandError

    stream, rest = process.stdout, b""
    while chunk := stream.read1(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        for field in whole:
            yield field.decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")
    stream.close()
    try:
        process.wait()
    except GitCommandError as error:
        raise SourceError(f"git log failed: {reason_of(str(error.stderr))}", where=str(work_tree)) from None


def _commit(header: Sequence[str], paths: Sequence[str]) -> tuple[Commit, tuple[str, ...]]:
    name, parents, time, message = header
    subject, _, body = message.strip().partition("\n")
    subject = " ".join(subject.split())
    commit = Commit(id=name[1:], time=int(time), subject=subject, body=body.strip(), paths=tuple(paths))
    return commit, tuple(parents.split())


def commits_of_file(work_tree: Path, path: str) -> tuple[Commit, ...]:
    """List the commits that changed a file, newest first, along the first parents."""
    words = ("log", "-z", "--first-parent", "--format=%H%x01%ct%x01%s%x01%b", "HEAD", "--", path)
    fields = (record.split("\1", 3) for record in ask(work_tree, *words).split("\0") if record)
    return tuple(
        Commit(id=name, time=int(time), subject=subject, body=body, paths=()) for name, time, subject, body in fields
    )
