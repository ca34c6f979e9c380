"""Plan meetings across time zones: who sits where at which hour, and which hours everybody shares.

Adding hours to a clock goes wrong twice a year, and in zones that differ by half an hour. This module
takes an instant and tells the local time of each place, with the change of the day, or searches a day for
the hours in which everybody is at work.

## What time is it there?

```python
>>> from datetime import datetime, timedelta
>>> from zoneinfo import ZoneInfo
>>> from meeting_times import format_meeting, shared_hours
>>> start = datetime(2026, 3, 10, 17, 0, tzinfo=ZoneInfo("Europe/Berlin"))
>>> print(format_meeting(start, timedelta(minutes=45), ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
zone              begins  ends   day
----------------  ------  -----  ----------
Europe/Berlin     17:00   17:45  2026-03-10
America/New_York  12:00   12:45  2026-03-10
Asia/Kolkata      21:30   22:15  2026-03-10

```

## When is everybody at work?

```python
>>> from datetime import date, timezone
>>> for begins, ends in shared_hours(date(2026, 3, 10), ["Europe/Berlin", "America/New_York"]):
...     print(begins.astimezone(timezone.utc).time(), ends - begins)
13:00:00 3:00:00

```

The day is that of the first zone. The result holds a pair for each stretch of time that is shared, since
places on opposite sides of the earth may share an early and a late one, and nothing when there is none.

Zones are those of the IANA database. Operating systems bring it along, except Windows, where the package
`tzdata` is required instead.

## More

The database and its zones are described [by the IANA](https://www.iana.org/time-zones).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from table_text import Style, format_table

# zoneinfo imports the data by itself, when the operating system has none.
#@ tzdata>=2024.1; sys_platform == "win32"

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["meeting", "time zone", "zoneinfo", "calendar", "working hours"],
    "classifiers": ["Topic :: Office/Business :: Scheduling", "Typing :: Typed"],
}

__all__ = ["LocalTime", "format_meeting", "local_times", "shared_hours"]


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A meeting as the people in one zone see it."""

    zone: str
    begins: datetime
    ends: datetime


def local_times(start: datetime, duration: timedelta, zones: Iterable[str]) -> tuple[LocalTime, ...]:
    """Return when a meeting begins and ends in each of the zones.

    Raises:
        ValueError: The start has no time zone, the duration is negative, or a zone is unknown.
    """
    if start.utcoffset() is None:
        message = f"{start.isoformat()} has no time zone; give the start a tzinfo"
        raise ValueError(message)
    if duration < timedelta(0):
        message = f"a meeting cannot last {duration}"
        raise ValueError(message)
    # Arithmetic on local times ignores a change to daylight saving time in between; on UTC it is exact.
    begins = start.astimezone(UTC)
    return tuple(
        LocalTime(name, begins.astimezone(zone), (begins + duration).astimezone(zone))
        for name, zone in _zones(zones)
    )


def format_meeting(
    start: datetime, duration: timedelta, zones: Iterable[str], *, style: Style = "plain"
) -> str:
    """Return a table of `local_times`, as plain text or Markdown.

    Raises:
        ValueError: As in `local_times`.
    """
    rows = [
        (local.zone, f"{local.begins:%H:%M}", f"{local.ends:%H:%M}", local.begins.date().isoformat())
        for local in local_times(start, duration, zones)
    ]
    return format_table(rows, headers=("zone", "begins", "ends", "day"), style=style)


def shared_hours(
    day: date, zones: Sequence[str], *, opens: time = time(9), closes: time = time(17)
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the stretches of a day of the first zone in which all zones are between opening and closing.

    Args:
        day: A calendar day in the first zone.
        zones: IANA names; the results are in the first of them.
        opens: When work begins everywhere, in local time.
        closes: When work ends everywhere, in local time; not before it opens.

    Raises:
        ValueError: There are no zones, one is unknown, or work ends before it begins.
    """
    if not zones:
        message = "at least one zone is needed"
        raise ValueError(message)
    if closes <= opens:
        message = f"work cannot begin at {opens:%H:%M} and end at {closes:%H:%M} of the same day"
        raise ValueError(message)
    first, *others = (zone for _, zone in _zones(zones))
    shared = [_hours(day, first, opens, closes)]
    for zone in others:
        # Zones lie up to 26 hours apart, so that a day of one may touch the next but one of another.
        there = [_hours(day + timedelta(days=shift), zone, opens, closes) for shift in range(-2, 3)]
        overlaps = [(max(left[0], right[0]), min(left[1], right[1])) for left in shared for right in there]
        shared = [(begins, ends) for begins, ends in overlaps if begins < ends]
    return tuple((begins.astimezone(first), ends.astimezone(first)) for begins, ends in sorted(shared))


def _zones(names: Iterable[str]) -> list[tuple[str, ZoneInfo]]:
    """Look all of the zones up and name all that are unknown."""
    found: list[tuple[str, ZoneInfo]] = []
    unknown: list[str] = []
    for name in names:
        try:
            found.append((name, ZoneInfo(name)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # ValueError is for absolute paths, OSError for the name of a directory such as Europe.
            unknown.append(name)
    if unknown:
        message = f"unknown time zones: {', '.join(map(repr, unknown))}; names look like 'Europe/Berlin'"
        raise ValueError(message)
    return found


def _hours(day: date, zone: ZoneInfo, opens: time, closes: time) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, opens, tzinfo=zone)
    ends = datetime.combine(day, closes, tzinfo=zone)
    return begins.astimezone(UTC), ends.astimezone(UTC)
