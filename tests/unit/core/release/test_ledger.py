"""The file of released versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.ledger import read_log, read_versions, record_log, record_versions, requirements_text
from paa.errors import PaaError, SourceError
from paa.model.ledger import LogRow
from tests.unit.builders import described, problems_of

WHERE = "versions.yml"
HINT = "mend the line, or restore the file from the last commit"


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("{}\n", {}, id="empty as YAML writes it"),
        pytest.param("a: 1.2.3\nb_2: 0.0.1\n", {"a": "1.2.3", "b_2": "0.0.1"}, id="plain"),
        pytest.param("a: 1.2.3", {"a": "1.2.3"}, id="no end of line"),
        pytest.param("---\n# versions\n\na: 1.2.3  # last\n", {"a": "1.2.3"}, id="document start and comments"),
        pytest.param("a: '1.10'\nb: \"2\"\n", {"a": "1.10", "b": "2"}, id="quoted"),
        pytest.param("a:\t1.0\r\n", {"a": "1.0"}, id="tab and CRLF"),
        pytest.param("a: 1!2.0rc1.post1\n", {"a": "1!2.0rc1.post1"}, id="everything that PEP 440 knows"),
        pytest.param("a: 1.0\na: 1.1\n", {"a": "1.1"}, id="the last line of a name counts, as in YAML"),
    ],
)
def test_versions_are_read(text: str, versions: dict[str, str]) -> None:
    assert read_versions(text, where=WHERE) == {name: Version(version) for name, version in versions.items()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a: latest", "'latest' is no version", id="no version"),
        pytest.param("a:1.0", "expected `import_name: x.y.z`, found 'a:1.0'", id="no blank"),
        pytest.param("a:", "expected `import_name: x.y.z`, found 'a:'", id="nothing behind the name"),
        pytest.param("  a: 1.0", "expected `import_name: x.y.z`, found 'a: 1.0'", id="nested"),
        pytest.param("a: '1.0\"", "expected `import_name: x.y.z`, found 'a: \\'1.0\"'", id="two kinds of quotes"),
        pytest.param("- a", "expected `import_name: x.y.z`, found '- a'", id="a list"),
        pytest.param("<<<<<<< HEAD", "expected `import_name: x.y.z`, found '<<<<<<< HEAD'", id="conflict marker"),
        pytest.param("x" * 99, f"expected `import_name: x.y.z`, found {'x' * 60!r}", id="long"),
    ],
)
def test_a_wrong_line_is_named(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_versions(f"first: 1.0\n{text}\nlast: 2.0\n", where=WHERE)

    assert described(caught.value) == [(message, f"{WHERE}:2", HINT)]


def test_all_wrong_lines_are_named_at_once() -> None:
    with pytest.raises(PaaError) as caught:
        read_versions("a: x\nb: 1\n?\n", where=WHERE)

    assert described(caught.value) == [
        ("'x' is no version", f"{WHERE}:1", HINT),
        ("expected `import_name: x.y.z`, found '?'", f"{WHERE}:3", HINT),
    ]
    assert caught.value.exit_code == SourceError.exit_code


@given(st.text() | st.text(alphabet="ab:. 1-#'\"\n{}"))
def test_any_text_is_read_or_refused_by_line(text: str) -> None:
    problems = problems_of(lambda: read_versions(text, where=WHERE))

    assert {type(problem) for problem in problems} <= {SourceError}
    assert all(problem.where and problem.where.startswith(f"{WHERE}:") for problem in problems)


@given(st.dictionaries(st.from_regex(r"[a-z_][a-z0-9_]{0,9}", fullmatch=True), st.integers(0, 99).map(str)))
def test_what_is_written_is_read(versions: dict[str, str]) -> None:
    text = "".join(f"{name}: 1.{minor}.0\n" for name, minor in versions.items())

    assert read_versions(text, where=WHERE) == {name: Version(f"1.{minor}.0") for name, minor in versions.items()}


TRACKED = "tracking/file"
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
    return record_versions(text, {name: Version(version) for name, version in released.items()}, where=TRACKED)


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

    assert caught.value.where == f"{TRACKED}:{where}"


@given(st.lists(LINES, max_size=8).map("".join), st.dictionaries(NAMES, NUMBERS), st.booleans())
def test_other_lines_stay(text: str, released: dict[str, Version], cut: bool) -> None:
    text = text.rstrip("\r\n") if cut else text
    once = record_versions(text, released, where=TRACKED)

    assert read_versions(once, where=TRACKED) == {**read_versions(text, where=TRACKED), **released}
    assert record_versions(once, released, where=TRACKED) == once
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

    assert all((problem.where or "").startswith(f"{TRACKED}:") for problem in refused)


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
    once = record_log(text, [row(), row(timestamp="later")], where=TRACKED)

    assert once == expected.format("2026-01-01T00:00:00+00:00,a,1.0.0")
    assert record_log(once, [row(timestamp="later")], where=TRACKED) == once


def test_a_row_that_is_there_in_another_spelling() -> None:
    text = f"{HEADER}\nx,My-Module,1.0\n"

    assert record_log(text, [row("my_module", "1.0.0")], where=TRACKED) == text
    assert read_log(text, where=TRACKED) == (LogRow("x", "My-Module", Version("1.0")),)


def test_values_are_quoted() -> None:
    odd = row(timestamp='a "time", or\ntwo')

    assert read_log(record_log("", [odd], where=TRACKED), where=TRACKED) == (odd,)


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
        record_log(text, [row()], where=TRACKED)

    assert (caught.value.message, caught.value.where) == (message, f"{TRACKED}:{line}")


@given(st.lists(st.tuples(st.text(), NAMES, NUMBERS), max_size=5), st.lists(st.tuples(st.text(), NAMES, NUMBERS)))
def test_a_log_only_grows(before: list[tuple[str, str, Version]], after: list[tuple[str, str, Version]]) -> None:
    text = record_log("", [LogRow(*each) for each in before], where=TRACKED)
    rows = [LogRow(*each) for each in after]
    once = record_log(text, rows, where=TRACKED)

    assert once.startswith(text)
    assert record_log(once, rows, where=TRACKED) == once
    assert {(each.package, each.version) for each in read_log(once, where=TRACKED)} >= {
        (each.package, each.version) for each in rows
    }


@given(st.text())
def test_any_log_is_read_or_refused(text: str) -> None:
    refused: list[PaaError] = []
    for each in (text, f"{HEADER}\n{text}"):
        try:
            read_log(each, where=TRACKED)
        except PaaError as error:
            refused += error.problems

    assert all((problem.where or "").startswith(f"{TRACKED}:") for problem in refused)


def test_requirements_are_sorted_and_single() -> None:
    assert requirements_text(["b>=1", " a ", "b>=1", ""]) == "a\nb>=1\n"
    assert requirements_text([]) == ""
