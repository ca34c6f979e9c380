"""Data files that the repository only names by their addresses, and what is known of their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from paa.model.names import ImportName

__all__ = ["ARTIFACTS", "LINK_SUFFIX", "LinkedFile", "Pin", "PinState", "Pins"]

ARTIFACTS = PurePosixPath("artifacts")
"""The folder of the data files in a package."""

LINK_SUFFIX = ".link"
"""How the name of a file ends that holds the address of a data file."""


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A data file that is fetched when its package is built.

    Attributes:
        name: Its path below `artifacts/`, in the package and in the lock.
        url: Where it is.
        where: What names the address: a file `*.link`, or a line of the metadata.
    """

    name: str
    url: str
    where: str

    @property
    def destination(self) -> PurePosixPath:
        """Where it goes inside the package."""
        return ARTIFACTS / self.name

    @property
    def link(self) -> PurePosixPath:
        """Where the address goes inside the package: whoever installs it can see where the file came from."""
        return ARTIFACTS / f"{self.name}{LINK_SUFFIX}"


@dataclass(frozen=True, slots=True)
class Pin:
    """What an address held when its content was accepted.

    Attributes:
        sha256: In hexadecimal.
        size: In bytes.
    """

    url: str
    sha256: str
    size: int


Pins: TypeAlias = Mapping[ImportName, Mapping[str, Pin]]
"""Project → name of the file → pin: the content of `artifacts.lock`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinState:
    """What became of one entry of the lock.

    Attributes:
        state: `kept`, `added`, `updated` or `removed`.
        pin: What the lock says now; of an entry that was removed, what it said.
    """

    import_name: ImportName
    name: str
    state: str
    pin: Pin
