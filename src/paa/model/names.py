"""Names that were proved to be what they are called."""

import keyword
import re
from typing import NewType

from packaging.utils import InvalidName, NormalizedName, canonicalize_name

from paa.errors import SourceError, UsageError

__all__ = ["ImportName", "NormalizedName", "as_import_name", "as_project_name", "spelled_alike"]

ImportName = NewType("ImportName", str)
"""The name of a module that may go near a path, a matrix and a shell: `^[a-z_][a-z0-9_]*$`, no keyword."""

_IMPORT_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)


def as_import_name(text: str, *, where: str) -> ImportName:
    """Prove that a module's file name can be imported.

    Raises:
        SourceError: It cannot, or only on some systems.
    """
    if _IMPORT_NAME.fullmatch(text) and not keyword.iskeyword(text):
        return ImportName(text)
    suggestion = re.sub(r"\W", "_", text, flags=re.ASCII).lower()
    if keyword.iskeyword(text):
        message, suggestion = f"{text!r} is a keyword of Python and cannot be imported", f"{text}_"
    else:
        message = f"{text!r} is no name for a module: lower-case letters, digits and underscores, no digit first"
    hint = f"rename the file to {suggestion}.py" if _IMPORT_NAME.fullmatch(suggestion) else "rename the file"
    raise SourceError(message, where=where, hint=hint)


def as_project_name(text: str, *, where: str) -> NormalizedName:
    """Prove that a name is valid for a project on an index, and normalise it (PEP 503, PEP 508).

    Raises:
        SourceError: It is not.
    """
    try:
        return canonicalize_name(text, validate=True)
    except InvalidName:
        raise SourceError(
            f"{text!r} is no valid project name",
            where=where,
            hint="use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends",
        ) from None


def spelled_alike(text: str) -> NormalizedName:
    """Fold the spellings that a user may type for one name: `My_Tool`, `my-tool` and `my.tool` are the same.

    Raises:
        UsageError: The text is empty.
    """
    if not text.strip():
        raise UsageError("a name is empty", hint="name a module of the repository")
    return canonicalize_name(text.strip())
