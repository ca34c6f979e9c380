"""Measure how many columns a text takes in a terminal with a monospaced font."""

import unicodedata

from .text_clusters import clusters

__all__ = ["display_width"]

_EMOJI_STYLE = "\ufe0f"
_WIDE = frozenset({"W", "F"})
_INVISIBLE = frozenset({"Mn", "Me", "Cc", "Cf"})
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_HANGUL_VOWELS_AND_FINALS = range(0x1160, 0x1200)


def display_width(text: str) -> int:
    """Return the number of columns of one line; control characters count as none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_cluster_width(cluster) for cluster in clusters(text))


def _cluster_width(cluster: str) -> int:
    if _EMOJI_STYLE in cluster or (len(cluster) > 1 and ord(cluster[0]) in _FLAG_LETTERS):
        return 2
    return max(_character_width(character) for character in cluster)


def _character_width(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE or ord(character) in _HANGUL_VOWELS_AND_FINALS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
