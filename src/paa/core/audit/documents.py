"""Read the JSON files below `.paa` in which a team writes down what its gates shall accept."""

import json
from collections.abc import Mapping
from typing import Any

from paa.errors import SourceError

__all__ = ["line_of_key", "read_object"]


def read_object(text: str, *, where: str, hint: str) -> Mapping[str, Any]:
    """Read a JSON object whose keys are all different.

    Args:
        text: The file's.
        where: Its name, for messages.
        hint: What the file should look like.

    Raises:
        SourceError: It is none.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                # Of two entries the last would silently win.
                raise SourceError(f"{name!r} is there twice", where=line_of_key(text, name, where=where), hint=hint)
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise SourceError(f"no valid JSON: {error.msg}", where=f"{where}:{error.lineno}", hint=hint) from None
    except RecursionError:
        raise SourceError("lists or objects are nested too deeply", where=where, hint=hint) from None
    if not isinstance(document, dict):
        raise SourceError("expected a JSON object", where=where, hint=hint)
    return document


def line_of_key(text: str, key: str, *, where: str) -> str:
    """Find the line of a key: `path:line`, or the path where it is written with escapes."""
    for number, line in enumerate(text.splitlines(), start=1):
        if f'"{key}"' in line:
            return f"{where}:{number}"
    return where
