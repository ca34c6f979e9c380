"""The one clock."""

import time
from datetime import UTC, datetime

__all__ = ["now", "stopwatch"]


def now() -> datetime:
    """Tell the time, aware and in UTC."""
    return datetime.now(tz=UTC)


def stopwatch() -> float:
    """Read seconds that no change of the clock disturbs; only differences mean something."""
    return time.monotonic()
