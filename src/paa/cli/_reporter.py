"""Progress on stderr: for who looks at a terminal, and only when something takes its time."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from paa.adapters.ci.streams import send
from paa.adapters.clock import stopwatch
from paa.cli._ci import annotate, service
from paa.cli._render import plain, styled
from paa.errors import PaaError

__all__ = ["Terminal"]

PATIENCE = 1.0  # seconds before a step is worth a word
BLINK = 0.2  # seconds after which the steps that last are shown anew


class Terminal:
    """Tells a user what a stage does; several threads may tell it something at the same time.

    Args:
        quiet: Keep even warnings to oneself.
        verbose: Tell details and every step.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet = quiet
        self._verbose = verbose and not quiet
        self._service = service()
        self._depth = 0
        self._lock = threading.Lock()
        self._board = _Board()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show a step while it lasts, if it lasts."""
        if self._service is not None and not self._quiet:
            with self._grouped(text):
                yield
            return
        if self._verbose:
            typer.echo(f"{plain(text)} ...", err=True)
        if self._quiet or self._verbose or not sys.stderr.isatty():
            yield
            return
        with self._board.shown(plain(text)):
            yield

    def detail(self, text: str) -> None:
        """Tell a detail to who asked for details."""
        if self._verbose:
            typer.echo(plain(text), err=True)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Tell what the user should know."""
        if self._quiet:
            return
        if annotate("warning", PaaError(plain(text), where=where, hint=hint)):
            return
        place = f"{where}: " if where else ""
        typer.echo(f"{styled('note:', fg='yellow', bold=True)} {plain(place + text)}", err=True)
        if hint:
            typer.echo(f"  {styled('hint:', fg='cyan')} {plain(hint)}", err=True)

    @contextmanager
    def _grouped(self, text: str) -> Iterator[None]:
        """Fold what is said during a step, on a CI; a group within a group would end both."""
        with self._lock:
            self._depth += 1
            is_first = self._depth == 1
        if is_first and self._service is not None:
            send(self._service.begin(plain(text)))
        elif self._verbose:
            typer.echo(f"{plain(text)} ...", err=True)
        started = stopwatch()
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1
                is_last = self._depth == 0
            if is_last and self._service is not None:
                typer.echo(f"{stopwatch() - started:.1f} s", err=True)
                send(self._service.end())


class _Board:
    """Shows the steps that last in one line, for a terminal has only one that can be written again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[str] = []
        self._done = threading.Event()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def shown(self, text: str) -> Iterator[None]:
        """Show a step among the others; the line is gone when the last one ends."""
        with self._lock:
            self._steps.append(text)
            if self._watcher is None:
                self._done.clear()
                self._watcher = threading.Thread(target=self._watch, daemon=True)
                self._watcher.start()
        try:
            yield
        finally:
            with self._lock:
                self._steps.remove(text)
                if not self._steps:
                    self._done.set()
                    self._watcher.join()
                    self._watcher = None

    def _watch(self) -> None:
        """Show a spinner when steps take longer than a second; Rich is loaded only then."""
        if self._done.wait(PATIENCE):
            return
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status(Text(self._line())) as status:
            while not self._done.wait(BLINK):
                status.update(Text(self._line()))

    def _line(self) -> str:
        # A copy: steps come and go while it is written.
        return ", ".join(tuple(self._steps))
