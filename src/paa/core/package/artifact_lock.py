"""The lock of fetched artifacts: `artifacts.lock`, TOML, sorted, one table per file."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from paa.errors import SourceError
from paa.model.artifacts import Pin, Pins
from paa.model.names import ImportName

__all__ = ["LOCK", "read_lock", "render_lock"]

LOCK = "artifacts.lock"
"""Its name in `paa_dir`."""

_HEADER = (
    "# What the addresses of artifacts held when it was accepted.\n"
    "# `paa artifacts lock` adds what is missing, `paa artifacts lock NAME --update` accepts what changed.\n\n"
)
_FORMAT = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_lock(text: str, *, where: str) -> Pins:
    """Read the lock.

    Raises:
        SourceError: It is damaged, or of a later format.
    """
    # At the place of use, as below: most repositories have no lock.
    import tomllib

    hint = "restore it from git; what is in it must not be guessed"
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"the lock of artifacts is no valid TOML: {error}", where=where, hint=hint) from None
    if not document:
        return MappingProxyType({})
    if document.get("format") != _FORMAT:
        hint = "a newer paa may have written it"
        raise SourceError(f"the lock of artifacts must say `format = {_FORMAT}`", where=where, hint=hint)
    try:
        return MappingProxyType(
            {
                ImportName(project): MappingProxyType({name: _pin(entry) for name, entry in entries.items()})
                for project, entries in document.get("artifacts", {}).items()
            }
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        message = "an entry of the lock of artifacts must have `url`, `sha256` and `size`"
        raise SourceError(message, where=where, hint=hint) from None


def _pin(entry: Mapping[str, Any]) -> Pin:
    url, sha256, size = entry["url"], entry["sha256"], entry["size"]
    if not isinstance(url, str) or type(size) is not int or not _SHA256.fullmatch(sha256):
        raise ValueError(entry)
    return Pin(url=url, sha256=sha256, size=size)


def render_lock(pins: Pins) -> str:
    """Write the lock; `read_lock` reads it back."""
    import tomli_w

    tables = {
        project: {
            name: {"url": pin.url, "sha256": pin.sha256, "size": pin.size} for name, pin in sorted(entries.items())
        }
        for project, entries in sorted(pins.items())
        if entries
    }
    return f"{_HEADER}{tomli_w.dumps({'format': _FORMAT, 'artifacts': tables})}"
