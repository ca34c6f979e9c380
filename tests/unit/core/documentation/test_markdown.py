"""Texts in Markdown: nothing of them becomes something else."""

from html import unescape

import pytest
from markdown import Markdown

from paa.core.documentation.markdown import as_code, as_list, as_text, embed, front_matter


def html(text: str) -> str:
    """Render Markdown as the site does, as far as it matters here."""
    return Markdown(extensions=["fenced_code", "attr_list"]).convert(text)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "*no* _emphasis_",
        "`no code`",
        "[no](link)",
        "# no heading",
        "1. no list",
        "- no list",
        "a | b",
        "~~~ no code",
    ],
)
def test_text_stays_text(text: str) -> None:
    assert unescape(html(as_text(text))) == f"<p>{text}</p>"


def test_html_and_entities_stay_text() -> None:
    assert html(as_text("<b onclick=x> &lt;")) == "<p>&lt;b onclick=x&gt; &amp;lt;</p>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("a ` b", "a ` b", id="backtick"),
        pytest.param("``", "``", id="only-backticks"),
        pytest.param("`a`", "`a`", id="at-both-ends"),
        pytest.param("two\n  lines", "two lines", id="lines"),
        pytest.param("<b>", "&lt;b&gt;", id="html"),
    ],
)
def test_code_shows_every_text(text: str, code: str) -> None:
    assert html(as_code(text)) == f"<p><code>{code}</code></p>"


def test_nothing_is_no_code() -> None:
    assert as_code("") == ""


def test_front_matter_quotes_what_it_says() -> None:
    assert front_matter(title="It's a\n---\ntrick: yes") == "---\ntitle: 'It''s a --- trick: yes'\n---\n\n"


def test_embedded_headings_stand_below() -> None:
    text = "# One\n\n#no heading\n\n###### Six\n\n```\n# comment\n```\n\n~~~\n# comment\n```\n# comment\n~~~\n## Two"

    assert embed(text, below=2) == (
        "### One\n\n#no heading\n\n###### Six\n\n```\n# comment\n```\n\n~~~\n# comment\n```\n# comment\n~~~\n#### Two"
    )


def test_embedded_doctests_are_code() -> None:
    assert embed(">>> 1 + 1\n2\n\nText", below=1) == "```pycon\n>>> 1 + 1\n2\n```\n\nText"


def test_entry_of_a_list_keeps_its_paragraphs() -> None:
    assert html(as_list(["first\n\nsecond", "other"])).count("<li>") == 2
    assert html(as_list(["first", "other"])).count("<li>") == 2
