"""What is remembered in files for the next run; it may be deleted or damaged at any time, and is read anew then."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from paa.adapters.files import write_atomically
from paa.errors import PaaError

__all__ = ["read_cache", "write_cache"]


def read_cache(path: Path) -> object:
    """Read what was remembered; None where that is nothing, or not what was written."""
    try:
        checksum, _, content = path.read_bytes().partition(b"\n")
        return json.loads(content) if checksum == _checksum(content) else None
    except (OSError, ValueError):
        return None


def write_cache(path: Path, document: object) -> None:
    """Remember what JSON can hold; a cache that cannot be written changes no result."""
    content = json.dumps(document, separators=(",", ":")).encode()
    with suppress(PaaError):
        write_atomically(path, _checksum(content) + b"\n" + content)


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
