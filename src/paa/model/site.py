"""The documentation site of a project, before it is turned into HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

__all__ = ["Entry", "Link", "Page", "Section", "Site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in Markdown.

    Attributes:
        path: In the site, with the suffix `.md`.
        origin: Where the text comes from, for messages.
        written: Whether somebody wrote it as a page, and so may use HTML. What comes out of docstrings, commits and
            metadata is text, whatever it looks like.
    """

    path: PurePosixPath
    text: str
    origin: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A page in the navigation.

    Attributes:
        title: None for the page's own first heading.
    """

    path: PurePosixPath
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Pages under a title."""

    title: str
    entries: tuple["Entry", ...]


Entry: TypeAlias = Link | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a site is made from.

    Attributes:
        summary: One line of text.
        files: Everything that is no page, such as images: place in the site → its bytes, or the file on disk.
    """

    name: str
    summary: str
    pages: tuple[Page, ...]
    navigation: tuple[Entry, ...]
    files: Mapping[PurePosixPath, bytes | Path]
