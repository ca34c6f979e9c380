"""Names that were proved to be what they are called."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.errors import SourceError, UsageError
from paa.model.names import as_import_name, as_project_name, spelled_alike
from tests.unit.builders import described, problems_of

FILE = "module_dir/x.py"


@pytest.mark.parametrize("text", ["a", "my_module", "_private", "a1", "match"])
def test_import_name(text: str) -> None:
    assert as_import_name(text, where=FILE) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("my-module", "rename the file to my_module.py", id="dash"),
        pytest.param("My.Module", "rename the file to my_module.py", id="dot and capitals"),
        pytest.param("naïve", "rename the file to na_ve.py", id="not ASCII"),
        pytest.param("a b\n", "rename the file to a_b_.py", id="white space"),
        pytest.param("1st", "rename the file", id="digit first"),
        pytest.param("", "rename the file", id="empty"),
    ],
)
def test_what_cannot_be_imported_everywhere_is_refused(text: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        as_import_name(text, where=FILE)

    message = f"{text!r} is no name for a module: lower-case letters, digits and underscores, no digit first"
    assert described(caught.value) == [(message, FILE, hint)]


@pytest.mark.parametrize("text", ["class", "None", "async"])
def test_a_keyword_is_refused(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        as_import_name(text, where=FILE)

    message, where, _ = described(caught.value)[0]
    assert (message, where) == (f"{text!r} is a keyword of Python and cannot be imported", FILE)


@pytest.mark.parametrize("text", ["con", "aux", "com1", "lpt9"])
def test_a_device_of_windows_is_refused(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        as_import_name(text, where=FILE)

    message = f"{text!r} is a device on Windows, where no file can have this name"
    assert described(caught.value) == [(message, FILE, f"rename the file to {text}_.py")]


@pytest.mark.parametrize("text", ["console", "com", "com10", "my_con"])
def test_a_name_that_only_resembles_a_device_is_none(text: str) -> None:
    assert as_import_name(text, where=FILE) == text


@given(st.text(max_size=8) | st.text(alphabet="aB1_- .\n", max_size=8) | st.sampled_from(keyword.kwlist))
def test_a_suggested_name_is_a_name(text: str) -> None:
    hints = [problem.hint or "" for problem in problems_of(lambda: as_import_name(text, where=FILE))]

    for suggestion in (hint.removeprefix("rename the file to ") for hint in hints if hint != "rename the file"):
        assert as_import_name(suggestion.removesuffix(".py"), where=FILE) == suggestion.removesuffix(".py")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("my-tool", "my-tool", id="as it is"),
        pytest.param("My__Tool.x", "my-tool-x", id="another spelling"),
        pytest.param("a", "a", id="one letter"),
        pytest.param("2to3", "2to3", id="digit first"),
    ],
)
def test_project_name_is_normalised(text: str, name: str) -> None:
    assert as_project_name(text, where=FILE) == name


@pytest.mark.parametrize("text", ["", "_a", "a-", "my tool", "größe", "a/b", "a\n"])
def test_what_is_no_project_name_is_refused(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        as_project_name(text, where=FILE)

    assert described(caught.value) == [
        (
            f"{text!r} is no valid project name",
            FILE,
            "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends",
        )
    ]


@pytest.mark.parametrize("text", ["My_Tool", "my-tool", "my.tool", " my--tool "])
def test_spellings_of_one_name(text: str) -> None:
    assert spelled_alike(text) == "my-tool"


@pytest.mark.parametrize("text", ["", " \t"])
def test_an_empty_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        spelled_alike(text)

    assert described(caught.value) == [("a name is empty", None, "name a module of the repository")]
