"""The one clock, and the one that others are shown."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from paa.model.patience import Patience

__all__ = ["CLOCK", "Clock", "Pauses", "now", "source_date", "stopwatch"]

_VARIABLE = "SOURCE_DATE_EPOCH"
_ONE_TIME = threading.RLock()


def now() -> datetime:
    """Tell the time, aware and in UTC."""
    return datetime.now(tz=UTC)


def stopwatch() -> float:
    """Read seconds that no change of the clock disturbs; only differences mean something."""
    return time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time for who waits, so that a test can let it pass at once.

    Attributes:
        read: Reads seconds, of which only differences mean something.
        sleep: Lets seconds pass.
        luck: Draws a number from 0 to 1, so that those who were sent away together do not come back together.
    """

    read: Callable[[], float] = stopwatch
    sleep: Callable[[float], None] = time.sleep
    luck: Callable[[], float] = random.random


CLOCK = Clock()
"""The real one."""


class Pauses:
    """The pauses between attempts: each twice as long as the one before, by chance up to a half shorter.

    Args:
        patience: How long they may take in all, counted from now.
        clock: The clock.
    """

    def __init__(self, patience: Patience, clock: Clock = CLOCK) -> None:
        self._patience = patience
        self._clock = clock
        self._end = clock.read() + patience.seconds
        self._next = patience.first

    def wait(self, asked: float | None = None) -> bool:
        """Wait for the next attempt, and tell whether there is one; the last one comes when the time is up.

        Args:
            asked: The seconds that the other side asks for; more than are left are not waited for.
        """
        left = self._end - self._clock.read()
        if left <= 0 or (asked or 0) > left:
            return False
        pause = min(self._next, self._patience.longest) * (1 - self._clock.luck() / 2)
        self._next *= 2
        self._clock.sleep(min(max(pause, asked or 0), left))
        return True


@contextmanager
def source_date(epoch: int) -> Iterator[None]:
    """Tell the tools that work in this process another time; they ask its environment (reproducible-builds.org).

    Args:
        epoch: Seconds since 1970.
    """
    # The environment belongs to all threads: what another one builds meanwhile would get our time.
    with _ONE_TIME:
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = str(epoch)
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before
