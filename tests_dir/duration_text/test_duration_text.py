"""Durations that people write, and those that they only think they write."""

import doctest
import sys
from datetime import timedelta

import pytest

from duration_text import format_duration, parse_duration

EXACT = [
    pytest.param("0s", timedelta(0), id="zero"),
    pytest.param("1h 30m", timedelta(minutes=90), id="two units"),
    pytest.param("1h30m", timedelta(minutes=90), id="no space"),
    pytest.param("30m 1h", timedelta(minutes=90), id="any order"),
    pytest.param("1H 30Min", timedelta(minutes=90), id="capitals"),
    pytest.param("2 weeks, 1 day", timedelta(days=15), id="long names and a comma"),
    pytest.param("1.5h", timedelta(minutes=90), id="fraction"),
    pytest.param(".5 hours", timedelta(minutes=30), id="fraction without a zero"),
    pytest.param("0.1s", timedelta(milliseconds=100), id="no binary rounding"),
    pytest.param("3µs", timedelta(microseconds=3), id="micro sign"),
    pytest.param("3μs", timedelta(microseconds=3), id="Greek mu"),
    pytest.param("0.5us", timedelta(0), id="half to even, down"),
    pytest.param("1.5us", timedelta(microseconds=2), id="half to even, up"),
    pytest.param("-1h 30m", timedelta(minutes=-90), id="a sign holds for all"),
    pytest.param("\N{MINUS SIGN}5m", timedelta(minutes=-5), id="typographic minus"),
    pytest.param("+ 5m", timedelta(minutes=5), id="plus"),
    pytest.param("  5\tm\n", timedelta(minutes=5), id="any blanks"),
]

WRONG = [
    pytest.param("", "a number with a unit is missing", id="empty"),
    pytest.param("-", "a number with a unit is missing", id="only a sign"),
    pytest.param("5m,", "a number with a unit is missing", id="trailing comma"),
    pytest.param("90", "90 has no unit; write 90s for seconds", id="no unit"),
    pytest.param("1:30h", "1 has no unit; write 1s for seconds", id="clock"),
    pytest.param("1h 2 hours", "hours are given twice", id="unit twice"),
    pytest.param("h", "'h' does not start with a number", id="no number"),
    pytest.param("1h -5m", "'-5m' does not start with a number", id="second sign"),
    pytest.param("1h,,5m", "',5m' does not start with a number", id="two commas"),
    pytest.param("3 months", "'months' has no fixed length; use days, or m for minutes", id="months"),
    pytest.param("3M", "'M' has no fixed length; use days, or m for minutes", id="ambiguous M"),
    pytest.param("3 parsecs", "'parsecs' is no unit; known are w, d, h, m, s, ms and us", id="unknown unit"),
    pytest.param("٣s", "'٣s' does not start with a number", id="other digits"),
    pytest.param("99999999999w", "it is too long", id="overflow"),
]


@pytest.mark.parametrize(("text", "duration"), EXACT)
def test_parse(text: str, duration: timedelta) -> None:
    """Every notation gives the exact duration."""
    assert parse_duration(text) == duration


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_parse_refuses(text: str, reason: str) -> None:
    """What is no duration is refused with the text and the reason."""
    with pytest.raises(ValueError, match="cannot read the duration") as caught:
        parse_duration(text)
    assert str(caught.value) == f"cannot read the duration {text!r}: {reason}"


@pytest.mark.parametrize(
    ("duration", "parts", "text"),
    [
        pytest.param(timedelta(0), None, "0s", id="zero"),
        pytest.param(timedelta(days=10), None, "10d", id="no weeks"),
        pytest.param(timedelta(seconds=93784), None, "1d 2h 3m 4s", id="four units"),
        pytest.param(timedelta(hours=1, microseconds=1), None, "1h 1us", id="a gap"),
        pytest.param(timedelta(minutes=-90), None, "-1h 30m", id="negative"),
        pytest.param(timedelta(seconds=93784), 2, "1d 2h", id="two parts"),
        pytest.param(timedelta(minutes=59, seconds=59), 1, "1h", id="rounding carries"),
        pytest.param(timedelta(hours=1, seconds=1), 2, "1h", id="a part that is zero"),
        pytest.param(timedelta(minutes=-59, seconds=-59), 1, "-1h", id="rounding a negative"),
        pytest.param(timedelta(microseconds=7), 5, "7us", id="more parts than units"),
    ],
)
def test_format(duration: timedelta, parts: int | None, text: str) -> None:
    """The largest units come first, and the last of them is rounded."""
    assert format_duration(duration, parts=parts) == text


def test_long_names_agree_with_their_number() -> None:
    """One is singular, everything else is plural."""
    assert format_duration(timedelta(hours=1, minutes=2), long=True) == "1 hour 2 minutes"
    assert format_duration(timedelta(0), long=True) == "0 seconds"


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("duration", [timedelta.max, timedelta.min, timedelta.resolution, timedelta(-1, 1, 1)])
def test_what_is_written_is_read_back(duration: timedelta, long: bool) -> None:
    """Both directions agree, up to the ends of the range."""
    assert parse_duration(format_duration(duration, long=long)) == duration


def test_parts_must_be_positive() -> None:
    """No parts at all is a mistake of the caller."""
    with pytest.raises(ValueError, match=r"^parts must be at least 1, not 0$"):
        format_duration(timedelta(1), parts=0)


def test_examples() -> None:
    """The examples of the documentation are true."""
    module = sys.modules[parse_duration.__module__]
    assert doctest.testmod(module).failed == 0
