"""What every interface answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.serving import Address, ServerSettings, Source
from paa.model.settings import Settings

if TYPE_CHECKING:
    from socket import socket

__all__ = ["Interface", "Server", "Stage"]

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


class Interface(Protocol):
    """A way to use a packaged project, written in a file of the project's name."""

    @property
    def name(self) -> str:
        """What the interface is called, in messages and as an entry point of the group `paa`."""

    @property
    def place(self) -> str:
        """The file in the package."""

    @property
    def extra(self) -> str | None:
        """The extra that owns its requirements; None when they are the project's own."""

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps the files of this interface."""

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:
        """Give the console scripts that the file brings: name → `package.module:object`.

        Raises:
            SourceError: The file lacks the object that makes it this interface.
        """

    @property
    def server(self) -> "Server[Any] | None":
        """What serves it; None when it is no server. Each one knows the type of its own settings."""
