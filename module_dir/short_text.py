"""Shorten text to a number of terminal columns without cutting a character in half.

Slicing a string counts code points. A terminal counts columns, in which `東` takes two and a combining
accent takes none, and a reader counts characters, of which `👩🏽‍🚀` is one although it consists of four
code points. A slice that ignores this breaks tables apart and leaves halves of emoji behind.

## Use

```python
>>> from short_text import shorten
>>> shorten("Quarterly report, final version", 20)
'Quarterly report, f…'
>>> shorten("/srv/data/2026/report.csv", 16, where="middle")
'/srv/da…port.csv'
>>> shorten("/srv/data/2026/report.csv", 16, where="start")
'…2026/report.csv'
>>> shorten("東京都庁", 5)
'東京…'

```

The result is never wider than asked for. It may be a column narrower when a wide character does not fit
in what is left. Line breaks and tabs have no width of their own and become spaces.

## More

Where wide characters come from is explained in [annex 11 of Unicode](https://www.unicode.org/reports/tr11/).
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Literal, TypeAlias

from .components.display_width import display_width as columns
from .components.text_clusters import clusters as split_clusters

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["shorten", "ellipsis", "truncate", "terminal", "unicode", "width"],
    "classifiers": ["Environment :: Console", "Topic :: Text Processing", "Typing :: Typed"],
}

__all__ = ["Place", "shorten"]

Place: TypeAlias = Literal["end", "middle", "start"]
"""Where a text loses its characters."""

_BREAKS = re.compile(r"\r\n|[\t\n\v\f\r\x85\u2028\u2029]")


def shorten(text: str, width: int, *, where: Place = "end", ellipsis: str = "…") -> str:
    """Return the text, shortened to at most so many columns.

    Args:
        text: What to shorten; it is returned as it is, but on one line, when it fits.
        width: The greatest number of columns of the result.
        where: Which part to give up.
        ellipsis: What stands for the part that was given up.

    Raises:
        ValueError: `where` is none of its values, or the width does not hold the ellipsis.
    """
    if where not in {"end", "middle", "start"}:
        message = f"where must be 'end', 'middle' or 'start', not {where!r}"
        raise ValueError(message)
    line = _BREAKS.sub(" ", text)
    if columns(line) <= width:
        return line
    room = width - columns(ellipsis)
    if room < 0:
        message = f"a width of {width} is too narrow for the ellipsis {ellipsis!r}"
        raise ValueError(message)
    parts = list(split_clusters(line))
    if where == "end":
        return _head(parts, room) + ellipsis
    if where == "start":
        return ellipsis + _tail(parts, room)
    head = _head(parts, room // 2)
    return head + ellipsis + _tail(parts, room - columns(head))


def _head(parts: Iterable[str], room: int) -> str:
    """Return as many of the first characters as fit."""
    kept = list(parts)
    return "".join(kept[: _fitting(kept, room)])


def _tail(parts: Iterable[str], room: int) -> str:
    """Return as many of the last characters as fit."""
    kept = list(parts)[::-1]
    return "".join(kept[: _fitting(kept, room)][::-1])


def _fitting(parts: Iterable[str], room: int) -> int:
    return sum(1 for used in accumulate(map(columns, parts)) if used <= room)
