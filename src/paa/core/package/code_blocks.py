"""Blocks of code in Markdown: write them, and tell where one is open."""

import re
from collections.abc import Iterable, Iterator

__all__ = ["as_fence", "longest_run", "open_fences"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def as_fence(text: str, language: str = "") -> str:
    """Show a text as a block of code that nothing in it can close."""
    ticks = "`" * max(3, longest_run(text) + 1)
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def longest_run(text: str) -> int:
    """Count the backticks of the longest run of them."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def open_fences(lines: Iterable[str]) -> Iterator[str | None]:
    """Give for each line the fence of the code block that is open before it; None where it is plain text."""
    fence: str | None = None
    for line in lines:
        yield fence
        found = _FENCE.match(line)
        if found is None:
            continue
        if fence is None:
            fence = found[1]
        elif found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = None
