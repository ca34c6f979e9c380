"""Read and write durations the way people do: `1h 30m`.

Time-outs, retention periods and estimates are written by people, in configuration files, on command lines
and in tickets. `datetime.timedelta` reads none of them and prints `2 days, 0:00:00`. This module does
both directions, exactly to the microsecond, and what it writes it reads back as the same duration.

## Read

```python
>>> from duration_text import parse_duration
>>> parse_duration("1h 30m")
datetime.timedelta(seconds=5400)
>>> parse_duration("2 days, 4.5 hours").total_seconds()
189000.0
>>> parse_duration("-250ms").total_seconds()
-0.25

```

Units are weeks, days, hours, minutes, seconds, milliseconds and microseconds, long or short, in any order
but each only once. Months and years are refused, because they have no fixed length, and so is a bare
number, because nobody knows its unit.

## Write

```python
>>> from datetime import timedelta
>>> from duration_text import format_duration
>>> format_duration(timedelta(seconds=93784))
'1d 2h 3m 4s'
>>> format_duration(timedelta(seconds=93784), parts=2)
'1d 2h'
>>> format_duration(timedelta(minutes=61), long=True)
'1 hour 1 minute'

```

`parts` keeps the largest units and rounds to the last of them, so that 59 minutes and 59 seconds with
`parts=1` are `1h`.

## More

`datetime.timedelta`, which this reads and writes, is explained in
[the manual of Python](https://docs.python.org/3/library/datetime.html#timedelta-objects).
"""

import re
from datetime import timedelta
from fractions import Fraction

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["duration", "timedelta", "parse", "format", "human-readable"],
    "classifiers": ["Topic :: Text Processing", "Typing :: Typed"],
}

__all__ = ["format_duration", "parse_duration"]

# Short name, long name, other spellings, microseconds; the largest first.
_UNITS: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("w", "week", (), 604_800_000_000),
    ("d", "day", (), 86_400_000_000),
    ("h", "hour", ("hr", "hrs"), 3_600_000_000),
    ("m", "minute", ("min", "mins"), 60_000_000),
    ("s", "second", ("sec", "secs"), 1_000_000),
    ("ms", "millisecond", ("msec", "msecs"), 1_000),
    ("us", "microsecond", ("usec", "usecs", "µs", "μs"), 1),
)
_SPELLINGS = {
    spelling: (long, size)
    for short, long, others, size in _UNITS
    for spelling in (short, long, f"{long}s", *others)
}
_CALENDAR_UNITS = frozenset({"mo", "month", "months", "y", "yr", "yrs", "year", "years"})
_MINUS = ("-", "\N{MINUS SIGN}")
_PART = re.compile(
    r"(?P<number>[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})\s*"  # 1, 1.5 or .5
    r"(?P<unit>[^\W\d_]+)?\s*,?\s*"
)


def parse_duration(text: str) -> timedelta:
    """Read a duration such as `1h 30m`, `2 days, 4.5 hours` or `-250ms`; a sign holds for the whole text.

    Raises:
        ValueError: The text is no duration, names a unit twice or not at all, or is too long.
    """
    rest = text.strip()
    sign = -1 if rest.startswith(_MINUS) else 1
    if rest.startswith((*_MINUS, "+")):
        rest = rest[1:].lstrip()
    if not rest or rest.endswith(","):
        raise ValueError(_message(text, "a number with a unit is missing"))
    total = Fraction()
    seen: set[str] = set()
    while rest:
        match = _PART.match(rest)
        if match is None:
            raise ValueError(_message(text, f"{rest!r} does not start with a number"))
        unit, size = _unit(text, match["number"], match["unit"])
        if unit in seen:
            raise ValueError(_message(text, f"{unit}s are given twice"))
        seen.add(unit)
        total += Fraction(match["number"]) * size
        rest = rest[match.end() :]
    try:
        return timedelta(microseconds=sign * round(total))
    except OverflowError:
        raise ValueError(_message(text, "it is too long")) from None


def format_duration(duration: timedelta, *, parts: int | None = None, long: bool = False) -> str:
    """Write a duration in its largest units, weeks excepted, such as `1d 2h 3m 4s`.

    Args:
        duration: What to write; zero is written in seconds.
        parts: The greatest number of units to write; the last of them is rounded, half to even.
        long: Whether to write `1 hour 30 minutes` instead of `1h 30m`.

    Raises:
        ValueError: `parts` is less than one.
    """
    if parts is not None and parts < 1:
        message = f"parts must be at least 1, not {parts}"
        raise ValueError(message)
    microseconds = duration // timedelta(microseconds=1)
    magnitude = abs(microseconds)
    if parts is not None:
        magnitude = _round(magnitude, parts)
    words: list[str] = []
    for short, name, _, size in _UNITS[1:]:
        count, magnitude = divmod(magnitude, size)
        if count:
            words.append(f"{count} {name}{'s' if count > 1 else ''}" if long else f"{count}{short}")
    if not words:
        return "0 seconds" if long else "0s"
    return ("-" if microseconds < 0 else "") + " ".join(words)


def _unit(text: str, number: str, spelling: str | None) -> tuple[str, int]:
    """Return the long name and the microseconds of a unit as it was spelt."""
    if spelling is None:
        raise ValueError(_message(text, f"{number} has no unit; write {number}s for seconds"))
    # Units may be capitalised, except that M alone is ambiguous with months in other notations.
    found = _SPELLINGS.get(spelling if spelling == "M" else spelling.lower())
    if found is not None:
        return found
    if spelling == "M" or spelling.lower() in _CALENDAR_UNITS:
        raise ValueError(_message(text, f"{spelling!r} has no fixed length; use days, or m for minutes"))
    raise ValueError(_message(text, f"{spelling!r} is no unit; known are w, d, h, m, s, ms and us"))


def _round(microseconds: int, parts: int) -> int:
    """Round to the last of so many units, counted from the largest that is not zero."""
    sizes = [size for *_, size in _UNITS[1:]]
    first = next((place for place, size in enumerate(sizes) if microseconds >= size), len(sizes) - 1)
    size = sizes[min(first + parts, len(sizes)) - 1]
    return round(Fraction(microseconds, size)) * size


def _message(text: str, reason: str) -> str:
    return f"cannot read the duration {text!r}: {reason}"
