"""Lay out rows as aligned text or as a Markdown table.

Command lines, reports and pull requests all need small tables. This module makes them from plain rows or
from dictionaries, aligns numbers to the right, and measures columns rather than code points, so that the
table stays straight when it contains `é`, `東京` or emoji. It writes text and nothing else: no colours, no
terminal needed.

## Use

```python
>>> from table_text import format_table
>>> print(format_table([["apples", 3], ["figs", 12]], headers=["fruit", "pieces"]))
fruit   pieces
------  ------
apples       3
figs        12

```

Dictionaries bring their own headers, and a Markdown table is one word away:

```python
>>> from table_text import format_records
>>> print(format_records([{"city": "東京", "code": "TYO"}, {"city": "Åre"}], style="markdown"))
| city | code |
| ---- | ---- |
| 東京 | TYO  |
| Åre  |      |

```

`None` and missing values are empty cells. A column is aligned to the right when all of its values are
numbers; `align="lr"` says it column by column instead. A line break inside a cell becomes `<br>` in
Markdown and a space elsewhere; `|` is escaped where it would end a cell.

## More

Where wide characters come from is explained in [annex 11 of Unicode](https://www.unicode.org/reports/tr11/).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from components.display_width import display_width

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["table", "markdown", "text", "terminal", "columns", "unicode"],
    "classifiers": [
        "Environment :: Console",
        "Topic :: Text Processing :: Markup :: Markdown",
        "Typing :: Typed",
    ],
}

__all__ = ["Style", "format_records", "format_table"]

Style: TypeAlias = Literal["plain", "markdown"]
"""How a table is drawn."""

# The narrowest delimiter row that every Markdown dialect accepts has three characters.
_NARROWEST = {"plain": 0, "markdown": 3}


def format_table(
    rows: Iterable[Sequence[object]],
    *,
    headers: Sequence[str] = (),
    style: Style = "plain",
    align: str = "",
) -> str:
    """Return the rows as a table without a line break at its end.

    Args:
        rows: The values of each row, all rows of one length.
        headers: The names of the columns; a Markdown table needs them.
        style: `plain` for terminals and e-mail, `markdown` for pull requests.
        align: One letter for each column, `l` or `r`; by default numbers are aligned to the right.

    Raises:
        ValueError: A row, or `align`, is of another length, a letter of `align` or the style is unknown, or a
            Markdown table has no headers.
    """
    values = [tuple(row) for row in rows]
    width = len(headers) or (len(values[0]) if values else 0)
    _check(values, width, headers=headers, style=style, align=align)
    if not width:
        return ""
    sides = align or "".join(_side(row[place] for row in values) for place in range(width))
    cells = [[_cell(value, style) for value in row] for row in values]
    names = [_cell(name, style) for name in headers]
    lines_of_cells = [names, *cells] if names else cells
    widths = [
        max(_NARROWEST[style], *(display_width(line[place]) for line in lines_of_cells))
        for place in range(width)
    ]
    lines = [_line(row, widths, sides, style) for row in cells]
    if names:
        lines[:0] = [_line(names, widths, sides, style), _rule(widths, sides, style)]
    return "\n".join(lines)


def format_records(
    records: Iterable[Mapping[str, object]],
    *,
    columns: Sequence[str] = (),
    style: Style = "plain",
    align: str = "",
) -> str:
    """Return dictionaries as a table with a row for each.

    Args:
        records: The rows; a key that is missing is an empty cell.
        columns: The keys to show; by default all of them, in the order in which they first appear.
        style: As in `format_table`.
        align: As in `format_table`.

    Raises:
        ValueError: As in `format_table`.
    """
    rows = list(records)
    names = list(columns) or list(dict.fromkeys(key for row in rows for key in row))
    if not names:
        return ""
    return format_table(
        [[row.get(name) for name in names] for row in rows], headers=names, style=style, align=align
    )


def _check(
    rows: Sequence[Sequence[object]], width: int, *, headers: Sequence[str], style: str, align: str
) -> None:
    problems = [
        f"row {number} has {len(row)} values, expected {width}"
        for number, row in enumerate(rows, start=1)
        if len(row) != width
    ]
    if style not in _NARROWEST:
        problems.append(f"style must be 'plain' or 'markdown', not {style!r}")
    if align and (len(align) != width or set(align) - {"l", "r"}):
        problems.append(f"align must be one 'l' or 'r' for each of the {width} columns, not {align!r}")
    if style == "markdown" and rows and not headers:
        problems.append("a Markdown table needs headers")
    if problems:
        raise ValueError("; ".join(problems))


def _side(values: Iterable[object]) -> str:
    """Return `r` for a column of numbers; truth values are words, and an empty column is text."""
    present = [value for value in values if value is not None]
    numbers = [
        isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool)
        for value in present
    ]
    return "r" if numbers and all(numbers) else "l"


def _cell(value: object, style: str) -> str:
    text = "" if value is None else str(value)
    if style == "markdown":
        return "<br>".join(text.replace("|", r"\|").splitlines()).replace("\t", " ")
    return " ".join(text.splitlines()).replace("\t", " ")


def _line(cells: Sequence[str], widths: Sequence[int], sides: str, style: str) -> str:
    padded = [
        (" " * gap + cell) if side == "r" else (cell + " " * gap)
        for cell, side, gap in (
            (cell, side, width - display_width(cell))
            for cell, width, side in zip(cells, widths, sides, strict=True)
        )
    ]
    return f"| {' | '.join(padded)} |" if style == "markdown" else "  ".join(padded).rstrip()


def _rule(widths: Sequence[int], sides: str, style: str) -> str:
    if style == "plain":
        return "  ".join("-" * width for width in widths)
    dashes = [
        "-" * (width - 1) + (":" if side == "r" else "-") for width, side in zip(widths, sides, strict=True)
    ]
    return f"| {' | '.join(dashes)} |"
