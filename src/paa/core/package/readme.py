"""Make a README out of a module's docstring and its example notebook."""

import re
from collections.abc import Iterator

from paa.core.package.code_blocks import open_fences
from paa.model.names import spelled_alike

__all__ = ["fence_doctests", "render_readme", "summarise"]

SUMMARY_LIMIT = 512  # characters; what indexes accept
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADING = re.compile(r"#{1,6}\s")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
DEEPEST = 6  # level of a heading


def summarise(text: str) -> str:
    """Give the first paragraph as one line of at most 512 characters."""
    paragraph = _PARAGRAPHS.split(text.strip(), maxsplit=1)[0]
    line = " ".join(_CONTROL.sub(" ", paragraph).split())
    if len(line) <= SUMMARY_LIMIT:
        return line
    cut = line[: SUMMARY_LIMIT - 3]
    # Not every language puts blanks between its words.
    return f"{cut.rpartition(' ')[0] or cut}..."


def render_readme(
    name: str,
    docstring: str | None,
    description: str | None,
    *,
    walkthrough: str | None = None,
    badge: str | None = None,
) -> str:
    """Write a README in Markdown.

    Args:
        name: The project's name, the title.
        docstring: The module's, taken for Markdown; its doctests become code blocks.
        description: What stands in for a missing docstring.
        walkthrough: What the example notebook tells; of the docstring, only the first paragraph stands before it.
        badge: Markdown that stands below the title.
    """
    text = (docstring or description or "").strip()
    title = f"# {name}"
    if text.startswith("# "):
        title, _, text = text.partition("\n")
        text = text.lstrip("\n")
    shown = walkthrough or text
    if walkthrough:
        text = _PARAGRAPHS.split(text, maxsplit=1)[0]
    parts = [title, *([badge] if badge else []), "\n".join(fence_doctests(text.splitlines()))]
    sections = ["\n\n".join(parts) + "\n"]
    if not re.search(r"^#+ Install", shown, re.MULTILINE):
        sections.append(f"## Installation\n\n```console\npip install {name}\n```\n")
    if walkthrough:
        sections.append(_below(walkthrough, name))
    return "\n".join(sections)


def _below(walkthrough: str, name: str) -> str:
    """Put a text with headings of its own below the title of the README."""
    lines = walkthrough.split("\n")
    if spelled_alike(lines[0].removeprefix("# ").strip().replace(" ", "-")) == spelled_alike(name):
        lines = lines[1:]
    is_text = [fence is None for fence in open_fences(lines)]
    if any(text and line.startswith("# ") for line, text in zip(lines, is_text, strict=True)):
        lines = [
            f"#{line}" if text and _HEADING.match(line) and not line.startswith("#" * DEEPEST) else line
            for line, text in zip(lines, is_text, strict=True)
        ]
    text = "\n".join(lines).lstrip("\n")
    return text if _HEADING.match(text) else f"## Usage\n\n{text}"


def fence_doctests(lines: list[str]) -> Iterator[str]:
    """Put doctests into code blocks: Markdown would take their prompts for quotations."""
    fenced = in_doctest = False
    for line in lines:
        if in_doctest and not line.strip():
            yield "```"
            in_doctest = False
        elif not fenced and not in_doctest and line.lstrip().startswith(">>>"):
            yield "```pycon"
            in_doctest = True
        if line.lstrip().startswith("```"):
            fenced = not fenced
        yield line.strip() if in_doctest and line.lstrip().startswith((">>>", "...")) else line
    if in_doctest:
        yield "```"
