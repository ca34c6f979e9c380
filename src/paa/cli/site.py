"""`paa site`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Quiet, Root, Verbose
from paa.errors import UsageError

__all__ = ["site"]


def site(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A module of the repository; - and _ are alike.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the site goes; site/NAME by default."),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it to this machine instead, until Ctrl+C.")] = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="NUMBER", help="The port to serve it on; any free one by default.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that holds other files; they are left alone.")
    ] = False,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build the documentation site of a module, and print its address.

    It needs no server: open the address in a browser. No module is imported to build it.
    """
    from paa.cli._reporter import Terminal
    from paa.pipeline.repository import open_repository
    from paa.pipeline.site import SiteRequest, make_site, serve_site

    if port is not None and not serve:
        raise UsageError("--port is for --serve", hint="add --serve, or leave --port out")
    repository, reporter = open_repository(root), Terminal(quiet=quiet, verbose=verbose)
    request = SiteRequest(name=name, output=output, force=force)
    if not serve:
        typer.echo(make_site(repository, request, reporter).address)
        return
    for address in serve_site(repository, request, reporter, port=port or 0):
        typer.echo(address)
