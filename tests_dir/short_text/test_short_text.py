"""Texts that fit, texts that do not, and characters that must not be cut."""

import doctest
import sys

import pytest
from short_text.components.display_width import display_width
from short_text.components.text_clusters import clusters

from short_text import Place, shorten

ASTRONAUT = "👩🏽\u200d🚀"
FLAG = "🇳🇴"
E_ACUTE = "e\u0301"


@pytest.mark.parametrize(
    ("text", "width", "where", "short"),
    [
        pytest.param("", 0, "end", "", id="empty"),
        pytest.param("abc", 3, "end", "abc", id="fits exactly"),
        pytest.param("abcd", 3, "end", "ab…", id="end"),
        pytest.param("abcd", 3, "start", "…cd", id="start"),
        pytest.param("abcdef", 4, "middle", "a…ef", id="middle, the odd column goes to the end"),
        pytest.param("abcd", 1, "end", "…", id="only the ellipsis"),
        pytest.param("東京都", 4, "end", "東…", id="a wide character does not fit"),
        pytest.param("東京都", 5, "start", "…京都", id="wide, start"),
        pytest.param(f"{E_ACUTE}{E_ACUTE}{E_ACUTE}", 2, "end", f"{E_ACUTE}…", id="combining mark"),
        pytest.param(f"{ASTRONAUT}{ASTRONAUT}", 3, "end", f"{ASTRONAUT}…", id="joined emoji"),
        pytest.param(f"{FLAG}{FLAG}{FLAG}", 5, "start", f"…{FLAG}{FLAG}", id="flags"),
        pytest.param("a\tb\r\nc", 9, "end", "a b c", id="one line"),
    ],
)
def test_shorten(text: str, width: int, where: Place, short: str) -> None:
    """The result fits and holds whole characters."""
    assert shorten(text, width, where=where) == short


@pytest.mark.parametrize("where", ["end", "middle", "start"])
@pytest.mark.parametrize("width", range(1, 16))
def test_never_too_wide(width: int, where: Place) -> None:
    """However narrow, the result fits."""
    assert display_width(shorten(f"Zoë {FLAG} 東京 {ASTRONAUT} end", width, where=where)) <= width


def test_another_ellipsis() -> None:
    """The ellipsis is the caller's, and may be empty."""
    assert shorten("abcdef", 5, ellipsis="...") == "ab..."
    assert shorten("abcdef", 5, ellipsis="") == "abcde"


@pytest.mark.parametrize(
    ("width", "where", "message"),
    [
        pytest.param(0, "end", "a width of 0 is too narrow for the ellipsis '…'", id="no room"),
        pytest.param(-1, "end", "a width of -1 is too narrow for the ellipsis '…'", id="negative"),
        pytest.param(2, "left", "where must be 'end', 'middle' or 'start', not 'left'", id="unknown place"),
    ],
)
def test_shorten_refuses(width: int, where: Place, message: str) -> None:
    """What cannot be done is said."""
    with pytest.raises(ValueError, match=r"width|where") as caught:
        shorten("abc", width, where=where)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "parts", "width"),
    [
        pytest.param("ab", ["a", "b"], 2, id="letters"),
        pytest.param("\u0301a", ["\u0301", "a"], 1, id="mark without a base"),
        pytest.param(f"{E_ACUTE}a", [E_ACUTE, "a"], 2, id="mark"),
        pytest.param("a\u200db", ["a\u200d", "b"], 2, id="joiner between letters"),
        pytest.param(ASTRONAUT, [ASTRONAUT], 2, id="joined emoji"),
        pytest.param("🇳🇴🇸🇪🇩", ["🇳🇴", "🇸🇪", "🇩"], 5, id="flags go by pairs"),
        pytest.param("☀☀\ufe0f", ["☀", "☀\ufe0f"], 3, id="emoji style"),
        pytest.param("\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"], 2, id="Hangul letters"),
        pytest.param("한글", ["한", "글"], 4, id="Hangul syllables"),
        pytest.param("a\r\n\u0301", ["a", "\r\n", "\u0301"], 1, id="line breaks stand alone"),
    ],
)
def test_components(text: str, parts: list[str], width: int) -> None:
    """The components travel with the package and agree on what a character is."""
    assert list(clusters(text)) == parts
    assert display_width(text) == width


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[shorten.__module__]).failed == 0
