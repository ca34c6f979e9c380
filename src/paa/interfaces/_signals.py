"""The signals by which a server is told to stop."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["calling_on_stop"]


@contextmanager
def calling_on_stop(stop: Callable[[], object]) -> Iterator[None]:
    """Let SIGTERM and Ctrl-C do nothing in this block but call a function."""
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
