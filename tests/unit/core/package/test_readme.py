"""READMEs and summaries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.package.readme import render_readme, summarise

INSTALLATION = "\n## Installation\n\n```console\npip install my-module\n```\n"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("  Do one thing.  ", "Do one thing.", id="one line"),
        pytest.param("\n\nDo one\n  thing.\n\nAnd more.", "Do one thing.", id="first paragraph"),
        pytest.param("Do one thing.\n \t\nAnd more.", "Do one thing.", id="blanks on the empty line"),
        pytest.param("Do\tone thing.\n", "Do one thing.", id="tab"),
        pytest.param("x" * 512, "x" * 512, id="just short enough"),
        pytest.param("word " * 200, "word " * 100 + "word...", id="too long: cut between words"),
        pytest.param("字" * 600, "字" * 509 + "...", id="too long: nothing to cut between"),
    ],
)
def test_summary_of_a_docstring(text: str, summary: str) -> None:
    assert summarise(text) == summary


@given(st.text(max_size=2000))
def test_summary_is_always_one_short_line(text: str) -> None:
    summary = summarise(text)

    assert len(summary) <= 512
    assert len(summary.splitlines()) <= 1
    assert summarise(summary) == summary


@pytest.mark.parametrize(
    ("docstring", "description", "readme"),
    [
        pytest.param("Do it.", "Else.", f"# my-module\n\nDo it.\n{INSTALLATION}", id="docstring"),
        pytest.param(None, "Else.", f"# my-module\n\nElse.\n{INSTALLATION}", id="description stands in"),
        pytest.param(None, None, f"# my-module\n\n\n{INSTALLATION}", id="nothing"),
        pytest.param("# Mine\n\nText.", None, f"# Mine\n\nText.\n{INSTALLATION}", id="a title of its own"),
        pytest.param("## Use\n\nText.", None, f"# my-module\n\n## Use\n\nText.\n{INSTALLATION}", id="a lower heading"),
        pytest.param("#!shell", None, f"# my-module\n\n#!shell\n{INSTALLATION}", id="no heading"),
        pytest.param(
            "Do it.\n\n## Install\n\nBy hand.", None, "# my-module\n\nDo it.\n\n## Install\n\nBy hand.\n", id="own"
        ),
    ],
)
def test_readme_of_docstring_and_description(docstring: str | None, description: str | None, readme: str) -> None:
    assert render_readme("my-module", docstring, description) == readme


@pytest.mark.parametrize(
    ("walkthrough", "shown"),
    [
        pytest.param("## First\n\nText.\n", "## First\n\nText.\n", id="lower headings"),
        pytest.param("# First\n\n### Deep\n", "## First\n\n#### Deep\n", id="headings go down"),
        pytest.param("# A\n\n###### Deepest\n", "## A\n\n###### Deepest\n", id="no deeper"),
        pytest.param("# My module\n\nText.\n", "## Usage\n\nText.\n", id="the title again"),
        pytest.param("# my_module\n\n# First\n", "## First\n", id="the title again, before others"),
        pytest.param("Text.\n", "## Usage\n\nText.\n", id="no heading"),
        pytest.param("# A\n\n```python\n# b\n```\n", "## A\n\n```python\n# b\n```\n", id="comments stay"),
    ],
)
def test_walkthrough_stands_behind_the_first_paragraph(walkthrough: str, shown: str) -> None:
    docstring = "Do it.\n\nAt length."

    readme = render_readme("my-module", docstring, None, walkthrough=walkthrough)

    assert readme == f"# my-module\n\nDo it.\n{INSTALLATION}\n{shown}"


def test_installation_of_a_walkthrough_is_enough() -> None:
    walkthrough = "# Install\n\nBy hand.\n"

    readme = render_readme("my-module", "# Mine\n\nDo it.", None, walkthrough=walkthrough)

    assert readme == "# Mine\n\nDo it.\n\n## Install\n\nBy hand.\n"


@pytest.mark.parametrize(
    ("docstring", "readme"),
    [
        pytest.param("Do it.", "# my-module\n\n![MIT](x)\n\nDo it.\n", id="title"),
        pytest.param("# Mine\n\nDo it.", "# Mine\n\n![MIT](x)\n\nDo it.\n", id="a title of its own"),
    ],
)
def test_badge_stands_below_the_title(docstring: str, readme: str) -> None:
    assert render_readme("my-module", docstring, None, badge="![MIT](x)") == f"{readme}{INSTALLATION}"


@pytest.mark.parametrize(
    ("docstring", "body"),
    [
        pytest.param(">>> f(1)\n2", "```pycon\n>>> f(1)\n2\n```", id="to the end"),
        pytest.param("So:\n\n>>> f(1)\n2\n\nOr.", "So:\n\n```pycon\n>>> f(1)\n2\n```\n\nOr.", id="to the empty line"),
        pytest.param("    >>> for x in y:\n    ...     x", "```pycon\n>>> for x in y:\n...     x\n```", id="indented"),
        pytest.param(">>> a\n\n>>> b", "```pycon\n>>> a\n```\n\n```pycon\n>>> b\n```", id="two"),
        pytest.param("```python\n>>> a\n```", "```python\n>>> a\n```", id="in a block already"),
        pytest.param("> quoted\n...", "> quoted\n...", id="quotation"),
    ],
)
def test_doctests_become_code_blocks(docstring: str, body: str) -> None:
    assert render_readme("my-module", docstring, None) == f"# my-module\n\n{body}\n{INSTALLATION}"


@given(st.lists(st.sampled_from([">>> f(1)", "... x", "2", "", "Text.", "  >>> g"]), max_size=9))
def test_code_blocks_are_always_closed(lines: list[str]) -> None:
    readme = render_readme("my-module", "\n".join(lines), None)

    assert sum(line.startswith("```") for line in readme.splitlines()) % 2 == 0
