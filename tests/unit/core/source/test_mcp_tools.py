"""What an MCP server offers, found in its syntax tree."""

from pathlib import PurePosixPath

import pytest

from paa.core.source.mcp_tools import find_tools
from paa.errors import SourceError
from paa.model.mcp_tools import Tool, ToolKind

PATH = PurePosixPath("tool/mcp_server.py")


def tool(kind: ToolKind, name: str | None, signature: str = "()", description: str = "", line: int = 2) -> Tool:
    """Describe what is expected."""
    return Tool(kind=kind, name=name, signature=signature, description=description, line=line)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            '@mcp.tool()\ndef f(a: int, *, b: str = "x") -> list[int]:\n    """Do it.\n\n    More."""\n',
            tool(ToolKind.TOOL, "f", "(a: int, *, b: str='x') -> list[int]", "Do it."),
            id="tool",
        ),
        pytest.param("@mcp.tool()\nasync def f(): ...\n", tool(ToolKind.TOOL, "f"), id="async"),
        pytest.param(
            "@mcp.tool(name='g', description='Said.')\ndef f(): ...\n",
            tool(ToolKind.TOOL, "g", description="Said."),
            id="keywords",
        ),
        pytest.param("@mcp.tool('g')\ndef f(): ...\n", tool(ToolKind.TOOL, "g"), id="positional"),
        pytest.param("@mcp.tool(name=NAME)\ndef f(): ...\n", tool(ToolKind.TOOL, None), id="computed"),
        pytest.param(
            "@mcp.resource('x://{y}')\ndef f(y): ...\n", tool(ToolKind.RESOURCE, "x://{y}", "(y)"), id="resource"
        ),
        pytest.param("@mcp.prompt()\ndef f(): ...\n", tool(ToolKind.PROMPT, "f"), id="prompt"),
        pytest.param(
            "if True:\n    @other\n    @mcp.tool()\n    def f(): ...\n", tool(ToolKind.TOOL, "f", line=4), id="nested"
        ),
    ],
)
def test_what_is_decorated_is_offered(source: str, expected: Tool) -> None:
    assert find_tools(source.encode(), PATH) == (expected,)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(): ...\n", id="a function"),
        pytest.param("@other.tool()\ndef f(): ...\n", id="another server"),
        pytest.param("@mcp.custom_route('/')\ndef f(): ...\n", id="another decorator"),
        pytest.param("'@mcp.tool()'\ndef f(): ...\n", id="text"),
    ],
)
def test_nothing_else_is_offered(source: str) -> None:
    assert find_tools(source.encode(), PATH) == ()


def test_what_is_no_python_is_an_error() -> None:
    with pytest.raises(SourceError) as raised:
        find_tools(b"def", PATH)

    assert raised.value.where == "tool/mcp_server.py:1"
