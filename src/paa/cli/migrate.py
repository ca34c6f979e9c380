"""`paa migrate`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, Quiet, Root, Verbose

__all__ = ["migrate"]


def migrate(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Take over a repository of package-auto-assembler: pipelines, publish_to and missing tags; nothing else.

    What changes is shown as a diff first. Nothing is committed, and nothing is pushed.
    """
    from paa.cli._render_migration import render_migrated, render_migration
    from paa.cli._reporter import Terminal
    from paa.errors import UsageError
    from paa.pipeline.migrate import migrate as carry_out
    from paa.pipeline.migrate import plan_migration
    from paa.pipeline.repository import open_repository

    repository = open_repository(root)
    migration = plan_migration(repository)
    render_migration(migration, as_json=as_json)
    if dry_run or not (migration.changes or migration.tags):
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError("nothing was changed: nobody is here to ask", hint="paa migrate --yes does what is shown")
    if not yes and not typer.confirm("Do it?", err=True):
        raise typer.Exit(0)
    render_migrated(
        migration, carry_out(repository, migration, Terminal(quiet=quiet, verbose=verbose)), as_json=as_json
    )
