"""The assembled files of a package, before it is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from paa.model.spec import PackageSpec

__all__ = ["Pyproject", "SourceTree"]

Pyproject: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTree:
    """What a backend builds from.

    Attributes:
        pyproject: The tables of pyproject.toml.
        files: Path in the tree → its bytes, or the file on disk that is copied; sorted. Without pyproject.toml.
    """

    spec: PackageSpec
    pyproject: Pyproject
    files: Mapping[PurePosixPath, bytes | Path]
