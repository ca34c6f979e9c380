"""The documentation site of a project, before it is turned into HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath
from typing import TypeAlias

__all__ = ["SITE", "Entry", "Link", "Markup", "Page", "Section", "Site"]

SITE = PurePosixPath("mkdocs/site")
"""The folder of the site in a package."""


class Markup(Enum):
    """What HTML in a page is."""

    TEXT = auto()  # docstrings, commits and metadata are texts, whatever they look like
    CLEANED = auto()  # a README: its elements are shown, without what runs and without pictures from elsewhere
    OWN = auto()  # somebody wrote it as a page of the site


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in Markdown.

    Attributes:
        path: In the site, with the suffix `.md`.
        origin: Where the text comes from, for messages.
        markup: What HTML in it is.
    """

    path: PurePosixPath
    text: str
    origin: str
    markup: Markup = Markup.TEXT


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
