"""Progress on stderr: for who looks at a terminal, and only when something takes its time."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from paa.cli._render import plain, styled

__all__ = ["Terminal"]

PATIENCE = 1.0  # seconds before a step is worth a word


class Terminal:
    """Tells a user what a stage does.

    Args:
        quiet: Keep even warnings to oneself.
        verbose: Tell details and every step.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet = quiet
        self._verbose = verbose and not quiet

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show a step while it lasts, if it lasts."""
        if self._verbose:
            typer.echo(f"{plain(text)} ...", err=True)
        if self._quiet or self._verbose or not sys.stderr.isatty():
            yield
            return
        with _patiently(text):
            yield

    def detail(self, text: str) -> None:
        """Tell a detail to who asked for details."""
        if self._verbose:
            typer.echo(plain(text), err=True)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Tell what the user should know."""
        if self._quiet:
            return
        place = f"{where}: " if where else ""
        typer.echo(f"{styled('note:', fg='yellow', bold=True)} {plain(place + text)}", err=True)
        if hint:
            typer.echo(f"  {styled('hint:', fg='cyan')} {plain(hint)}", err=True)


@contextmanager
def _patiently(text: str) -> Iterator[None]:
    """Show a spinner when the block takes longer than a second; Rich is loaded only then."""
    done = threading.Event()

    def watch() -> None:
        if done.wait(PATIENCE):
            return
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status(Text(plain(text))):
            done.wait()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
