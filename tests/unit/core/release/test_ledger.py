"""The file of released versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.ledger import read_versions
from paa.errors import PaaError, SourceError
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
