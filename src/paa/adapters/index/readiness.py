"""Whether an index would let us publish, as far as that can be told without publishing."""

import os
from pathlib import Path

from paa.adapters.index.directory import DirectoryIndex
from paa.adapters.index.protocol import Index
from paa.adapters.index.server import ServerIndex
from paa.errors import IndexFailure

__all__ = ["readiness"]


def readiness(index: Index) -> str:
    """Say what we would log in with, or why no login is needed; whether it is valid, only an upload tells.

    Raises:
        ConfigError: The login that was found cannot be used, or the index can only be read.
        IndexFailure: There is no login, or a folder that cannot be written.
    """
    if isinstance(index, DirectoryIndex):
        return _writable(index.folder)
    if isinstance(index, ServerIndex):
        credentials = index.service().credentials
        return "trusted publishing: the CI vouches for the job" if credentials is None else credentials.origin
    return "nothing is known of this kind of index"


def _writable(folder: Path) -> str:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        hint = "become its owner, or name another folder as the index's `path`"
        raise IndexFailure("the folder of the index cannot be written", where=str(nearest), hint=hint)
    return "a folder that you may write to" if nearest == folder else "a folder that the first release makes"
