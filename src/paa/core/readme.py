"""Make a README out of a module's docstring."""

import re
from collections.abc import Iterator

__all__ = ["fence_doctests", "render_readme", "summarise"]

SUMMARY_LIMIT = 512  # characters; what indexes accept
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADING = re.compile(r"#{1,6}\s")


def summarise(text: str) -> str:
    """Give the first paragraph as one line of at most 512 characters."""
    paragraph = re.split(r"\n[ \t]*\n", text.strip(), maxsplit=1)[0]
    line = " ".join(_CONTROL.sub(" ", paragraph).split())
    if len(line) <= SUMMARY_LIMIT:
        return line
    cut = line[: SUMMARY_LIMIT - 3]
    # Not every language puts blanks between its words.
    return f"{cut.rpartition(' ')[0] or cut}..."


def render_readme(name: str, docstring: str | None, description: str | None) -> str:
    """Write a README in Markdown.

    Args:
        name: The project's name, the title.
        docstring: The module's, taken for Markdown; its doctests become code blocks.
        description: What stands in for a missing docstring.
    """
    body = (docstring or description or "").strip()
    title = "" if _HEADING.match(body) and body.startswith("# ") else f"# {name}\n\n"
    text = "\n".join(fence_doctests(body.splitlines()))
    install = f"```console\npip install {name}\n```"
    has_install = re.search(r"^#+ Install", body, re.MULTILINE)
    return f"{title}{text}\n" + ("" if has_install else f"\n## Installation\n\n{install}\n")


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
