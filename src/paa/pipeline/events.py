"""What a stage tells while it works: it goes to whoever listens, never to a stream."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

__all__ = ["Reporter", "Silence"]


class Reporter(Protocol):
    """Listens to a stage."""

    def step(self, text: str) -> AbstractContextManager[None]:
        """Something begins that may take longer than a second; it ends with the block."""

    def detail(self, text: str) -> None:
        """Something that only who asks for details wants to know."""

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Something that is no failure, and that the user should know."""


class Silence:
    """Listens, and says nothing."""

    def step(self, text: str) -> AbstractContextManager[None]:  # noqa: ARG002 - the Protocol's
        """Let a step pass."""
        return nullcontext()

    def detail(self, text: str) -> None:
        """Let a detail pass."""

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Let a warning pass."""
