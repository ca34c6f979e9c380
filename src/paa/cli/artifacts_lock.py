"""`paa artifacts lock`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, Quiet, Root, Verbose

__all__ = ["artifacts_lock"]


def artifacts_lock(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Modules of the repository; all of them by default.", show_default=False),
    ] = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Fetch everything again, and accept what is there now.")
    ] = False,
    allow_http: Annotated[bool, typer.Option("--allow-http", help="Ask addresses without encryption, too.")] = False,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Pin what the addresses of artifacts hold, so that every build gets the same.

    Files `*.link` and `artifact_urls` name addresses; .paa/artifacts.lock keeps the hashes of what they hold.
    """
    from paa.cli._render_artifacts import render_pins
    from paa.cli._reporter import Terminal
    from paa.pipeline.artifacts import LockRequest, lock_artifacts
    from paa.pipeline.repository import open_repository

    request = LockRequest(names=tuple(names or ()), update=update, plain_http=allow_http)
    reporter = Terminal(quiet=quiet, verbose=verbose)
    render_pins(lock_artifacts(open_repository(root), request, reporter), as_json=as_json)
