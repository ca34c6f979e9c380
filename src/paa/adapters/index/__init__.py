"""The places that distributions are published to: one Protocol, one module per kind, one registry."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from paa.adapters.index.directory import open_directory
from paa.adapters.index.protocol import Index
from paa.errors import ConfigError
from paa.model.choices import IndexKind
from paa.model.settings import CONFIG, IndexName, IndexProfile

__all__ = ["Index", "is_reachable", "open_index"]

_OPENERS: Mapping[IndexKind, Callable[[IndexName, IndexProfile, Path], Index]] = MappingProxyType(
    {
        IndexKind.DIRECTORY: open_directory,
    }
)


def is_reachable(profile: IndexProfile) -> bool:
    """Tell whether this version of paa can read and write indexes of a kind."""
    return profile.kind in _OPENERS


def open_index(name: IndexName, profile: IndexProfile, root: Path) -> Index:
    """Open an index as the configuration describes it; nothing is read yet.

    Args:
        name: What the configuration calls it.
        profile: What it says of it.
        root: The root of the repository, which paths are relative to.

    Raises:
        ConfigError: This version of paa cannot reach an index of that kind.
    """
    if profile.kind not in _OPENERS:
        raise ConfigError(
            f"the index {name!r} is of the kind {profile.kind}, which this version of paa cannot reach",
            where=CONFIG,
            hint=f"publish to an index of the kind {' or '.join(_OPENERS)}",
        )
    return _OPENERS[profile.kind](name, profile, root)
