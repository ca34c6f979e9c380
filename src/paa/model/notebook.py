"""An example notebook: its cells, and what was printed and shown below them when it was saved."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Code", "Failure", "Notebook", "Printed", "Prose", "Shown"]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a cell wrote to its streams, without what is for terminals."""

    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that ended a cell; the traceback says its name and message again."""

    name: str
    message: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The forms of one result; each says the same in another media type.

    Attributes:
        texts: Media type, such as `text/html`, → text.
        images: Media type, such as `image/png`, → content.
    """

    texts: Mapping[str, str]
    images: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Prose:
    """A cell of Markdown.

    Attributes:
        number: Its place in the notebook, from 1.
        text: The Markdown.
        attachments: Name → media type → content of the images that it brings along.
    """

    number: int
    text: str
    attachments: Mapping[str, Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Code:
    """A cell of code, and what came of it; `number` is its place in the notebook, from 1."""

    number: int
    text: str
    outputs: tuple[Printed | Failure | Shown, ...]


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells that can be shown, and the language of their code."""

    language: str
    cells: tuple[Prose | Code, ...]
