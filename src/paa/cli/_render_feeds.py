"""What a user sees of indexes."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paa.model.index import InstallerSettings
    from paa.pipeline.add_feed import AddedFeed
    from paa.pipeline.feeds import ListedIndex

__all__ = ["render_added_feed", "render_indexes", "render_installers"]


def render_indexes(indexes: "Sequence[ListedIndex]", *, as_json: bool) -> None:
    """Print the indexes of a repository."""
    if as_json:
        render_json(
            [
                {
                    "name": index.name,
                    "kind": index.kind.value,
                    "address": index.address,
                    "where": index.where,
                    "publish_to": index.publishes,
                }
                for index in indexes
            ]
        )
        return
    width = max(len(index.name) for index in indexes)
    for index in indexes:
        goal = "  <- publish_to" if index.publishes else ""
        typer.echo(f"{index.name.ljust(width)}  {index.kind.value:9}  {plain(index.where)}{goal}")
        typer.echo(f"{' ' * width}  {plain(index.address)}")


def render_installers(settings: "InstallerSettings", *, uv: bool, as_json: bool) -> None:
    """Print the file of one installer, or both for a program."""
    if as_json:
        render_json({"pip.conf": settings.pip, "uv.toml": settings.uv})
    else:
        typer.echo(settings.uv if uv else settings.pip, nl=False)


def render_added_feed(added: "AddedFeed", *, as_json: bool) -> None:
    """Print the files that name a feed now."""
    if as_json:
        render_json({"path": added.path, "updated": list(added.updated)})
        return
    typer.echo(f"created {added.path}")
    for path in added.updated:
        typer.echo(f"updated {path}")
    if not added.choices:
        typer.echo("there is no pipeline here that offers it; `paa init-ppr --azure` writes one")
