"""Put text into Markdown without letting it become something else."""

import re
from collections.abc import Iterable, Iterator, Sequence

from paa.core.package.code_blocks import longest_run, open_fences
from paa.core.package.readme import fence_doctests

__all__ = ["as_code", "as_list", "as_text", "embed", "front_matter"]

# What a backslash makes plain in every Markdown, and what it does not.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", "|": "&#124;", "~": "&#126;"})
_HEADING = re.compile(r"#{1,6}(?=[ \t]+\S)")


def as_text(text: str) -> str:
    """Show a text in a line as it is: nothing in it is markup."""
    # Entities hold `#`, which is not to be escaped again.
    return " ".join(_SPECIAL.sub(r"\\\1", word).translate(_ENTITIES) for word in text.split())


def as_code(text: str) -> str:
    """Show a text in a line as code, whatever backticks it holds."""
    line = " ".join(text.split())
    ticks = "`" * (longest_run(line) + 1)
    blank = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{blank}{line}{blank}{ticks}" if line else ""


def front_matter(**values: str) -> str:
    """Begin a page with what is said of it; what follows cannot say it again."""
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items()]
    return "\n".join(("---", *lines, "---", "", ""))


def _quoted(value: str) -> str:
    return "'" + " ".join(value.split()).replace("'", "''") + "'"


def embed(text: str, *, below: int) -> str:
    """Fit somebody's Markdown below a heading of a level: its own headings become smaller, doctests blocks of code."""
    return "\n".join(_demoted([*fence_doctests(text.strip().splitlines())], below))


def _demoted(lines: Sequence[str], below: int) -> Iterator[str]:
    for line, fence in zip(lines, open_fences(lines), strict=True):
        heading = None if fence else _HEADING.match(line)
        yield f"{'#' * min(6, len(heading[0]) + below)}{line[heading.end() :]}" if heading else line


def as_list(entries: Iterable[str]) -> str:
    """Write a list of Markdown texts, which may have several paragraphs."""
    items = [f"* {_indented(entry)}" for entry in entries]
    return ("\n\n" if any("\n" in item for item in items) else "\n").join(items)


def _indented(text: str) -> str:
    first, *others = text.splitlines() or [""]
    return "\n".join((first, *(f"    {line}" if line.strip() else "" for line in others)))
