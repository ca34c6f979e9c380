"""Standard input and output as a wire that nothing but a protocol uses."""

import io
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO

from paa.interfaces._signals import calling_on_stop

__all__ = ["standard_wire"]

_CHUNK = 1 << 16


@contextmanager
def standard_wire() -> Iterator[None]:
    """Keep the standard streams for whoever asks `sys.stdin.buffer` and `sys.stdout.buffer` for them.

    What is printed meanwhile, by Python or by a child process, goes to standard error; nobody else can read the input.
    SIGTERM and Ctrl-C end the input, as a client does that hangs up, so that the server ends as it would then.
    """
    stdin, stdout = sys.stdin, sys.stdout
    stdout.flush()
    wire_in, wire_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    receiver, sender = os.pipe()
    # A daemon: it may wait for a line that never comes.
    threading.Thread(target=_forward, args=(wire_in, sender), daemon=True).start()
    sys.stdin = io.TextIOWrapper(os.fdopen(receiver, "rb"), encoding="utf-8")
    sys.stdout = _Diverted(os.fdopen(wire_out, "wb"))
    try:
        with calling_on_stop(partial(_close, sender)):
            yield
    finally:
        sys.stdin, sys.stdout = stdin, stdout
        os.close(nothing)


class _Diverted(io.TextIOWrapper):
    """Print to standard error, and hand the real output to who asks for its buffer."""

    def __init__(self, wire: BinaryIO) -> None:
        super().__init__(wire, encoding="utf-8")

    def write(self, text: str, /) -> int:
        """Print."""
        return sys.stderr.write(text)


def _forward(source: int, sink: int) -> None:
    """Copy what comes in, until it ends or nobody wants more."""
    with suppress(OSError):
        while content := os.read(source, _CHUNK):
            os.write(sink, content)
    _close(sink)


def _close(descriptor: int) -> None:
    with suppress(OSError):
        os.close(descriptor)
