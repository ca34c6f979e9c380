"""Standard output and standard error on a CI, where some lines of a log are commands.

Ours go past the guard; whatever else is printed is broken if it looks like one.
"""

import sys
from collections.abc import Mapping
from io import TextIOBase
from typing import TextIO

from paa.core.release.log_commands import neutralised

__all__ = ["guard_streams", "send"]


class _Guarded(TextIOBase):
    """A stream of text in which nothing is a log command, but what is sent as one."""

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

    def send(self, line: str) -> None:
        """Write a line that the CI shall obey."""
        self._stream.write(f"{line}\n")

    def flush(self) -> None:
        """Hand on what was written."""
        self._stream.flush()


def guard_streams(environment: Mapping[str, str]) -> None:
    """Let nothing that is printed from now on be a log command, if this is a CI."""
    if "GITHUB_ACTIONS" in environment or "TF_BUILD" in environment:
        sys.stdout, sys.stderr = _Guarded(sys.stdout), _Guarded(sys.stderr)


def send(line: str, *, err: bool = True) -> None:
    """Write a line that a CI shall obey; what is not from us in it must be escaped."""
    stream = sys.stderr if err else sys.stdout
    if isinstance(stream, _Guarded):
        stream.send(line)
    else:
        stream.write(f"{line}\n")
    stream.flush()
