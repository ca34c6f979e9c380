"""Find what an MCP server offers in its syntax tree; nothing of it is run."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from paa.core.source.modules import parse_source
from paa.model.mcp_tools import Tool, ToolKind

__all__ = ["find_tools"]

_SERVER = "mcp"
_KINDS = frozenset(ToolKind)


def find_tools(content: bytes, path: PurePosixPath) -> tuple[Tool, ...]:
    """List the functions that are decorated with `@mcp.tool()`, `@mcp.resource(…)` and `@mcp.prompt()`.

    Raises:
        SourceError: It is no valid Python.
    """
    _, tree = parse_source(content, path)
    return tuple(_tools(tree))


def _tools(tree: ast.Module) -> Iterator[Tool]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=kind)) if (
                    name == _SERVER and kind in _KINDS
                ):
                    yield _tool(ToolKind(kind), decorator, node)


def _tool(kind: ToolKind, call: ast.Call, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Tool:
    keywords = {each.arg: each.value for each in call.keywords}
    given = call.args[0] if call.args else keywords.get("uri" if kind is ToolKind.RESOURCE else "name")
    documentation = keywords.get("description")
    description = ast.get_docstring(function) if documentation is None else _text(documentation)
    result = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return Tool(
        kind=kind,
        name=function.name if given is None else _text(given),
        signature=f"({ast.unparse(function.args)}){result}",
        description=(description or "").strip().partition("\n")[0],
        line=function.lineno,
    )


def _text(node: ast.expr) -> str | None:
    """Give a literal text; None for what is computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
