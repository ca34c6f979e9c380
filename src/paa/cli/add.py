"""`paa add`: scaffolds of interfaces and modules."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Config, Json, Root

__all__ = ["api", "cli", "mcp", "module", "streamlit"]

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A module of the repository; - and _ are alike.")]
_Force = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]


def _adding(interface: str, documentation: str) -> Callable[..., None]:
    """Make the command that adds an interface."""

    def add(
        name: _Name, *, force: _Force = False, config: Config = None, root: Root = Path(), as_json: Json = False
    ) -> None:
        from paa.cli._render_setup import render_added
        from paa.pipeline.add import add_interface
        from paa.pipeline.repository import Places, open_repository

        repository = open_repository(root, Places(config=config))
        render_added(add_interface(repository, interface, name, force=force), as_json=as_json)

    add.__doc__ = documentation
    return add


cli = _adding("cli", "Write a command line for a module.")
api = _adding("fastapi", "Write a web API for a module.")
streamlit = _adding("streamlit", "Write a web app for a module.")
mcp = _adding("mcp", "Write an MCP server for a module.")


def module(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of a new module; - and _ are alike.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the files if there are some.")] = False,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Write a new module, with metadata and a test."""
    from paa.cli._render_setup import render_added
    from paa.pipeline.add import add_module
    from paa.pipeline.repository import Places, open_repository

    render_added(add_module(open_repository(root, Places(config=config)), name, force=force), as_json=as_json)
