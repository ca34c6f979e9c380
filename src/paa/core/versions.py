"""Which version a project gets."""

from packaging.version import InvalidVersion, Version

from paa.errors import SourceError

__all__ = ["bump_patch", "development_version", "next_version", "parse_version"]


def parse_version(text: str, *, where: str) -> Version:
    """Parse a version (PEP 440).

    Raises:
        SourceError: It is none.
    """
    try:
        return Version(text)
    except InvalidVersion:
        raise SourceError(f"{text!r} is no version", where=where, hint="write it as in 1.2.3 (PEP 440)") from None


def bump_patch(version: Version) -> Version:
    """Give the next patch version: the third part of the release grows by one."""
    major, minor, patch = (*version.release, 0, 0, 0)[:3]
    return Version(f"{version.epoch}!{major}.{minor}.{patch + 1}")


def next_version(*, explicit: Version | None, recorded: Version | None, base: Version) -> Version:
    """Decide the version that the project would be released as next.

    Args:
        explicit: What the module's metadata says.
        recorded: The version of its last release, None before the first.
        base: What the first release counts from.
    """
    if explicit is not None and (recorded is None or explicit > recorded):
        return explicit
    return bump_patch(base if recorded is None else recorded)


def development_version(version: Version) -> Version:
    """Give the version of a copy that was installed for development: older than the release, newer than the last."""
    return Version(f"{version.public}.dev0") if not version.is_devrelease else version
