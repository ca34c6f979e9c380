"""Meetings around midnight, around changes of the clock and around the world."""

import doctest
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from meeting_times import LocalTime, format_meeting, local_times, shared_hours

HOUR = timedelta(hours=1)


def _local(local: LocalTime) -> tuple[str, str]:
    return f"{local.begins:%d %H:%M}", f"{local.ends:%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        pytest.param(datetime(2026, 1, 5, 12, tzinfo=UTC), "UTC", ("05 12:00", "05 13:00"), id="no change"),
        pytest.param(datetime(2026, 1, 5, 23, tzinfo=UTC), "Europe/Oslo", ("06 00:00", "06 01:00"), id="next day"),
        pytest.param(datetime(2026, 1, 5, 12, tzinfo=UTC), "Asia/Kathmandu", ("05 17:45", "05 18:45"), id="quarter"),
        pytest.param(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", ("29 01:30", "29 03:30"), id="spring"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", ("25 02:30", "25 02:30"), id="autumn"),
    ],
)
def test_local_times(start: datetime, zone: str, expected: tuple[str, str]) -> None:
    """An hour is an hour, even when the clocks change during it."""
    (local,) = local_times(start, HOUR, [zone])
    assert _local(local) == expected
    assert local.ends.astimezone(UTC) - local.begins.astimezone(UTC) == HOUR


def test_a_local_start_across_the_change_of_the_clock() -> None:
    """The duration is counted in time that passes, not on the clock of the start."""
    start = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert _local(local_times(start, HOUR, ["Europe/Berlin"])[0]) == ("29 01:30", "29 03:30")


@pytest.mark.parametrize(
    ("zones", "stretches"),
    [
        pytest.param(["UTC"], ["09:00-17:00"], id="one zone"),
        pytest.param(["UTC", "UTC"], ["09:00-17:00"], id="twice the same"),
        pytest.param(["Europe/Berlin", "America/New_York"], ["15:00-17:00"], id="an ocean"),
        pytest.param(["Europe/Berlin", "Asia/Kolkata"], ["09:00-12:30"], id="half an hour"),
        pytest.param(["America/Los_Angeles", "Europe/Berlin"], [], id="too far"),
        pytest.param(["Pacific/Auckland", "Pacific/Honolulu"], ["09:00-16:00"], id="across the date line"),
    ],
)
def test_shared_hours(zones: list[str], stretches: list[str]) -> None:
    """The shared hours of a winter's day, in the first zone."""
    found = shared_hours(date(2026, 1, 15), zones)
    assert [f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in found] == stretches
    assert all(begins.date() == date(2026, 1, 15) for begins, _ in found)


def test_two_stretches() -> None:
    """Zones twelve hours apart with long days meet early and late."""
    found = shared_hours(date(2026, 1, 15), ["UTC", "Etc/GMT-12"], opens=time(7), closes=time(21))
    assert [(begins.hour, ends.hour) for begins, ends in found] == [(7, 9), (19, 21)]


def test_the_farthest_zones() -> None:
    """Where zones are 26 hours apart, the day before yesterday still counts."""
    found = shared_hours(date(2026, 1, 15), ["Pacific/Kiritimati", "Etc/GMT+12"], opens=time(0), closes=time(23))
    assert [(begins.hour, ends.hour) for begins, ends in found] == [(0, 1), (2, 23)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("Europe/Atlantis", "'Europe/Atlantis'", id="unknown"),
        pytest.param("Europe", "'Europe'", id="a region"),
        pytest.param("../secret", "'../secret'", id="a path"),
        pytest.param("", "''", id="empty"),
    ],
)
def test_unknown_zones(name: str, message: str) -> None:
    """All unknown zones are named, whatever is wrong with them."""
    with pytest.raises(ValueError, match=r"^unknown time zones: ") as caught:
        local_times(datetime.now(UTC), HOUR, ["UTC", name, "Mars"])
    assert str(caught.value) == f"unknown time zones: {message}, 'Mars'; names look like 'Europe/Berlin'"


def test_refused() -> None:
    """A start without a zone, a negative duration, no zones and a night shift are mistakes."""
    with pytest.raises(ValueError, match="has no time zone"):
        local_times(datetime(2026, 1, 1), HOUR, ["UTC"])  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match=r"^a meeting cannot last -1 day, 23:00:00$"):
        local_times(datetime.now(UTC), -HOUR, ["UTC"])
    with pytest.raises(ValueError, match=r"^at least one zone is needed$"):
        shared_hours(date(2026, 1, 1), [])
    with pytest.raises(ValueError, match=r"^work cannot begin at 22:00 and end at 06:00 of the same day$"):
        shared_hours(date(2026, 1, 1), ["UTC"], opens=time(22), closes=time(6))


def test_markdown() -> None:
    """The table is that of the package table-text, in both of its styles."""
    table = format_meeting(datetime(2026, 1, 5, 12, tzinfo=UTC), HOUR, ["UTC"], style="markdown")
    assert table.splitlines()[-1] == "| UTC  | 12:00  | 13:00 | 2026-01-05 |"


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[shared_hours.__module__]).failed == 0
