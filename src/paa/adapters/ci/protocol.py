"""What every CI can be told."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, TypeAlias

__all__ = ["CIService", "Level"]

Level: TypeAlias = Literal["error", "warning"]


class CIService(Protocol):
    """Takes what a command has to say; each answer is a line for the log, or nothing where a file took it."""

    def begin(self, title: str) -> str:
        """Begin a group of lines that the log folds."""

    def end(self) -> str:
        """End the group."""

    def annotate(self, level: Level, text: str, *, where: str | None) -> str:
        """Point at a place, where that is a file of the repository.

        Args:
            level: How bad it is.
            text: What there is to say.
            where: `path` or `path:line`, or the name of something else.
        """

    def output(self, name: str, value: str) -> str | None:
        """Hand a value to later steps and jobs.

        Raises:
            BuildError: The file of the CI cannot be written.
        """

    def matrix(self, jobs: Sequence[Mapping[str, object]]) -> str:
        """Write the jobs of a matrix as the CI takes them."""

    def summarise(self, markdown: str) -> str | None:
        """Add to the summary of the run.

        Raises:
            BuildError: The file of the CI cannot be written.
        """

    def mask(self, secret: str) -> str:
        """Let the log hide a secret from now on."""

    def resumption(self) -> str:
        """Say how a run is resumed, in Markdown."""
