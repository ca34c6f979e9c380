"""`paa artifacts refresh`."""

from typing import Annotated

import typer

from paa.cli._options import Json, Quiet
from paa.cli._options_installed import Package, Python

__all__ = ["artifacts_refresh"]


def artifacts_refresh(
    name: Package,
    *,
    allow_http: Annotated[bool, typer.Option("--allow-http", help="Ask addresses without encryption, too.")] = False,
    python: Python = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fetch data files of an installed package again that came from an address.

    What the addresses hold now takes the place of what was installed.
    """
    from paa.cli._render_installed import render_refreshed
    from paa.cli._reporter import Terminal
    from paa.pipeline.refresh import refresh_artifacts

    refreshed = refresh_artifacts(python, name, Terminal(quiet=quiet), plain_http=allow_http)
    render_refreshed(refreshed, as_json=as_json)
