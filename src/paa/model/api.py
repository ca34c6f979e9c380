"""What a module offers to those who import it, as its syntax tree says."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

__all__ = ["ApiBreak", "ApiItem", "DocPart", "DocRow", "ItemKind"]


class ItemKind(StrEnum):
    """What a name stands for; the values are what a reader sees."""

    FUNCTION = "function"
    CLASS = "class"
    ATTRIBUTE = "attribute"
    TYPE_ALIAS = "type alias"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocRow:
    """A parameter, an exception, a value and the like, with what a docstring says of it."""

    name: str | None = None
    annotation: str | None = None
    default: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocPart:
    """A section of a docstring.

    Attributes:
        title: None for running text.
        text: Markdown.
        rows: Instead of a text.
    """

    title: str | None = None
    text: str = ""
    rows: tuple[DocRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiItem:
    """A name and what it stands for.

    Attributes:
        path: As it is imported: `package.name`, `package.Class.method`.
        signature: Python source.
        labels: Such as `classmethod`.
    """

    kind: ItemKind
    name: str
    path: str
    signature: str
    labels: tuple[str, ...] = ()
    parts: tuple[DocPart, ...] = ()
    members: tuple["ApiItem", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiBreak:
    """A change after which code that used a package may no longer work.

    Attributes:
        path: What it is about, as it is imported; a parameter stands in parentheses.
        text: What was changed, as it is told.
        file: Where it is defined, inside the package's folder; what is gone, where it was.
        line: In that file; None for what is gone.
    """

    path: str
    text: str
    file: PurePosixPath
    line: int | None
