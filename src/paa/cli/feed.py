"""`paa feed`: the indexes that releases go to."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, Root

__all__ = ["list_feeds", "pip_conf"]


def list_feeds(*, root: Root = Path(), as_json: Json = False) -> None:
    """List the indexes that a command can be told to use, and the files that describe them."""
    from paa.cli._render_feeds import render_indexes
    from paa.pipeline.feeds import list_indexes
    from paa.pipeline.repository import open_repository

    render_indexes(list_indexes(open_repository(root)), as_json=as_json)


def pip_conf(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The index, as `paa feed list` shows it.")],
    *,
    uv: Annotated[bool, typer.Option("--uv", help="Print a uv.toml instead.")] = False,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Print the pip.conf that lets a developer install from an index.

    The login is not in it; the comments say where it goes.
    """
    from paa.cli._render_feeds import render_installers
    from paa.pipeline.feeds import installers_of
    from paa.pipeline.repository import open_repository

    render_installers(installers_of(open_repository(root), name), uv=uv, as_json=as_json)
