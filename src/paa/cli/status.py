"""`paa status`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Branch, IndexOption, Json, Quiet, Root, Verbose

__all__ = ["status"]


def status(
    *,
    to_repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild missing tags and ledger lines from what the others know.")
    ] = False,
    index: IndexOption = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Repair here, and tell no remote.")] = False,
    branch: Branch = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what tags, ledger and index know of each project, and where they disagree.

    Ends with 0 only where they agree.
    """
    from paa.cli._render_status import render_repair, render_status
    from paa.cli._reporter import Terminal
    from paa.pipeline.repository import Places, open_repository
    from paa.pipeline.status import repair, repository_status

    repository = open_repository(root, Places(branch=branch))
    if to_repair:
        reporter = Terminal(quiet=quiet, verbose=verbose)
        render_repair(repair(repository, reporter, to_push=not no_push), as_json=as_json)
    else:
        found = repository_status(repository, index_name=index)
        render_status(found, as_json=as_json)
        raise typer.Exit(found.exit_code)
