"""Which version a project gets."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from paa.errors import SourceError
from paa.model.choices import RequirementVersions
from paa.model.history import Bump, Decision

__all__ = [
    "Numbering",
    "asked_versions",
    "bump",
    "choose",
    "development_version",
    "drafts",
    "next_version",
    "parse_version",
]


def parse_version(text: str, *, where: str) -> Version:
    """Parse a version (PEP 440).

    Raises:
        SourceError: It is none.
    """
    try:
        return Version(text)
    except InvalidVersion:
        raise SourceError(f"{text!r} is no version", where=where, hint="write it as in 1.2.3 (PEP 440)") from None


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the versions of a repository follow each other.

    Attributes:
        base: What the first release counts from.
        day: The day of the commit, where versions are those of a calendar; None where they count the size of changes.
    """

    base: Version
    day: date | None = None


def bump(version: Version, size: Bump) -> Version:
    """Let one of the three parts of a version grow, and begin those behind it again.

    A pre-release is followed by what it was a candidate for, if that is as large as the change: 1.1.0rc2 → 1.1.0, but
    2.0.0 for a major change. The epoch stays; a fourth part and what marks post- and local versions goes. So the result
    is always higher, and final. Before 1.0.0 the parts mean the same: a major bump of 0.4.2 is 1.0.0.
    """
    major, minor, patch = (*version.release, 0, 0, 0)[:3]
    grown = {
        Bump.MAJOR: (major + 1, 0, 0),
        Bump.MINOR: (major, minor + 1, 0),
        Bump.PATCH: (major, minor, patch + 1),
    }[size]
    announced = {Bump.MAJOR: not (minor or patch), Bump.MINOR: not patch, Bump.PATCH: True}[size]
    final = _final(version, (major, minor, patch))
    return final if version.is_prerelease and announced and final > version else _final(version, grown)


def _final(version: Version, parts: tuple[int, int, int]) -> Version:
    """Give a version with other parts, in the same epoch."""
    return Version(f"{version.epoch}!{'.'.join(map(str, parts))}")


def next_version(
    *, explicit: Version | None, recorded: Version | None, numbering: Numbering, where: str, size: Bump = Bump.PATCH
) -> Version:
    """Decide the version that the project would be released as next.

    Args:
        explicit: What the module's metadata says; it stays there after its release, and then counts no more.
        recorded: The version of its last release, None before the first.
        numbering: How versions follow each other.
        where: The project, for messages.
        size: The part that grows; a calendar does not ask.

    Raises:
        SourceError: The last version is above those of the calendar.
    """
    if explicit is not None and (recorded is None or explicit > recorded):
        return explicit
    if numbering.day is not None:
        return _of_calendar(recorded, numbering.day, where)
    return bump(numbering.base if recorded is None else recorded, size)


def _of_calendar(last: Version | None, day: date, where: str) -> Version:
    """Give the next version of a month, `2024.5.0`, `2024.5.1`; a later month that was released from already goes on.

    Raises:
        SourceError: The last version is above those of the calendar.
    """
    begin = Version(f"{last.epoch if last else 0}!{day.year}.{day.month}.0")
    if last is None or last < begin:
        return begin
    year, month, number = (*last.release, 0, 0, 0)[:3]
    # A commit may be older than the one that was released last, by its own date.
    if year > day.year + 1 or not 1 <= month <= _MONTHS:
        epoch = f"[{last.epoch + 1}!{day.year}.{day.month}.0]"
        raise SourceError(
            f"the last version, {last}, is above those of the calendar, such as {begin}",
            where=where,
            hint=f"`versioning: semver` goes on from it; a commit with {epoch} behind the label begins to count anew",
        )
    final = _final(last, (year, month, number))
    return final if final > last else _final(last, (year, month, number + 1))


_MONTHS = 12


def drafts(there: Iterable[Version], *, last: Version | None, asked: Collection[Version | None]) -> frozenset[Version]:
    """Choose the development versions that an index has and nobody recorded: they are taken, and nothing follows them.

    Args:
        there: What the index has.
        last: The last version that is recorded.
        asked: The versions that commits or metadata ask for: such a one is a release.
    """
    return frozenset(
        each for each in there if each.is_devrelease and each not in asked and (last is None or each > last)
    )


def choose(
    decision: Decision,
    taken: Collection[Version],
    *,
    declared: Version | None,
    numbering: Numbering,
    where: str,
    passed: Collection[Version] = (),
) -> Version:
    """Decide the version of a release: what commits ask for, else what the module declares, else the next one.

    Args:
        decision: What the commits say.
        taken: Every version that the index (yanked, deleted and pre-releases, too), the tags or the ledger know.
        declared: What the module's metadata says.
        numbering: How versions follow each other.
        where: The project, for messages.
        passed: Those of the taken ones that the next one need not be above: `drafts`.

    Raises:
        SourceError: The commits ask for a version that is taken, or that is not higher than the last.
    """
    last = max((each for each in taken if each not in passed), default=None)
    wanted = decision.version
    if wanted is not None and wanted not in taken and (last is None or wanted > last):
        return wanted
    free = declared if declared not in taken else None
    following = next_version(explicit=free, recorded=last, numbering=numbering, where=where, size=decision.bump)
    if wanted is None:
        return following
    asked = f"commits ask for version {wanted} by `{decision.rule}`"
    problem = "which is taken" if wanted in taken else f"which is lower than the last one, {last}"
    # The message of a commit cannot be mended, but the highest version that messages ask for wins.
    hint = f"commit again with a version above {last or wanted} behind the label, such as [{following}]"
    raise SourceError(f"{asked}, {problem}", where=where, hint=hint)


def development_version(version: Version, number: int = 0, *, last: Version | None = None) -> Version:
    """Give the version of a copy that is no release: older than the release that it will become, newer than the last.

    Args:
        version: What the next release would be.
        number: Tells copies of the same release apart, and puts them in order.
        last: The last release; a pre-release of the next one is above all its development versions.
    """
    if version.is_devrelease:
        return version
    draft = Version(f"{version.public}.dev{number}")
    goes_on = last is not None and last.is_devrelease and last.release == version.release
    if last is None or (draft > last and not goes_on):
        return draft
    parts = ".".join(map(str, last.release))
    if last.dev is not None or last.pre is None:
        return Version(f"{last.public.partition('.dev')[0]}.dev{(last.dev or 0) + (number or 1)}")
    letter, count = last.pre
    return Version(f"{last.epoch}!{parts}{letter}{count + 1}.dev{number}")


def asked_versions(policy: RequirementVersions, installed: Version | None) -> SpecifierSet:
    """Decide which versions of an inferred requirement to ask for; all of them where none is installed."""
    if installed is None or policy is RequirementVersions.NONE:
        return SpecifierSet()
    return SpecifierSet(
        {
            RequirementVersions.MINIMUM: f">={installed.public}",
            # One part alone cannot be compatible (PEP 440): ~=5 would be any version from 5 on.
            RequirementVersions.COMPATIBLE: f"~={installed.public}{'.0' if len(installed.release) == 1 else ''}",
            RequirementVersions.PINNED: f"=={installed.public}",
        }[policy]
    )
