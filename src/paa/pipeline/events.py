"""What a stage tells while it works: it goes to whoever listens, never to a stream."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from paa.adapters.clock import stopwatch

__all__ = ["Minutes", "Reporter", "Silence", "Stopwatch"]


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


@dataclass(slots=True)
class Minutes:
    """Listens in another process, and tells the one who waits for it what it heard."""

    heard: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)

    def step(self, text: str) -> AbstractContextManager[None]:
        """Note a step."""
        self.heard.append(("step", text, None, None))
        return nullcontext()

    def detail(self, text: str) -> None:
        """Note a detail."""
        self.heard.append(("detail", text, None, None))

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Note a warning."""
        self.heard.append(("warning", text, where, hint))

    def tell(self, reporter: Reporter) -> None:
        """Tell everything that was noted, in its order."""
        for kind, text, where, hint in self.heard:
            if kind == "warning":
                reporter.warn(text, where=where, hint=hint)
            elif kind == "detail":
                reporter.detail(text)
            else:
                with reporter.step(text):
                    continue


@dataclass(slots=True)
class Stopwatch:
    """Hands on what it hears, and notes how long each step takes.

    Attributes:
        seconds: What a step was called → how long it took.
    """

    listener: Reporter
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Time a step."""
        started = stopwatch()
        with self.listener.step(text):
            yield
        self.seconds[text] = stopwatch() - started

    def detail(self, text: str) -> None:
        """Hand a detail on."""
        self.listener.detail(text)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Hand a warning on."""
        self.listener.warn(text, where=where, hint=hint)
