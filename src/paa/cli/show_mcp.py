"""`paa show mcp`."""

from typing import Annotated

import typer

from paa.cli._options import Json

__all__ = ["show_mcp"]


def show_mcp(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An installed package.", show_default=False)],
    *,
    as_json: Json = False,
) -> None:
    """Show what the MCP server of an installed package offers; nothing of it is imported."""
    from paa.cli._render_serving import render_tools
    from paa.pipeline.mcp_tools import installed_tools

    render_tools(installed_tools(name), as_json=as_json)
