"""The metadata of installed distributions, which may be torn or damaged: what cannot be read is not there."""

import csv
from collections.abc import Sequence
from email.message import Message
from importlib.metadata import Distribution, PackagePath

__all__ = ["headers", "listed_files", "read_part"]


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
