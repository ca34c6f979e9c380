"""What would be released, as what version, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from packaging.version import Version

from paa.model.names import ImportName, NormalizedName
from paa.model.settings import IndexName, IndexProfile
from paa.model.spec import METADATA_VERSION

__all__ = ["Cause", "PlannedRelease", "ReleasePlan", "Remark"]


class Cause(StrEnum):
    """Why a project is released."""

    NEW = "new"
    CHANGED = "changed"
    FORCED = "forced"
    UNFINISHED = "unfinished"  # published before, and not recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRelease:
    """One project of a plan.

    Attributes:
        previous: The version of the last release; None for a new project.
        rule: What decided the version, for people.
        notes: The lines of the release notes.
        files: The files that changed since the last release, sorted.
        commits: The commits since the last release that touch the project or name it, oldest first.
        siblings: Projects of the same plan that must be released before this one.
        epoch: The time of the files in the archives, in seconds since 1970.
        digest: The digest of the project's files and of what it takes from the configuration.
    """

    import_name: ImportName
    name: NormalizedName
    cause: Cause
    previous: Version | None
    version: Version
    rule: str
    notes: tuple[str, ...]
    files: tuple[str, ...]
    commits: tuple[str, ...]
    siblings: tuple[ImportName, ...]
    epoch: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that the plan leaves out, or that its reader should know.

    Attributes:
        subject: The project or label that it is about.
        hint: What to do about it, if something is to be done.
    """

    subject: str
    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """What `release` carries out, in this order.

    Attributes:
        commit: The commit that is released, whole.
        index: The name of the index that it goes to.
        releases: Each behind the siblings that it needs.
        remarks: What is left out and why, labels without changes, changes without labels.
        unchanged: How many projects have nothing to release.
        versions: Every project's version after the release, which dependents require at least.
        stage_to: The name of the index that it is tried on first; None where it is not.
        profiles: What the configuration says of both indexes, so that a job without the repository can reach them.
        metadata_version: The core metadata of everything that is built: the strictest of these indexes decided.
    """

    commit: str
    index: str
    releases: tuple[PlannedRelease, ...]
    remarks: tuple[Remark, ...]
    unchanged: int
    versions: Mapping[ImportName, Version]
    stage_to: IndexName | None = None
    profiles: Mapping[IndexName, IndexProfile] = field(default_factory=lambda: MappingProxyType({}))
    metadata_version: Version = METADATA_VERSION
