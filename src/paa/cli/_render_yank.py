"""What a user sees of a yanked release."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled
from paa.pipeline.yank import YankState

if TYPE_CHECKING:
    from paa.pipeline.yank import Yanked

__all__ = ["render_yanked"]

_SAID = {
    YankState.YANKED: "is yanked",
    YankState.OFFERED: "is not yanked",
    YankState.GONE: "is deleted, and its number stays taken",
    YankState.UNKNOWN: "is there, and nothing tells whether it is yanked",
}


def render_yanked(yanked: "Yanked", *, as_json: bool) -> None:
    """Print what the index tells of a release, and what a person has to do."""
    if as_json:
        render_json(
            {
                "name": yanked.name,
                "version": str(yanked.version),
                "index": yanked.index,
                "state": yanked.state,
                "reason": yanked.reason,
                "changed": yanked.changed,
                "steps": list(yanked.steps),
            }
        )
        return
    release = styled(f"{yanked.name} {yanked.version}", bold=True, out=True)
    now = "now " if yanked.changed and yanked.state is YankState.YANKED else ""
    no_more = " any more" if yanked.changed and yanked.state is YankState.OFFERED else ""
    reason = f": {plain(yanked.reason)}" if yanked.reason else ""
    said = _SAID[yanked.state].replace("is ", f"is {now}", 1)
    typer.echo(f"{release} {said}{no_more} on {yanked.index}{reason}")
    if yanked.steps:
        typer.echo("no program can do that here:")
    for number, step in enumerate(yanked.steps, start=1):
        typer.echo(f"  {number}. {plain(step)}")
