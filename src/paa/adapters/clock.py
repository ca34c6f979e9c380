"""The one clock, and the one that others are shown."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

__all__ = ["now", "source_date", "stopwatch"]

_VARIABLE = "SOURCE_DATE_EPOCH"


def now() -> datetime:
    """Tell the time, aware and in UTC."""
    return datetime.now(tz=UTC)


def stopwatch() -> float:
    """Read seconds that no change of the clock disturbs; only differences mean something."""
    return time.monotonic()


@contextmanager
def source_date(epoch: int) -> Iterator[None]:
    """Tell the tools that work in this process another time; they ask its environment (reproducible-builds.org).

    Args:
        epoch: Seconds since 1970.
    """
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(epoch)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
