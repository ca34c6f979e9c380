"""What a user sees of a repository that is taken over."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import render_json

if TYPE_CHECKING:
    from paa.pipeline.migrate import Migration
    from paa.pipeline.status import Repair

__all__ = ["render_migrated", "render_migration"]


def render_migration(migration: "Migration", *, as_json: bool) -> None:
    """Print what would change."""
    if as_json:
        changes = [{"path": each.path, "outcome": each.outcome.value, "diff": each.diff} for each in migration.changes]
        render_json({"changes": changes, "tags": list(migration.tags), "unused": list(migration.unused)})
        return
    for each in migration.changes:
        typer.echo(each.diff, nl=False)
    if migration.changes:
        typer.echo()
    for each in migration.changes:
        typer.echo(f"{each.outcome:7}  {each.path}")
    for tag in migration.tags:
        typer.echo(f"tag      {tag}")
    for path in migration.unused:
        typer.echo(f"unused   {path} (delete it, if nothing of yours runs it)")
    if not (migration.changes or migration.tags):
        typer.echo("nothing to do: everything is as paa writes it")


def render_migrated(migration: "Migration", repaired: "Repair", *, as_json: bool) -> None:
    """Print what was done, as far as that is not what was shown, and what comes next."""
    for unknown in repaired.unknown:
        typer.echo(f"could not tell: {unknown}", err=as_json)
    if as_json:
        return
    typer.echo(f"\n{len(migration.changes)} files changed, {len(repaired.tags)} tags made; next:")
    for step in ("paa ci engine", "git add --all, and commit", "git push --follow-tags"):
        typer.echo(f"  {step}")
