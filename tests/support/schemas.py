"""The published schema of SARIF, as the distribution `schemastore` carries it: nothing is downloaded by a test."""

import json
import pickletools
import sqlite3
from contextlib import closing
from importlib.metadata import distribution
from typing import Any

__all__ = ["sarif_schema"]

_STORE = "schemastore/cache.sqlite"
_PLACE = b"Schemata/sarif-schema-2.1.0.json"  # in the repository of the standard, whose copy says where it is from


def sarif_schema() -> dict[str, Any]:
    """Give the JSON Schema of SARIF 2.1.0 by its committee.

    Raises:
        AssertionError: The store does not have it.
    """
    store = distribution("schemastore").locate_file(_STORE)
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        rows = [row for (row,) in connection.execute("SELECT value FROM responses") if _PLACE in row]
    assert len(rows) == 1, f"{len(rows)} schemas are from {_PLACE.decode()}"
    schema: dict[str, Any] = json.loads(_content(rows[0]))
    return schema


def _content(answer: bytes) -> bytes:
    """Take the body out of a pickled answer; nothing is unpickled, which would run what it says."""
    values = (value for _, value, _ in pickletools.genops(answer) if isinstance(value, bytes))
    return next(value for value in values if value.lstrip().startswith(b"{"))
