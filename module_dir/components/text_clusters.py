"""Split text into what a reader takes for one character.

Follows the rules of Unicode Standard Annex 29 that matter in practice: combining marks, emoji joined by
U+200D, skin tones, flags, and Hangul syllables that are written as single letters. Its tables of scripts
in which letters themselves are prepended or form conjuncts are left out.
"""

import unicodedata
from collections.abc import Iterator

__all__ = ["clusters"]

_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_HANGUL_VOWELS_AND_FINALS = range(0x1160, 0x1200)
_TAGS = range(0xE0020, 0xE0080)
_COMBINING = frozenset({"Mn", "Mc", "Me"})


def clusters(text: str) -> Iterator[str]:
    """Yield the user-perceived characters of a text; joined together they are the text again."""
    current = ""
    for character in text:
        if current and _belongs(current, character):
            current += character
            continue
        if current:
            yield current
        current = character
    if current:
        yield current


def _belongs(cluster: str, character: str) -> bool:
    """Tell whether a character continues the cluster before it."""
    if unicodedata.category(cluster[-1]) == "Cc":
        return cluster == "\r" and character == "\n"
    code = ord(character)
    if character == _JOINER or unicodedata.category(character) in _COMBINING:
        return True
    if code in _SKIN_TONES or code in _HANGUL_VOWELS_AND_FINALS or code in _TAGS:
        return True
    if code in _FLAG_LETTERS:
        return len(cluster) == 1 and ord(cluster) in _FLAG_LETTERS
    return cluster.endswith(_JOINER) and code > 0xFF  # noqa: PLR2004 - pictographs only; "a\u200db" stays two letters
