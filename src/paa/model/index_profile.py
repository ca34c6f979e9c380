"""What the description of an index must hold, whoever wrote it: the configuration, the file of a feed, a plan."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packaging.version import Version

from paa.model.choices import IndexKind
from paa.model.network import is_guarded
from paa.model.settings import IndexName, IndexProfile, Url

__all__ = ["DefinedIndex", "Flaw", "flaw_of", "profile_document", "read_profile", "split_view"]

# What an index of a kind needs, and what it may have besides.
_FIELDS: Mapping[IndexKind, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        IndexKind.DIRECTORY: (("path",), ()),
        IndexKind.PYPI: ((), ("url", "upload_url", "patience")),
        IndexKind.TESTPYPI: ((), ("url", "upload_url", "patience")),
        IndexKind.AZURE: (("organization", "feed"), ("project", "server", "patience")),
        IndexKind.SIMPLE: (("url",), ("upload_url", "patience")),
    }
)
_OLDEST = Version("2.1")
_EVERY = frozenset({"kind", "metadata_version"})


@dataclass(frozen=True, slots=True)
class DefinedIndex:
    """An index and the place that describes it.

    Attributes:
        where: The file; what is always there is in none.
    """

    name: IndexName
    profile: IndexProfile
    where: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a description cannot be used, and what to do about it."""

    message: str
    hint: str | None = None


def flaw_of(profile: IndexProfile) -> Flaw | None:
    """Tell why an index cannot be reached by what is said of it; None when it can."""
    return next(_flaws(profile), None)


def _flaws(profile: IndexProfile) -> Iterator[Flaw]:
    needed, possible = _FIELDS[profile.kind]
    given = {each.name for each in fields(IndexProfile) if getattr(profile, each.name) is not None} - _EVERY
    if missing := [name for name in needed if name not in given]:
        yield Flaw(f"an index of the kind {profile.kind} needs `{'` and `'.join(missing)}`")
    if strange := sorted(given.difference(needed, possible)):
        yield Flaw(f"an index of the kind {profile.kind} takes no `{'` and no `'.join(strange)}`")
    if "url" in possible and (profile.url is None) != (profile.upload_url is None):
        # What is read in one place and uploaded to another ends up where nobody looks.
        yield Flaw("`url` and `upload_url` go together", "give both, or neither for the index that everybody means")
    if profile.metadata_version is not None and profile.metadata_version < _OLDEST:
        yield Flaw(f"paa writes no metadata as old as {profile.metadata_version}", f"it begins with {_OLDEST}")
    for address in (profile.url, profile.upload_url, profile.server):
        if address is not None and not is_guarded(address):
            yield Flaw(f"{address} would send a password in the clear", "use https; http is for this machine alone")
    if profile.feed is not None and not all(profile.feed.split("@", 1)):
        yield Flaw(f"{profile.feed!r} is no feed", "write `feed`, or `feed@View`")


def profile_document(profile: IndexProfile) -> dict[str, str]:
    """Write a description as what JSON can hold; there is no secret in one."""
    given = {each.name: getattr(profile, each.name) for each in fields(IndexProfile)}
    return {name: str(value) for name, value in given.items() if value is not None}


def read_profile(document: Mapping[str, str]) -> IndexProfile:
    """Read what `profile_document` wrote.

    Raises:
        ValueError: It is no such thing, or no index can be reached by it.
        KeyError: It holds something else, too.
    """
    profile = IndexProfile(**{name: _READERS[name](value) for name, value in document.items()})
    if flaw := flaw_of(profile):
        raise ValueError(flaw.message)
    return profile


_READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "kind": IndexKind,
        "path": Path,
        "url": Url,
        "upload_url": Url,
        "server": Url,
        "organization": str,
        "project": str,
        "feed": str,
        "metadata_version": Version,
        "patience": int,
    }
)


def split_view(feed: str) -> tuple[str, str | None]:
    """Split what is before and behind the `@` of a feed: its name, and the view that is meant."""
    name, _, view = feed.partition("@")
    return name, view or None
