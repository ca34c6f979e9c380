"""Standard output and standard error on a CI, where some lines of a log are commands.

Ours go past the guard; whatever else is printed is broken if it looks like one.
"""

import os
import sys
from io import TextIOBase
from typing import TYPE_CHECKING, TextIO

from paa.core.ci.log_commands import neutralised
from paa.errors import PaaError

if TYPE_CHECKING:
    from paa.adapters.ci import CIService

__all__ = ["annotation", "command", "guard_streams", "hand_over", "service", "summarise"]


class _Guarded(TextIOBase):
    """A stream of text in which nothing is a log command, but what is written as one."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream behind it."""
        return self._stream.encoding

    def isatty(self) -> bool:
        """Tell whether somebody looks at it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Name the stream for child processes."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Write a text."""
        self._stream.write(neutralised(text))
        return len(text)

    def write_command(self, line: str) -> None:
        """Write a line that the CI shall obey."""
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def flush(self) -> None:
        """Hand on what was written."""
        self._stream.flush()


def service() -> "CIService | None":
    """Find the CI that this process runs on."""
    if "GITHUB_ACTIONS" not in os.environ and "TF_BUILD" not in os.environ:
        return None
    from paa.adapters.ci import find_service

    return find_service(os.environ)


def guard_streams() -> None:
    """Let nothing that is printed from now on be a log command, if this is a CI."""
    if service() is not None:
        sys.stdout, sys.stderr = _Guarded(sys.stdout), _Guarded(sys.stderr)


def command(line: str | None, *, err: bool = True) -> None:
    """Print a line that the CI shall obey."""
    stream = sys.stderr if err else sys.stdout
    if line is not None and isinstance(stream, _Guarded):
        stream.write_command(line)


def annotation(level: str, problem: PaaError) -> str | None:
    """Write a problem as the CI's own annotation; None where there is no CI."""
    here = service()
    if here is None:
        return None
    place = f"{problem.where}: " if problem.where else ""
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    said = f"{place}{problem.message}{hint}"
    return here.annotate("error" if level == "error" else "warning", said, where=problem.where)


def hand_over(name: str, value: str) -> bool:
    """Hand a value to later steps and jobs; False where there is no CI."""
    here = service()
    if here is None:
        return False
    command(here.output(name, value), err=False)
    return True


def summarise(markdown: str) -> None:
    """Add to the summary of the run, if this is one."""
    here = service()
    if here is not None:
        command(here.summarise(markdown), err=False)
