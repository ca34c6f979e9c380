"""Releases recorded in the tracking files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.ledger import read_log, read_versions, record_log, record_versions, requirements_text
from paa.errors import PaaError, SourceError
from paa.model.ledger import LogRow

WHERE = "tracking/file"
HEADER = "Timestamp,Package,Version"
NAMES = st.sampled_from(["a", "b", "c_d", "my_module", "z9"])
NUMBERS = st.sampled_from(["0.0.1", "1.2.3", "1.10", "2024", "1.0rc1", "2!1.0", "1.0+local"]).map(Version)
ENTRIES = st.builds(
    "{}:{}{}{}{}".format,
    NAMES,
    st.sampled_from([" ", "   ", "\t"]),
    st.sampled_from(["1.2.3", "'1.2.3'", '"0.0.1"']),
    st.sampled_from(["", "  ", "  # why"]),
    st.sampled_from(["\n", "\r\n"]),
)
LINES = ENTRIES | st.sampled_from(["# comment\n", "\n", "---\r\n", "{}\n", "{} # none\n"])


def record(text: str, **released: str) -> str:
    return record_versions(text, {name: Version(version) for name, version in released.items()}, where=WHERE)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("", "b", "b: 1.0.1\n", id="empty"),
        pytest.param("{}\n", "b", "b: 1.0.1\n", id="placeholder"),
        pytest.param("{}", "b", "b: 1.0.1", id="placeholder-without-line-ending"),
        pytest.param("# all\n{} # none\n", "b", "# all\n# none\nb: 1.0.1\n", id="comments"),
        pytest.param("---\na: 1.0.0\n", "b", "---\na: 1.0.0\nb: 1.0.1\n", id="last"),
        pytest.param("a: 1.0.0", "b", "a: 1.0.0\nb: 1.0.1", id="last-without-line-ending"),
        pytest.param("a: 1.0.0\r\nc: 1.0.0\r\n", "b", "a: 1.0.0\r\nb: 1.0.1\r\nc: 1.0.0\r\n", id="between-crlf"),
        pytest.param("# all\n\nc: 1.0.0\n", "b", "# all\n\nb: 1.0.1\nc: 1.0.0\n", id="first"),
        pytest.param("a: 1.0.0\n# of c\nc: 1.0.0\n", "b", "a: 1.0.0\nb: 1.0.1\n# of c\nc: 1.0.0\n", id="comment-of-c"),
        pytest.param("z: 1.0.0\na: 1.0.0\n", "b", "z: 1.0.0\na: 1.0.0\nb: 1.0.1\n", id="unsorted"),
        pytest.param("b:   '1.0.0'  # x\na:\t1.0\n", "b", "b:   '1.0.1'  # x\na:\t1.0\n", id="spacing"),
        pytest.param("b: 1.0.0\nb: 0.9.0\n", "b", "b: 1.0.1\nb: 1.0.1\n", id="twice"),
        pytest.param("b: 1.0.1.0\n", "b", "b: 1.0.1.0\n", id="the-same"),
    ],
)
def test_one_line_changes(text: str, name: str, expected: str) -> None:
    once = record(text, **{name: "1.0.1"})

    assert once == expected
    assert record(once, **{name: "1.0.1"}) == once


def test_what_yaml_would_take_for_a_number_is_quoted() -> None:
    assert record("a: 1.0.0\n", a="1.10", b="2024", c="1.2.3") == "a: '1.10'\nb: '2024'\nc: 1.2.3\n"


def test_several_new_entries_in_a_file_that_is_not_sorted() -> None:
    assert record("z: 1.0.0\na: 1.0.0", b="1.0.1", c="1.0.1", zz="1.0.1") == (
        "z: 1.0.0\nzz: 1.0.1\na: 1.0.0\nb: 1.0.1\nc: 1.0.1"
    )


def test_nothing_released_changes_nothing() -> None:
    assert record("# x\n{}\n") == "# x\n{}\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("<<<<<<< HEAD\na: 1.0\n", 1, id="conflict"),
        pytest.param("a: 1.0\nmy_mod", 2, id="truncated"),
        pytest.param("a: [1]\n", 1, id="foreign"),
    ],
)
def test_a_damaged_map_is_refused(text: str, where: int) -> None:
    with pytest.raises(SourceError) as caught:
        record(text, a="2.0")

    assert caught.value.where == f"{WHERE}:{where}"


@given(st.lists(LINES, max_size=8).map("".join), st.dictionaries(NAMES, NUMBERS), st.booleans())
def test_other_lines_stay(text: str, released: dict[str, Version], cut: bool) -> None:
    text = text.rstrip("\r\n") if cut else text
    once = record_versions(text, released, where=WHERE)

    assert read_versions(once, where=WHERE) == {**read_versions(text, where=WHERE), **released}
    assert record_versions(once, released, where=WHERE) == once
    assert _foreign(once, released) == _foreign(text, released)


def _foreign(text: str, released: dict[str, Version]) -> list[str]:
    """Give the lines of other projects, and comments, as they are; `{}` goes with the first release."""
    lines = (line.removeprefix("{}").lstrip(" ") if released else line for line in text.split("\n"))
    return [line.rstrip("\r") for line in lines if line.strip() and line.partition(":")[0] not in released]


@given(st.text())
def test_any_map_is_read_or_refused(text: str) -> None:
    refused: tuple[PaaError, ...] = ()
    try:
        once = record(text, a="1.2.3")
    except PaaError as error:
        refused = error.problems
    else:
        assert record(once, a="1.2.3") == once

    assert all((problem.where or "").startswith(f"{WHERE}:") for problem in refused)


def row(package: str = "a", version: str = "1.0.0", timestamp: str = "2026-01-01T00:00:00+00:00") -> LogRow:
    return LogRow(timestamp, package, Version(version))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", f"{HEADER}\n{{}}\n", id="empty"),
        pytest.param(f"{HEADER}\n", f"{HEADER}\n{{}}\n", id="header"),
        pytest.param(HEADER, f"{HEADER}\n{{}}", id="header-without-line-ending"),
        pytest.param(f"{HEADER}\r\n", f"{HEADER}\r\n{{}}\r\n", id="crlf"),
        pytest.param(
            f"{HEADER}\n2024-03-31 02:30:00,a,0.9\n2024-03-31 02:30:01,a,0.9\n\n",
            f"{HEADER}\n2024-03-31 02:30:00,a,0.9\n2024-03-31 02:30:01,a,0.9\n\n{{}}\n",
            id="local-times-and-several-rows",
        ),
    ],
)
def test_rows_are_appended_once(text: str, expected: str) -> None:
    once = record_log(text, [row(), row(timestamp="later")], where=WHERE)

    assert once == expected.format("2026-01-01T00:00:00+00:00,a,1.0.0")
    assert record_log(once, [row(timestamp="later")], where=WHERE) == once


def test_a_row_that_is_there_in_another_spelling() -> None:
    text = f"{HEADER}\nx,My-Module,1.0\n"

    assert record_log(text, [row("my_module", "1.0.0")], where=WHERE) == text
    assert read_log(text, where=WHERE) == (LogRow("x", "My-Module", Version("1.0")),)


def test_values_are_quoted() -> None:
    odd = row(timestamp='a "time", or\ntwo')

    assert read_log(record_log("", [odd], where=WHERE), where=WHERE) == (odd,)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("a,b\n", 1, "expected the header `Timestamp,Package,Version`, found 'a,b'", id="header"),
        pytest.param(
            f"{HEADER}\nx,a,1.0\nx,a", 3, "expected a time, a package and a version, found 'x,a'", id="truncated"
        ),
        pytest.param(f"{HEADER}\nx,a,1.\n", 2, "'1.' is no version", id="version"),
        pytest.param(
            f"{HEADER}\n=======\n", 2, "expected a time, a package and a version, found '======='", id="conflict"
        ),
        pytest.param(f'{HEADER}\n"x,a,1.0\n', 2, "no valid CSV: unexpected end of data", id="quotation"),
    ],
)
def test_a_damaged_log_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        record_log(text, [row()], where=WHERE)

    assert (caught.value.message, caught.value.where) == (message, f"{WHERE}:{line}")


@given(st.lists(st.tuples(st.text(), NAMES, NUMBERS), max_size=5), st.lists(st.tuples(st.text(), NAMES, NUMBERS)))
def test_a_log_only_grows(before: list[tuple[str, str, Version]], after: list[tuple[str, str, Version]]) -> None:
    text = record_log("", [LogRow(*each) for each in before], where=WHERE)
    rows = [LogRow(*each) for each in after]
    once = record_log(text, rows, where=WHERE)

    assert once.startswith(text)
    assert record_log(once, rows, where=WHERE) == once
    assert {(each.package, each.version) for each in read_log(once, where=WHERE)} >= {
        (each.package, each.version) for each in rows
    }


@given(st.text())
def test_any_log_is_read_or_refused(text: str) -> None:
    refused: list[PaaError] = []
    for each in (text, f"{HEADER}\n{text}"):
        try:
            read_log(each, where=WHERE)
        except PaaError as error:
            refused += error.problems

    assert all((problem.where or "").startswith(f"{WHERE}:") for problem in refused)


def test_requirements_are_sorted_and_single() -> None:
    assert requirements_text(["b>=1", " a ", "b>=1", ""]) == "a\nb>=1\n"
    assert requirements_text([]) == ""
