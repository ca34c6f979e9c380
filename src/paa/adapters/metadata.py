"""The metadata of installed distributions, which may be torn or damaged: what cannot be read is not there."""

import csv
from collections.abc import Sequence
from email.message import Message
from importlib.metadata import Distribution, PackagePath
from types import MappingProxyType

from paa.model.installed import StatedMetadata

__all__ = ["headers", "listed_files", "read_part", "stated_metadata"]


def read_part(distribution: Distribution, name: str) -> str:
    """Read a file of the metadata; empty where there is none, and where it is no text."""
    try:
        return distribution.read_text(name) or ""
    except (OSError, UnicodeDecodeError):
        return ""


def headers(distribution: Distribution) -> Message:
    """Parse the head of the core metadata; without any header where an installation was interrupted."""
    from email.parser import HeaderParser

    # An old `.egg-info` is a file, not a folder of files.
    texts = (read_part(distribution, name) for name in ("METADATA", "PKG-INFO", ""))
    return HeaderParser().parsestr(next(filter(None, texts), ""))


def listed_files(distribution: Distribution) -> Sequence[PackagePath] | None:
    """Give the files that a distribution says it has; None where nobody knows."""
    try:
        return distribution.files
    except (OSError, ValueError, TypeError, csv.Error):  # A line has other columns, or it is no text at all.
        return None


def stated_metadata(text: str | bytes) -> StatedMetadata | None:
    """Parse core metadata; None where it names no release."""
    from packaging.metadata import parse_email

    raw, _ = parse_email(text)
    if "name" not in raw or "version" not in raw:
        return None
    return StatedMetadata(
        name=raw["name"],
        version=raw["version"],
        summary=raw.get("summary", ""),
        description=raw.get("description", ""),
        description_type=raw.get("description_content_type", ""),
        requires_python=raw.get("requires_python", ""),
        license_expression=raw.get("license_expression", ""),
        license_text=raw.get("license", ""),
        author=raw.get("author", ""),
        author_email=raw.get("author_email", ""),
        keywords=tuple(word.strip() for word in raw.get("keywords", []) if word.strip()),
        classifiers=tuple(raw.get("classifiers", [])),
        urls=MappingProxyType(dict(raw.get("project_urls", {}))),
        requirements=tuple(raw.get("requires_dist", [])),
        extras=tuple(raw.get("provides_extra", [])),
    )
