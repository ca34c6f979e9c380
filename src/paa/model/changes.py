"""Which projects changed since their last release."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import Version

from paa.model.names import ImportName, NormalizedName
from paa.model.plan import Cause, Remark

__all__ = ["Change", "ChangeSet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A project that has something to release.

    Attributes:
        name: What its index knows it by.
        where: Its module, for messages.
        base: The commit of its last release; None for a new project.
        released: The version of its last release, by its tag.
        declared: The version that its metadata asks for.
        digest: Of what it is made from, as a tag carries it.
        files: What it is made from: paths from the repository's root.
        configured: Whether the configuration is part of the change.
        siblings: The other modules that it imports.
        unpinned: The data files that are to be fetched, and that the lock does not know.
    """

    import_name: ImportName
    name: NormalizedName
    where: str
    cause: Cause
    base: str | None
    released: Version | None
    declared: Version | None
    digest: str
    files: frozenset[str]
    configured: bool
    siblings: tuple[ImportName, ...]
    unpinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """The projects of a commit, by whether they changed.

    Attributes:
        commit: The commit that was looked at.
        changes: In the order of their names.
        unchanged: Project → the version of its last release.
        released: The same of every project that was ever released.
        bases: The commits of all last releases.
        modules: Every module, for release or not.
        recorded: What the ledger of the commit says.
        tagged: Every version that has a tag, by import name.
    """

    commit: str
    changes: tuple[Change, ...]
    unchanged: Mapping[ImportName, Version]
    released: Mapping[ImportName, Version]
    bases: frozenset[str]
    modules: tuple[ImportName, ...]
    recorded: Mapping[str, Version]
    remarks: tuple[Remark, ...]
    tagged: Mapping[str, frozenset[Version]]
