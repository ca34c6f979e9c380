"""What every interface answers."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

if TYPE_CHECKING:
    from paa.interfaces.serving import Server

__all__ = ["Interface"]


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

    @property
    def scaffold(self) -> str:
        """The template that a file of this interface starts from."""

    @property
    def trial(self) -> str:
        """The command that uses what is installed; `{name}` in it is the project as a user types it."""

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
