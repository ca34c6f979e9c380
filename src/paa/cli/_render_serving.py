"""What is printed about servers."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paa.model.mcp_tools import Tool
    from paa.model.serving import Address

__all__ = ["render_addresses", "render_tools"]


def render_addresses(addresses: "Sequence[Address]") -> None:
    """Print where things are served; at once, because whoever reads a pipe waits for it."""
    width = max((len(each.url) for each in addresses), default=0)
    for each in addresses:
        typer.echo(f"{each.url:{width}}  {each.meaning}")


def render_tools(tools: "Sequence[Tool]", *, as_json: bool) -> None:
    """Print what an MCP server offers."""
    if as_json:
        render_json([{name: value for name, value in asdict(each).items() if name != "line"} for each in tools])
        return
    for each in tools:
        name = "a computed name" if each.name is None else each.name
        typer.echo(f"{each.kind:8}  {styled(name, bold=True, out=True)}{each.signature}")
        if each.description:
            typer.echo(f"          {plain(each.description)}")
