"""What is printed on a CI is no command, but what is sent as one."""

import pytest

from paa.core.release.log_commands import azure_command, github_command, neutralised, place_of


@pytest.mark.parametrize(
    "text",
    [
        "::set-output name=x::y",
        "  ::error::x",
        "fine\n::add-mask::a",
        "fine\r::add-mask::a",
        "\u2028::stop-commands::x",
        "\u00a0::error::x",
        "##[group]x",
        "text ##vso[task.setvariable variable=x]y",
        "##VSO[task.complete]",
        "a##[command]b",
    ],
)
def test_a_command_in_a_text_is_broken(text: str) -> None:
    shown = neutralised(text)

    assert not any(line.strip().startswith("::") for line in shown.splitlines())
    assert "##[" not in shown
    assert "##vso[" not in shown.lower()
    assert shown.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["std::vector", "a :: b", "## Heading", "#[attribute]", "Sentence.\n- see x::y", "::"[:1]]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutralised(text) == text


def test_values_cannot_leave_their_command() -> None:
    hostile = "a,b:c\r\n::error::100%;x]##vso[y]"

    github = github_command("warning", hostile, {"file": hostile, "line": None})
    azure = azure_command("task.logissue", hostile, {"type": "error", "sourcepath": hostile, "linenumber": None})

    assert "\n" not in github + azure
    assert "\r" not in github + azure
    assert github.startswith(
        "::warning file=a%2Cb%3Ac%0D%0A%3A%3Aerror%3A%3A100%25;x]##vso[y]::a,b:c%0D%0A::error::100%25"
    )
    assert azure.startswith(
        "##vso[task.logissue type=error;sourcepath=a,b:c%0D%0A::error::100%AZP25%3Bx%5D##vso[y%5D;]"
    )


@pytest.mark.parametrize(
    ("where", "place"),
    [
        pytest.param("module_dir/tool.py:12", ("module_dir/tool.py", "12"), id="line"),
        pytest.param("tests/tool", ("tests/tool", None), id="folder"),
        pytest.param(".paa.config:3", (".paa.config", "3"), id="file"),
        pytest.param("branch main", (None, None), id="words"),
        pytest.param("/elsewhere/tool.py:1", (None, None), id="outside"),
        pytest.param("https://index.invalid/simple/", (None, None), id="address"),
        pytest.param(None, (None, None), id="nothing"),
    ],
)
def test_only_files_of_the_repository_are_pointed_at(where: str | None, place: tuple[str | None, str | None]) -> None:
    assert place_of(where) == place
