"""The one clock."""

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> datetime:
    """Tell the time, aware and in UTC."""
    return datetime.now(tz=UTC)
