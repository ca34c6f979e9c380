"""What everything that serves an interface answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from paa.model.serving import Address, ServerSettings, Source

if TYPE_CHECKING:
    from socket import socket

__all__ = ["Server", "Stage"]

_Settings_contra = TypeVar("_Settings_contra", bound=ServerSettings, contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a server is given to stand on.

    Attributes:
        listener: The port, bound already; None where there is none.
        url: The address of that port.
        folder: A private folder that is removed afterwards.
        docs: Folders of static pages to serve as well.
        announce: Tells where things are served, once it is certain.
    """

    listener: "socket | None"
    url: str
    folder: Path
    docs: tuple[Path, ...]
    announce: Callable[[Sequence[Address]], None]


class Server(Protocol[_Settings_contra]):
    """Serves an interface of installed packages and of files, until it is told to stop."""

    @property
    def config(self) -> str:
        """The name of its configuration file, which is the name of the scaffold of one, too."""

    @property
    def settings(self) -> type[ServerSettings]:
        """What that file decides."""

    @property
    def most(self) -> int | None:
        """How many sources it can serve at a time; None when that does not matter."""

    def serve(self, sources: Sequence[Source], settings: _Settings_contra, stage: Stage) -> None:
        """Serve, and return when SIGTERM or Ctrl-C asked for it.

        Raises:
            UsageError: The framework is not installed, or the sources do not go together.
            SourceError: A source lacks the object that is to be served.
        """
