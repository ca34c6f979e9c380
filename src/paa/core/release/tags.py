"""What git remembers of a release: the name and message of its tag, the message of the commit that records it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from packaging.version import InvalidVersion, Version

from paa.model.history import Tag

__all__ = [
    "PATTERN",
    "built_from",
    "is_tag_name",
    "last_tags",
    "parse_tag",
    "record_message",
    "tag_message",
    "tag_name",
    "tagged_project",
    "tagged_versions",
]

PATTERN = "refs/tags/v*_*"
"""What git finds every tag of a release with, and some others."""

_NAME = re.compile(r"v(?P<version>[^_]+)_(?P<name>\w+)")
_DIGEST = re.compile(r"^paa-digest: (?P<digest>\S+)$", re.MULTILINE)
_BUILT = re.compile(r"^Built from (?P<commit>[0-9a-f]{40,64})\.", re.MULTILINE)


def tag_name(import_name: str, version: Version) -> str:
    """Name the tag of a release."""
    return f"v{version}_{import_name}"


def is_tag_name(name: str) -> bool:
    """Tell whether a tag is called as those of releases are."""
    return _NAME.fullmatch(name) is not None


def tag_message(import_name: str, version: Version, digest: object) -> str:
    """Write the message of a release's tag; its first line is what the predecessor wrote.

    Args:
        import_name: Of the project.
        version: Of the release.
        digest: Of what the project was made from.
    """
    return f"{import_name}=={version}\n\npaa-digest: {digest}"


def parse_tag(name: str, message: str, *, commit: str | None) -> Tag | None:
    """Read an annotated tag, also one that the predecessor made; None when it is no release's.

    Args:
        name: Without `refs/tags/`.
        message: What the tag says.
        commit: The commit that it points at.
    """
    match = _NAME.fullmatch(name)
    # Anybody may call a tag `v2.0_beta`; what makes it a release's is its message.
    if match is None or not message.startswith(f"{match['name']}=="):
        return None
    with suppress(InvalidVersion):
        digest = _DIGEST.search(message)
        return Tag(
            name=name,
            import_name=match["name"],
            version=Version(match["version"]),
            commit=commit,
            digest=digest["digest"] if digest else None,
        )
    return None


def last_tags(tags: Iterable[Tag]) -> Mapping[str, Tag]:
    """Choose each project's tag with the highest version: import name → tag."""
    return MappingProxyType({tag.import_name: tag for tag in sorted(tags, key=lambda tag: tag.version)})


def tagged_versions(tags: Iterable[Tag]) -> Mapping[str, frozenset[Version]]:
    """Collect every version of each project that has a tag: import name → versions."""
    found: dict[str, set[Version]] = {}
    for tag in tags:
        found.setdefault(tag.import_name, set()).add(tag.version)
    return MappingProxyType({name: frozenset(versions) for name, versions in found.items()})


def tagged_project(name: str) -> str | None:
    """Read the import name out of the name of a tag; None when it is not called as those of releases are."""
    match = _NAME.fullmatch(name)
    return match["name"] if match else None


def record_message(released: Sequence[str], commit: str, *, skip: bool = True) -> str:
    """Write the message of the commit that records releases.

    Args:
        released: `my-tool 1.2.3` for each.
        commit: What was built.
        skip: Whether the CI is told to pass over it; GitHub Actions and Azure Pipelines read the same word.
    """
    subject = f"Release {released[0]}" if len(released) == 1 else f"Release {len(released)} projects"
    lines = "\n".join(f"Paa-Release: {each}" for each in released)
    marker = " [skip ci]" if skip else ""
    return f"{subject}\n\nBuilt from {commit}.{marker}\n\n{lines}\n"


def built_from(body: str) -> str | None:
    """Read from the body of such a message which commit was built."""
    match = _BUILT.search(body)
    return match["commit"] if match else None
