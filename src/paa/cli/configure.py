"""`paa configure`: write the configuration file of a server."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["api", "mcp", "streamlit"]

To: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Write this file.", show_default=False)
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def api(*, config: To = None, force: Force = False) -> None:
    """Write .paa.api.config, which `paa run api` reads."""
    _configure("fastapi", config, force=force)


def streamlit(*, config: To = None, force: Force = False) -> None:
    """Write .paa.streamlit.config, which `paa run streamlit` reads."""
    _configure("streamlit", config, force=force)


def mcp(*, config: To = None, force: Force = False) -> None:
    """Write .paa.mcp.config, which `paa run mcp` reads."""
    _configure("mcp", config, force=force)


def _configure(name: str, config: Path | None, *, force: bool) -> None:
    from paa.pipeline.run import write_configuration

    typer.echo(f"wrote {write_configuration(name, config, force=force)}")
