"""Release notes as they stand in their files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.notes import as_note, read_notes, record_notes
from paa.errors import PaaError, SourceError

WHERE = "release_notes/a.md"
OLD = "# Release notes\n\n### 0.0.2\n\n    - two\n      more\n    - three\n\n### 0.0.1\n\n    - one\n"


def record(text: str | None, version: str, *notes: str) -> str:
    once = record_notes(text, Version(version), notes, where=WHERE)
    assert record_notes(once, Version(version), ["other"], where=WHERE) == once
    return once


def read(text: str) -> dict[str, tuple[str, ...]]:
    return {str(version): notes for version, notes in read_notes(text, where=WHERE).items()}


def test_the_predecessors_notes_are_read() -> None:
    expected = {"0.0.2": ("two more", "three"), "0.0.1": ("one",)}

    assert read(OLD) == expected
    assert read(OLD.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("text", "version", "expected"),
    [
        pytest.param(None, "0.1.0", "# Release notes\n\n### 0.1.0\n\n- x\n", id="none"),
        pytest.param(" \n", "0.1.0", "# Release notes\n\n### 0.1.0\n\n- x\n", id="blank"),
        pytest.param("# Release notes", "0.1.0", "# Release notes\n\n### 0.1.0\n\n- x", id="no-line-ending"),
        pytest.param(OLD, "0.1.0", OLD.replace("### 0.0.2", "### 0.1.0\n\n- x\n\n### 0.0.2"), id="newest"),
        pytest.param(OLD, "0.0.1.1", OLD.replace("### 0.0.1", "### 0.0.1.1\n\n- x\n\n### 0.0.1"), id="between"),
        pytest.param(OLD, "0.0.0", f"{OLD}\n### 0.0.0\n\n- x\n", id="oldest"),
        pytest.param(OLD, "0.0.2.0", OLD, id="there"),
        pytest.param(
            "# Release Notes\r\n### v1.0 (May)\r\ntext\r\n",
            "1.1",
            "# Release Notes\r\n\r\n### 1.1\r\n\r\n- x\r\n\r\n### v1.0 (May)\r\ntext\r\n",
            id="crlf-and-own-words",
        ),
        pytest.param(
            "# Release notes\n\n### 1.0\n\n```\n### no heading\n```\n",
            "0.9",
            "# Release notes\n\n### 1.0\n\n```\n### no heading\n```\n\n### 0.9\n\n- x\n",
            id="code",
        ),
    ],
)
def test_a_version_is_added_where_it_belongs(text: str | None, version: str, expected: str) -> None:
    assert record(text, version, "x") == expected


def test_a_release_without_notes() -> None:
    assert record(None, "1.0", "", "\x00") == "# Release notes\n\n### 1.0\n"


def test_html_is_shown_and_not_obeyed() -> None:
    text = record(None, "1.0", "list<int> \\<b>\\\\<")

    assert "- list\\<int> \\\\\\<b>\\\\\\\\\\<\n" in text
    assert read(text) == {"1.0": ("list<int> \\<b>\\\\<",)}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("# Release no", 1, "expected `# Release notes`, found '# Release no'", id="truncated"),
        pytest.param("\n{}\n", 2, "expected `# Release notes`, found '{}'", id="foreign"),
        pytest.param("# Release notes\n### 1.\n", 2, "expected `### x.y.z`, found '### 1.'", id="version"),
        pytest.param("# Release notes\n###\n", 2, "expected `### x.y.z`, found '###'", id="no-version"),
        pytest.param(
            "# Release notes\n```\n<<<<<<< HEAD\n", 3, "a merge conflict is not settled: '<<<<<<< HEAD'", id="conflict"
        ),
        pytest.param("# Release notes\n=======\r\n", 2, "a merge conflict is not settled: '======='", id="middle"),
        pytest.param("# Release notes\n\x00\n", 2, "this is no text", id="binary"),
    ],
)
def test_damaged_notes_are_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        record_notes(text, Version("2.0"), ["x"], where=WHERE)

    assert (caught.value.message, caught.value.where) == (message, f"{WHERE}:{line}")


VERSIONS = st.sampled_from(["0.1", "1.0", "1.0rc1", "2.0.post1", "3!0"]).map(Version)


@given(st.lists(st.tuples(VERSIONS, st.lists(st.text())), max_size=6))
def test_notes_are_read_as_they_were_recorded(releases: list[tuple[Version, list[str]]]) -> None:
    text: str | None = None
    expected: dict[Version, tuple[str, ...]] = {}
    for version, notes in releases:
        text = record_notes(text, version, notes, where=WHERE)
        expected.setdefault(version, tuple(filter(None, map(as_note, notes))))

    found = read_notes(text or "", where=WHERE)

    assert found == expected
    assert list(found) == sorted(found, reverse=True)


@given(st.text(), st.sampled_from(["", "# Release notes\n", "# Release notes\r\n\r\n### 1.0\r\n"]), VERSIONS)
def test_any_text_is_kept_or_refused(text: str, before: str, version: Version) -> None:
    text = before + text
    refused: tuple[PaaError, ...] = ()
    once = text
    try:
        once = record_notes(text, version, ["x"], where=WHERE)
    except PaaError as error:
        refused = error.problems
    else:
        assert record_notes(once, version, ["x"], where=WHERE) == once

    lines = iter([line.rstrip("\r") for line in once.split("\n")])
    assert all(line.rstrip("\r") in lines for line in text.split("\n") if line.strip())
    assert all((problem.where or "").startswith(f"{WHERE}:") for problem in refused)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a \t b\r\nc\u2028d ", "a b c d"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("a\x00\x7f\x9b\u202e\u2066\ufeffb", "ab"),
        ("\ud800", "\ufffd"),
        ("\U0001f469\u200d\U0001f4bb é", "\U0001f469\u200d\U0001f4bb é"),
    ],
)
def test_one_clean_line(text: str, expected: str) -> None:
    assert as_note(text) == expected
