"""Read the comments that say more about imports: markers behind them, and directives on lines of their own."""

import ast
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from tokenize import COMMENT, OP, generate_tokens

from paa.model.module import Directive, DirectiveKind

__all__ = ["find_directives", "marker_of", "markers_of"]

# Formatters put a blank behind `#`: then only what cannot be prose is a marker. A single `=` is a mistake to tell of.
_MARKER = re.compile(r"(?:-\s*$|[<>=!~]=|[<>]|=\s*[<>~!]?=?\s*\d|\[|;)|\s+(?:-\s*$|(?:[<>=!~]=|===|[<>])\s*\d)")
_MAYBE_DIRECTIVE = re.compile(r"^[ \t\f]*#(?:@[ \t]|![ \t]*(?:import|from)[ \t])", re.MULTILINE)
_DIRECTIVE = re.compile(r"#(?:(?P<require>@)[ \t]+|!(?=[ \t]*(?:import|from)[ \t]))(?P<text>.*)")


def find_directives(text: str) -> tuple[Directive, ...]:
    """Collect the comment lines `#@ requirement` and `#! import x`; text inside strings and brackets is none."""
    return tuple(_directives(text)) if _MAYBE_DIRECTIVE.search(text) else ()


def _directives(text: str) -> Iterator[Directive]:
    depth = 0
    # Universal newlines and form feeds, as Python itself reads them.
    for token in generate_tokens(StringIO(text, newline=None).readline):
        if token.type == OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == COMMENT and not depth and not token.line[: token.start[1]].strip():
            yield from _directive(token.string, token.start[0])


def _directive(comment: str, line: int) -> Iterator[Directive]:
    if match := _DIRECTIVE.fullmatch(comment):
        kind = DirectiveKind.REQUIRE if match["require"] else DirectiveKind.OPTIONAL
        yield Directive(kind, match["text"].strip(), line)


def markers_of(node: ast.Import | ast.ImportFrom, lines: Sequence[str]) -> list[str | None]:
    """Give the marker comment of each name that a statement imports.

    A comment says something of the names on its line. Behind the statement, and behind its opening parenthesis, it
    speaks of all names that have none of their own; several comments behind as many names speak of one each.
    """
    last = node.end_lineno or node.lineno
    closing = _markers(_rest(lines[last - 1], node.end_col_offset or 0))
    if node.lineno == last:
        if len(closing) == len(node.names):
            return [*closing]
        return [closing[0] if closing else None] * len(node.names)
    opening = _markers(_comment(lines[node.lineno - 1].encode()[node.col_offset :].decode()))
    own = {number: _markers(_comment(lines[number - 1])) for number in range(node.lineno + 1, last)}
    if node.names[0].lineno == node.lineno:
        own[node.lineno], opening = opening, []
    if node.names[-1].end_lineno == last:
        own[last], closing = closing, []
    return [next(iter([*own.get(alias.end_lineno or 0, ()), *closing, *opening]), None) for alias in node.names]


def marker_of(line: str, column: int) -> str | None:
    """Read the marker comment behind a statement that ends at a column, counted in bytes of UTF-8."""
    return next(iter(_markers(_rest(line, column))), None)


def _rest(line: str, column: int) -> str:
    """Give the comment that follows directly behind a statement."""
    rest = line.encode()[column:].decode().strip()
    return rest if rest.startswith("#") else ""


def _comment(line: str) -> str:
    """Give the comment of a line that belongs to an import statement, and so holds no text in quotes."""
    return f"#{line.partition('#')[2].strip()}" if "#" in line else ""


def _markers(comment: str) -> list[str]:
    """Read the markers among the comments at the end of one line."""
    return [each.strip() for each in comment.split("#")[1:] if _MARKER.match(each)]
