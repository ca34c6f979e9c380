"""Names that were proved to be what they are called."""

import keyword
import re
from typing import NewType

from packaging.utils import InvalidName, NormalizedName, canonicalize_name

from paa.errors import SourceError, UsageError

__all__ = ["ImportName", "NormalizedName", "as_import_name", "as_project_name", "spelled_alike", "suggest_import_name"]

ImportName = NewType("ImportName", str)
"""The name of a module that may go near a path, a matrix and a shell: `^[a-z_][a-z0-9_]*$`, no keyword."""

_IMPORT_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
# Windows opens a device by these names in every folder, whatever extension follows.
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.ASCII)


def as_import_name(text: str, *, where: str) -> ImportName:
    """Prove that a module's file name can be imported.

    Raises:
        SourceError: It cannot, or only on some systems.
    """
    if _IMPORT_NAME.fullmatch(text) and not keyword.iskeyword(text) and not _DEVICE.fullmatch(text):
        return ImportName(text)
    if keyword.iskeyword(text):
        message = f"{text!r} is a keyword of Python and cannot be imported"
    elif _DEVICE.fullmatch(text):
        message = f"{text!r} is a device on Windows, where no file can have this name"
    else:
        message = f"{text!r} is no name for a module: lower-case letters, digits and underscores, no digit first"
    better = suggest_import_name(text)
    raise SourceError(message, where=where, hint=f"rename the file to {better}.py" if better else "rename the file")


def suggest_import_name(text: str) -> str | None:
    """Find a name that a module may have and that resembles one that it may not have."""
    suggestion = re.sub(r"\W", "_", text, flags=re.ASCII).lower()
    if keyword.iskeyword(suggestion) or _DEVICE.fullmatch(suggestion):
        suggestion += "_"
    return suggestion if _IMPORT_NAME.fullmatch(suggestion) else None


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
