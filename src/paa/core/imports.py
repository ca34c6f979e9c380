"""Find what a module imports, and the comments that say more about it."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from io import StringIO
from tokenize import COMMENT, generate_tokens

from paa.model.module import Directive, DirectiveKind, Importing, ImportStatement

__all__ = ["find_directives", "find_imports", "import_nodes"]

_IMPORT_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
# Formatters put a blank behind `#`: then only what cannot be prose is a marker.
_MARKER = re.compile(r"(?:-\s*$|[<>=!~]=|[<>]|\[|;)|\s+(?:-\s*$|(?:[<>=!~]=|===|[<>])\s*\d)")
_MAYBE_DIRECTIVE = re.compile(r"^[ \t\f]*#(?:@[ \t]|![ \t]*(?:import|from)[ \t])", re.MULTILINE)
_DIRECTIVE = re.compile(r"#(?:(?P<require>@)[ \t]+|!(?=[ \t]*(?:import|from)[ \t]))(?P<text>.*)")


def find_imports(tree: ast.Module, lines: Sequence[str]) -> tuple[ImportStatement, ...]:
    """Collect the import statements of a module in the order of the source.

    Args:
        tree: The parsed module.
        lines: Its lines, for the comments behind the imports.
    """
    walked = _walk(tree.body, _words(lines))
    return tuple(statement for node, when in walked for statement in _read(node, when, lines))


def import_nodes(tree: ast.Module, lines: Sequence[str]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Give every import statement of a module, those among them that are never executed.

    Args:
        tree: The parsed module.
        lines: Its lines.
    """
    words = _words(lines)
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not isinstance(node, ast.expr) and (not isinstance(node, ast.stmt) or _spans(node, words)):
            pending += ast.iter_child_nodes(node)


def _words(lines: Sequence[str]) -> list[int]:
    """List the lines with the word by their numbers: most functions have it on none, and are not descended into."""
    return [number for number, line in enumerate(lines, start=1) if "import" in line]


def find_directives(text: str) -> tuple[Directive, ...]:
    """Collect the comment lines `#@ requirement` and `#! import x`; text inside strings is none."""
    if not _MAYBE_DIRECTIVE.search(text):
        return ()
    # Universal newlines and form feeds, as Python itself reads them.
    tokens = generate_tokens(StringIO(text, newline=None).readline)
    alone = (token for token in tokens if token.type == COMMENT and not token.line[: token.start[1]].strip())
    return tuple(
        Directive(
            DirectiveKind.REQUIRE if match["require"] else DirectiveKind.OPTIONAL, match["text"].strip(), token.start[0]
        )
        for token in alone
        if (match := _DIRECTIVE.fullmatch(token.string))
    )


def _walk(body: Sequence[ast.stmt], words: Sequence[int]) -> Iterator[tuple[ast.Import | ast.ImportFrom, Importing]]:
    # No recursion: each `elif` is a level of its own, and there may be a thousand.
    pending = [(node, Importing.ALWAYS) for node in reversed(body)]
    while pending:
        node, when_node = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, when_node
        elif _spans(node, words):
            inside = [(inner, when_inner) for block, when_inner in _blocks(node, when_node) for inner in block]
            pending += reversed(inside)


def _spans(node: ast.stmt, numbers: Sequence[int]) -> bool:
    """Tell whether one of some lines, in their order, belongs to a statement."""
    at = bisect_left(numbers, node.lineno)
    return at < len(numbers) and numbers[at] <= (node.end_lineno or node.lineno)


def _blocks(node: ast.stmt, when: Importing) -> Iterator[tuple[Sequence[ast.stmt], Importing]]:
    """Give the blocks of a compound statement, and when each of them runs."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.body, _later(when, Importing.LAZY)
        case ast.If():
            yield from _branches(node, when)
        case ast.Try() | ast.TryStar():
            body = _later(when, Importing.GUARDED) if _survives_failure(node) else when
            yield node.body, body
            for handler in node.handlers:
                yield handler.body, body
            yield node.orelse, body
            yield node.finalbody, when
        case ast.With() | ast.AsyncWith():
            yield node.body, _later(when, Importing.GUARDED) if _suppresses(node) else when
        case ast.For() | ast.AsyncFor() | ast.While():
            yield node.body, when
            yield node.orelse, when
        case ast.Match():
            for case in node.cases:
                yield case.body, when
        case ast.ClassDef():
            yield node.body, when


def _later(outer: Importing, inner: Importing) -> Importing:
    """Combine two circumstances: what is never executed stays so, what is caught stays caught."""
    order = (Importing.TYPING, Importing.GUARDED, Importing.LAZY, Importing.ALWAYS)
    return min(outer, inner, key=order.index)


def _branches(node: ast.If, when: Importing) -> Iterator[tuple[Sequence[ast.stmt], Importing]]:
    match node.test:
        case ast.Constant(value=value):
            yield (node.body if value else node.orelse), when
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            yield node.body, Importing.TYPING
            yield node.orelse, when
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            yield node.body, when
            yield node.orelse, Importing.TYPING
        case _:
            yield node.body, when
            yield node.orelse, when


def _survives_failure(node: ast.Try | ast.TryStar) -> bool:
    """Tell whether a failing import in the body is caught, and not raised again."""
    for handler in node.handlers:
        if handler.type is None or _caught(handler.type) & _IMPORT_FAILURES:
            return not any(isinstance(statement, ast.Raise) for statement in handler.body)
    return False


def _caught(node: ast.expr) -> frozenset[str]:
    nodes = node.elts if isinstance(node, ast.Tuple) else [node]
    return frozenset(each.id for each in nodes if isinstance(each, ast.Name))


def _suppresses(node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "suppress":
            return any(_caught(argument) & _IMPORT_FAILURES for argument in call.args)
    return False


def _read(node: ast.Import | ast.ImportFrom, when: Importing, lines: Sequence[str]) -> Iterator[ImportStatement]:
    marker = _marker(node, lines)
    if isinstance(node, ast.ImportFrom):
        members = tuple(alias.name for alias in node.names)
        yield ImportStatement(
            name=node.module or "", members=members, level=node.level, line=node.lineno, when=when, marker=marker
        )
        return
    for alias in node.names:
        yield ImportStatement(name=alias.name, line=alias.lineno, when=when, marker=marker)


def _marker(node: ast.stmt, lines: Sequence[str]) -> str | None:
    """Read the marker comment that follows a statement on its last line, among other comments there."""
    if node.end_lineno is None or node.end_col_offset is None:
        return None
    # Columns of the syntax tree count bytes of UTF-8.
    rest = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode().strip()
    if not rest.startswith("#"):
        return None
    comments = rest[1:].split("#")
    return next((comment.strip() for comment in comments if _MARKER.match(comment)), None)
