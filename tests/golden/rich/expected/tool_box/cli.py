"""The command line."""

import typer

from tool_box.components.plain import value
from tool_box import answer
from tool_box.tool_box import größe

__cli_metadata__ = {"name": "tool-box"}

app = typer.Typer()


@app.command()
def main() -> None:
    """Print the answer."""
    typer.echo(f"{answer()} {value} {größe()}")
