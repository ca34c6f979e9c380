"""`paa run`: serve the interfaces of installed packages."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from paa.cli._options import Quiet

__all__ = ["api", "mcp", "streamlit"]

Packages: TypeAlias = Annotated[
    list[str] | None, typer.Option("--package", metavar="NAME", help="An installed package; may be repeated.")
]
Host: TypeAlias = Annotated[
    str | None, typer.Option("--host", metavar="NAME", help="Listen here; only for this machine by default.")
]
Port: TypeAlias = Annotated[
    str | None, typer.Option("--port", metavar="NUMBER", help="Listen on this port; 0 is any free one.")
]


def api(
    *,
    package: Packages = None,
    route: Annotated[
        list[Path] | None, typer.Option("--route", metavar="FILE", help="A file with a `router`; may be repeated.")
    ] = None,
    docs: Annotated[
        list[Path] | None, typer.Option("--docs", metavar="FOLDER", help="A static site, served at /mkdocs.")
    ] = None,
    host: Host = None,
    port: Port = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "--api-config", metavar="FILE", help="Read this instead of .paa.api.config."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Serve the web APIs of packages as one application, with their documentation."""
    from paa.cli._render_serving import render_addresses
    from paa.cli._reporter import Terminal
    from paa.pipeline.run import ServeRequest, serve

    request = ServeRequest(
        packages=tuple(package or ()),
        files=tuple(route or ()),
        docs=tuple(docs or ()),
        config=config,
        changes={"host": host, "port": port},
    )
    serve("fastapi", request, Terminal(quiet=quiet), render_addresses)


def streamlit(
    *,
    package: Annotated[str | None, typer.Option("--package", metavar="NAME", help="An installed package.")] = None,
    path: Annotated[Path | None, typer.Option("--path", metavar="FILE", help="A Streamlit script instead.")] = None,
    host: Host = None,
    port: Port = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "--app-config", metavar="FILE", help="Read this instead of .paa.streamlit.config."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Serve the web app of a package."""
    from paa.cli._render_serving import render_addresses
    from paa.cli._reporter import Terminal
    from paa.pipeline.run import ServeRequest, serve

    request = ServeRequest(
        packages=(package,) if package else (),
        files=(path,) if path else (),
        config=config,
        changes={"host": host, "port": port},
    )
    serve("streamlit", request, Terminal(quiet=quiet), render_addresses)


def mcp(
    *,
    package: Packages = None,
    path: Annotated[
        list[Path] | None, typer.Option("--path", metavar="FILE", help="A file with a server `mcp`; may be repeated.")
    ] = None,
    transport: Annotated[
        str | None, typer.Option(metavar="NAME", help="streamable-http, the default, or stdio.")
    ] = None,
    mode: Annotated[
        str | None, typer.Option(metavar="NAME", help="split: a path for each, the default; combine: one server.")
    ] = None,
    server_prefix: Annotated[
        str | None, typer.Option(metavar="NAME", help="Before the names of split servers; the combined one's name.")
    ] = None,
    host: Host = None,
    port: Port = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "--mcp-config", metavar="FILE", help="Read this instead of .paa.mcp.config."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Serve the MCP servers of packages, side by side or as one."""
    from paa.cli._render_serving import render_addresses
    from paa.cli._reporter import Terminal
    from paa.pipeline.run import ServeRequest, serve

    changes = {"host": host, "port": port, "transport": transport, "mode": mode, "server_prefix": server_prefix}
    request = ServeRequest(packages=tuple(package or ()), files=tuple(path or ()), config=config, changes=changes)
    serve("mcp", request, Terminal(quiet=quiet), render_addresses)
