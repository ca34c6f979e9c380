"""`paa release`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Branch, IndexOption, Json, Quiet, Root, Smoke, Verbose

__all__ = ["release"]


def release(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Only these modules; every changed one by default.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Release more projects than the configured limit.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Release the named modules although nothing changed.")] = False,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; goes with --force into the notes.")] = None,
    claim: Annotated[
        bool, typer.Option("--claim", help="The index has projects of these names already, and they are ours.")
    ] = False,
    base: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Compare with this, not with each one's last release.")
    ] = None,
    index: IndexOption = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Record the release here, and tell no remote.")] = False,
    branch: Branch = None,
    smoke: Smoke = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Release what changed: build, check, stage, publish, verify and record it.

    A run that was interrupted is completed by running the command again.
    """
    from paa.cli._render_plan import render_release
    from paa.cli._reporter import Terminal
    from paa.pipeline.plan import PlanRequest
    from paa.pipeline.release import ReleaseRequest, release_projects
    from paa.pipeline.repository import Places, open_repository

    wanted = PlanRequest(names=tuple(names or ()), base=base, index=index, force=force, reason=reason, claim=claim)
    request = ReleaseRequest(plan=wanted, dry_run=dry_run, to_push=not no_push, confirmed=yes, smoke=smoke)
    repository, reporter = open_repository(root, Places(branch=branch)), Terminal(quiet=quiet, verbose=verbose)
    released = release_projects(repository, request, reporter)
    render_release(released, as_json=as_json)
    if released.failure is not None:
        raise released.failure
