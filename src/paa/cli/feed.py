"""`paa feed`: the indexes that releases go to."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, Root

__all__ = ["add_feed", "list_feeds", "pip_conf"]


def add_feed(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called here, and in the pipeline.")],
    *,
    organization: Annotated[str, typer.Option(metavar="NAME", help="What follows the host in its addresses.")],
    project: Annotated[
        str | None,
        typer.Option(metavar="GUID", help="The GUID or the name of its project; none for a feed of the organization."),
    ] = None,
    feed: Annotated[
        str | None, typer.Option(metavar="NAME", help="What Azure calls it, if that is something else.")
    ] = None,
    view: Annotated[
        str | None, typer.Option(metavar="NAME", help="The view that releases are promoted to, as in Release.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="Where it is, if that is a server of one's own.")
    ] = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Add a feed of Azure Artifacts, and let the pipeline offer it."""
    from paa.cli._render_feeds import render_added_feed
    from paa.pipeline import add_feed as adding
    from paa.pipeline.repository import open_repository

    new = adding.NewFeed(name=name, organization=organization, project=project, feed=feed, view=view, server=server)
    render_added_feed(adding.add_feed(open_repository(root), new), as_json=as_json)


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
