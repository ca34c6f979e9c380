"""Commits, and what they say of projects."""

from dataclasses import dataclass
from enum import IntEnum

from packaging.version import Version

__all__ = ["Bump", "Commit", "Decision", "Saying", "Tag"]


class Bump(IntEnum):
    """Which part of a version grows."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit of the repository.

    Attributes:
        id: Hexadecimal, whole.
        time: When it was written, in seconds since 1970; a rebase keeps that.
        subject: The first paragraph of the message on one line; any bytes, undecodable ones replaced.
        body: The rest of the message.
        paths: The files that it changed against its first parent; none for a merge.
    """

    id: str
    time: int
    subject: str
    body: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one commit says of one project.

    Attributes:
        commit: The commit's id.
        labelled: Whether the message names the project.
        bump: What it asks for; None where it says nothing.
        version: The exact version that it asks for.
        rule: Why, in the words that a plan shows: `[+..]`, `feat`, `BREAKING CHANGE`.
        notes: The lines for the release notes.
    """

    commit: str
    labelled: bool
    bump: Bump | None = None
    version: Version | None = None
    rule: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What all commits together say of one project.

    Attributes:
        version: The exact version that they ask for; it goes before the bump.
        bump: The highest that they ask for.
        rule: What decided, in the words that a plan shows.
        notes: Oldest first, each once.
    """

    version: Version | None
    bump: Bump
    rule: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An annotated tag of a release.

    Attributes:
        name: `v<version>_<import_name>`.
        commit: The commit that was built; None when the tag points at nothing that is there.
        digest: The digest of the project's files then; None in a tag that the predecessor made.
    """

    name: str
    import_name: str
    version: Version
    commit: str | None
    digest: str | None
