"""The places that distributions are published to: one Protocol, one module per kind, one registry."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from paa.adapters.index.directory import open_directory
from paa.adapters.index.protocol import Index, Yanker
from paa.adapters.index.remote_pages import LoginNeeded
from paa.adapters.index.server import ServerIndex, open_server
from paa.model.choices import IndexKind
from paa.model.settings import IndexName, IndexProfile

__all__ = ["Index", "LoginNeeded", "ServerIndex", "Yanker", "open_index", "whole_of"]

_OPENERS: Mapping[IndexKind, Callable[[IndexName, IndexProfile, Path], Index]] = MappingProxyType(
    {
        IndexKind.DIRECTORY: open_directory,
        IndexKind.PYPI: open_server,
        IndexKind.TESTPYPI: open_server,
        IndexKind.AZURE: open_server,
        IndexKind.SIMPLE: open_server,
    }
)


def open_index(name: IndexName, profile: IndexProfile, root: Path) -> Index:
    """Open an index as the configuration describes it; nothing is read yet.

    Args:
        name: What the configuration calls it.
        profile: What it says of it.
        root: The root of the repository, which paths are relative to.

    Raises:
        ConfigError: What it says is not enough, or goes wrong together.
    """
    return _OPENERS[profile.kind](name, profile, root)


def whole_of(index: Index) -> Index:
    """Give the index behind a view of it: a version that some other view has is taken, too."""
    return index.whole if isinstance(index, ServerIndex) else index
