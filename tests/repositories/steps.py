"""The steps that histories are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tests.support import PackagingRepository, git
from tests.support.here import paa_here

__all__ = [
    "Branch",
    "Commit",
    "Delete",
    "Grown",
    "How",
    "Merge",
    "Move",
    "Release",
    "Step",
    "Switch",
    "Tag",
    "dated",
    "play",
]

Grow = Callable[[str, Path], PackagingRepository]
MERGED = datetime(2024, 3, 31, 12, 0, tzinfo=UTC)


class Step(Protocol):
    """Something that happens to a repository."""

    def __call__(self, repository: PackagingRepository) -> None:
        """Let it happen."""


class How(StrEnum):
    """The ways to bring a branch back."""

    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"


def dated(hours: int = 0) -> dict[str, str | None]:
    """Fix the time of what git makes."""
    moment = (MERGED + timedelta(hours=hours)).isoformat()
    return {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}


@dataclass(frozen=True, slots=True)
class Grown:
    """Begin with another history."""

    name: str

    def __call__(self, repository: PackagingRepository) -> None:
        """Nothing is left to do: the repository is a copy of it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Write files and commit everything."""

    message: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)

    def __call__(self, repository: PackagingRepository) -> None:
        """Write and commit."""
        for path, content in self.files.items():
            repository.write(path, content)
        repository.commit(self.message)


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete files, and commit that."""

    message: str
    paths: tuple[str, ...]

    def __call__(self, repository: PackagingRepository) -> None:
        """Delete and commit."""
        git(repository.root, "rm", "--quiet", "-r", *self.paths)
        repository.commit(self.message)


@dataclass(frozen=True, slots=True)
class Move:
    """Rename a file, and commit that."""

    message: str
    before: str
    after: str

    def __call__(self, repository: PackagingRepository) -> None:
        """Rename and commit."""
        git(repository.root, "mv", self.before, self.after)
        repository.commit(self.message)


@dataclass(frozen=True, slots=True)
class Branch:
    """Start a branch."""

    name: str
    start: str = "HEAD"

    def __call__(self, repository: PackagingRepository) -> None:
        """Start it, and check it out."""
        git(repository.root, "switch", "--quiet", "--create", self.name, self.start)


@dataclass(frozen=True, slots=True)
class Switch:
    """Check a branch out."""

    name: str

    def __call__(self, repository: PackagingRepository) -> None:
        """Check it out."""
        git(repository.root, "switch", "--quiet", self.name)


@dataclass(frozen=True, slots=True)
class Merge:
    """Bring a branch back to the one that is checked out."""

    name: str
    how: How
    message: str = "Merge it"

    def __call__(self, repository: PackagingRepository) -> None:
        """Merge, as the buttons of the hosts do."""
        root = repository.root
        if self.how is How.MERGE:
            git(root, "merge", "--quiet", "--no-ff", f"--message={self.message}", self.name, env=dated())
        elif self.how is How.SQUASH:
            git(root, "merge", "--quiet", "--squash", self.name)
            git(root, "commit", "--quiet", f"--message={self.message}", env=dated())
        else:
            here = git(root, "branch", "--show-current")
            git(root, "rebase", "--quiet", here, self.name, env={"GIT_COMMITTER_DATE": MERGED.isoformat()})
            git(root, "switch", "--quiet", here)
            git(root, "merge", "--quiet", "--ff-only", self.name)


@dataclass(frozen=True, slots=True)
class Tag:
    """Tag HEAD, as the predecessor does; without a message, the tag is a lightweight one."""

    name: str
    message: str | None = None
    target: str = "HEAD"

    def __call__(self, repository: PackagingRepository) -> None:
        """Make the tag."""
        words = ("--annotate", f"--message={self.message}") if self.message is not None else ()
        git(repository.root, "tag", *words, self.name, self.target, env=dated())


@dataclass(frozen=True, slots=True)
class Release:
    """Release everything that changed, with `paa release`."""

    words: tuple[str, ...] = ()

    def __call__(self, repository: PackagingRepository) -> None:
        """Release, and see that it worked."""
        done = paa_here("release", *self.words, "--root", repository.root)
        assert (done.code, done.err) == (0, ""), done


def play(steps: Sequence[Step], root: Path, grow: Grow) -> PackagingRepository:
    """Play a history into a folder.

    Args:
        steps: What happens.
        root: A folder that is not there yet.
        grow: Puts a named history into a folder.
    """
    start = steps[0]
    repository = grow(start.name, root) if isinstance(start, Grown) else PackagingRepository(root)
    for step in steps:
        step(repository)
    return repository
