"""Which version a project gets."""

from collections.abc import Collection

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from paa.errors import SourceError
from paa.model.choices import RequirementVersions
from paa.model.history import Bump, Decision

__all__ = ["asked_versions", "bump", "choose", "development_version", "next_version", "parse_version"]


def parse_version(text: str, *, where: str) -> Version:
    """Parse a version (PEP 440).

    Raises:
        SourceError: It is none.
    """
    try:
        return Version(text)
    except InvalidVersion:
        raise SourceError(f"{text!r} is no version", where=where, hint="write it as in 1.2.3 (PEP 440)") from None


def bump(version: Version, size: Bump) -> Version:
    """Let one of the three parts of a version grow, and begin those behind it again.

    The epoch stays; a fourth part and what marks pre-, post-, development and local versions goes. So the result is
    always higher: 1.0.0rc1 → 1.0.1. Before 1.0.0 the parts mean the same: a major bump of 0.4.2 is 1.0.0.
    """
    major, minor, patch = (*version.release, 0, 0, 0)[:3]
    grown = {
        Bump.MAJOR: (major + 1, 0, 0),
        Bump.MINOR: (major, minor + 1, 0),
        Bump.PATCH: (major, minor, patch + 1),
    }[size]
    return Version(f"{version.epoch}!{'.'.join(map(str, grown))}")


def next_version(
    *, explicit: Version | None, recorded: Version | None, base: Version, size: Bump = Bump.PATCH
) -> Version:
    """Decide the version that the project would be released as next.

    Args:
        explicit: What the module's metadata says; it stays there after its release, and then counts no more.
        recorded: The version of its last release, None before the first.
        base: What the first release counts from.
        size: The part that grows.
    """
    if explicit is not None and (recorded is None or explicit > recorded):
        return explicit
    return bump(base if recorded is None else recorded, size)


def choose(
    decision: Decision, taken: Collection[Version], *, declared: Version | None, base: Version, where: str
) -> Version:
    """Decide the version of a release: what commits ask for, else what the module declares, else the next one.

    Args:
        decision: What the commits say.
        taken: Every version that the index (yanked ones and pre-releases, too), the tags or the ledger know.
        declared: What the module's metadata says.
        base: What the first release counts from.
        where: The project, for messages.

    Raises:
        SourceError: The commits ask for a version that is taken, or that is not higher than the last.
    """
    last = max(taken, default=None)
    following = next_version(explicit=declared, recorded=last, base=base, size=decision.bump)
    if decision.version is None:
        return following
    if last is None or decision.version > last:
        return decision.version
    asked = f"commits ask for version {decision.version} by `{decision.rule}`"
    problem = "which is taken" if decision.version in taken else f"which is lower than the last one, {last}"
    # The message of a commit cannot be mended, but the highest version that messages ask for wins.
    hint = f"commit again with a version above {last} behind the label, such as [{following}]"
    raise SourceError(f"{asked}, {problem}", where=where, hint=hint)


def development_version(version: Version) -> Version:
    """Give the version of a copy that was installed for development: older than the release, newer than the last."""
    return Version(f"{version.public}.dev0") if not version.is_devrelease else version


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
