"""What a stranger looks for in a README before he installs a package, and whether its examples are Python."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent

from paa.core.package.code_blocks import open_fences

__all__ = ["Block", "Lack", "code_blocks", "find_lacks", "wrong_examples"]

_WORDS = 3  # in a sentence that says anything
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})\s*(?P<language>[\w+.-]*)")
# Any blanks before it: how far the text of a list is indented depends on the list.
_OPENING = re.compile(
    r"(?P<margin>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
    r"[ \t]*\{?\.?(?P<language>[\w+.-]*).*"
)
_INSTALLING = re.compile(r"install", re.IGNORECASE)
_REASONS = re.compile(
    r"\b(?:why|problems?|motivation|background|purpose|rationale|when to use|use cases?)\b", re.IGNORECASE
)
_LINK = re.compile(r"https?://[^\s)>\"']+|\]\((?!#)[^)\s]+\)")
_PYTHON = re.compile(r"py(?:thon)?(?:[23](?:\.\d+)?)?")
_SESSION = re.compile(r"pycon3?|doctest|python-repl")
_PROMPT = re.compile(r"^[ \t]*>>>(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that a release lacks: the rule of the finding, what is missing, and what to do about it."""

    rule: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code in a README.

    Attributes:
        heading: The last heading above it.
    """

    language: str
    text: str
    heading: str


def find_lacks(readme: str, *, urls: Mapping[str, str], licensed: bool) -> Iterator[Lack]:
    """Find what is missing.

    Args:
        readme: In Markdown.
        urls: The addresses that the metadata names.
        licensed: Whether the text of a licence is in the archives.
    """
    paragraphs = _opening(readme)
    if not paragraphs or len(paragraphs[0].split()) < _WORDS:
        yield Lack("purpose", "the README does not say what the package does", "begin with a sentence that says it")
    if not _says_why(readme, paragraphs):
        yield Lack(
            "problem",
            "the README does not say which problem the package solves",
            "add a second paragraph, or a section `## Why`, about who needs it and what for",
        )
    if not any(not _INSTALLING.search(block.heading) for block in code_blocks(readme)):
        yield Lack("example", "the README shows no example", "add a section `## Usage` with a block of code")
    if not urls and not _LINK.search(readme):
        yield Lack(
            "more",
            "the README does not say where to find out more",
            "add a link (or `project_urls` to the metadata, or `source_repo_url` to .paa.config)",
        )
    if not licensed:
        yield Lack(
            "licence",
            "the text of the licence is not in the package",
            "name a file as `license_path` in .paa.config, or add {licenses_dir}/{name}/LICENSE",
        )


def _opening(readme: str) -> Sequence[str]:
    """Give the paragraphs of prose below the title and above the next heading; no badges, tables or code."""
    lines = readme.splitlines()
    prose: list[str] = []
    for line, fence in zip(lines, open_fences(lines), strict=True):
        if fence is not None or _FENCE.match(line):
            prose.append("")
        elif _HEADING.match(line):
            if any(part.strip() for part in prose):
                break
        else:
            prose.append("" if line.lstrip().startswith(("![", "[![", "<", "|")) else line)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", "\n".join(prose)) if part.strip()]


def _says_why(readme: str, paragraphs: Sequence[str]) -> bool:
    """Take a second paragraph for it, or a section that is called so; what it says is for people to judge."""
    if any(len(each.split()) >= 2 * _WORDS for each in paragraphs[1:]):
        return True
    lines = readme.splitlines()
    plain = (line for line, fence in zip(lines, open_fences(lines), strict=True) if fence is None)
    return any((match := _HEADING.match(line)) and _REASONS.search(match["text"]) for line in plain)


def code_blocks(readme: str) -> Iterator[Block]:
    """Give the blocks of code of a README in Markdown, also those in lists and quotes, and one that nothing closes."""
    heading, opened = "", None
    inside: list[str] = []
    for line in readme.splitlines():
        if opened is None:
            opened = _OPENING.fullmatch(line)
            heading = match["text"] if (match := _HEADING.match(line)) else heading
        elif _closes(line, opened["fence"]):
            yield _block(opened, inside, heading)
            opened, inside = None, []
        else:
            inside.append(line)
    if opened is not None:
        yield _block(opened, inside, heading)


def _closes(line: str, fence: str) -> bool:
    rest = line.strip(" \t>")
    return rest.startswith(fence) and not rest.strip(fence[0])


def _block(opened: re.Match[str], inside: Sequence[str], heading: str) -> Block:
    depth = opened["margin"].count(">")
    quote = re.compile(f"^(?:[ \\t]*>[ \\t]?){{0,{depth}}}")
    text = dedent("\n".join(quote.sub("", line) for line in inside))
    return Block(language=opened["language"].lower(), text=text, heading=heading)


def wrong_examples(readme: str) -> Iterator[tuple[str, str]]:
    """Find examples that are no Python, though they say so: the line that is wrong, and why."""
    for block in code_blocks(readme):
        is_python = _PYTHON.fullmatch(block.language) is not None
        if _SESSION.fullmatch(block.language) or (is_python and _PROMPT.search(block.text)):
            yield from _wrong_session(block.text)
        elif is_python:
            yield from _wrong(block.text)


def _wrong_session(text: str) -> Iterator[tuple[str, str]]:
    # Here, for it loads the library for tests.
    import doctest

    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError as error:
        yield text.strip().partition("\n")[0], str(error)
        return
    for example in examples:
        yield from _wrong(example.source)


def _wrong(source: str) -> Iterator[tuple[str, str]]:
    try:
        ast.parse(source)
    except SyntaxError as error:
        lines = source.splitlines()
        number = min(max(error.lineno or 1, 1), len(lines) or 1)
        yield (lines[number - 1] if lines else "").strip(), error.msg
    except ValueError as error:
        yield source.strip().partition("\n")[0], str(error)
