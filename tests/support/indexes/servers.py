"""The servers that a session of tests shares."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support.indexes.azure import Azure, running_azure
from tests.support.indexes.devpi import Devpi, running_devpi

__all__ = ["Servers"]


@dataclass(frozen=True)
class Servers:
    """Starts each server when somebody asks for it.

    Attributes:
        folder: Where they keep their files.
        stack: Ends them.
    """

    folder: Path
    stack: ExitStack

    @cached_property
    def devpi(self) -> Devpi:
        """An index with JSON pages."""
        return self.stack.enter_context(running_devpi(self._place("devpi")))

    @cached_property
    def azure(self) -> Azure:
        """Feeds."""
        return self.stack.enter_context(running_azure(self._place("azure")))

    def _place(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir()
        return place
