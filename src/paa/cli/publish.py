"""`paa stage`, `paa publish`, `paa verify` and `paa record`: the steps of a release one by one."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from paa.cli._options import Branch, IndexOption, Json, PlanFile, Quiet, Root, Smoke, Verbose

__all__ = ["publish", "record", "stage", "verify"]

Dist: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--from", "--dist", metavar="FOLDER", help="Where `make-package --plan` put the archives, or a folder of such."
    ),
]


def stage(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    smoke: Smoke = None,
    no_upload: Annotated[
        bool, typer.Option("--no-upload", help="Try what is there already; that takes no login.")
    ] = False,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Try the archives of a plan on the index of `stage_to`, before any of them goes to the real one."""
    from paa.cli._render_plan import render_published
    from paa.cli._reporter import Terminal
    from paa.pipeline.apart import stage_plan
    from paa.pipeline.repository import find_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    staged = stage_plan(find_repository(root), plan, dist, reporter, smoke=smoke, upload=not no_upload)
    render_published(staged, "staged", as_json=as_json)


def publish(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    no_push: Annotated[
        bool, typer.Option("--no-push", help="The record will stay here: ask no remote for it.")
    ] = False,
    index: IndexOption = None,
    branch: Branch = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="NAME", help="Publish this one alone, behind what it needs.")
    ] = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Publish the archives of a plan, if they can be recorded; what is on the index already is done.

    Outside of a repository the plan alone says where they go.
    """
    from packaging.utils import canonicalize_name

    from paa.cli._render_plan import render_published
    from paa.cli._reporter import Terminal
    from paa.pipeline.apart import Choice, publish_plan
    from paa.pipeline.repository import Places, find_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    choice = Choice(index=index, only=canonicalize_name(project) if project else None)
    repository = find_repository(root, Places(branch=branch))
    stored = publish_plan(repository, plan, dist, reporter, to_push=not no_push, choice=choice)
    render_published(stored, "published", as_json=as_json)


def verify(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    index: IndexOption = None,
    smoke: Smoke = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """See that the index has the archives of a plan, byte for byte, and that they work."""
    from paa.cli._render_plan import render_published
    from paa.cli._reporter import Terminal
    from paa.pipeline.apart import verify_plan
    from paa.pipeline.repository import find_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    there = verify_plan(find_repository(root), plan, dist, reporter, index=index, smoke=smoke)
    render_published(there, "verified", as_json=as_json)


def record(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    no_push: Annotated[bool, typer.Option("--no-push", help="Record the release here, and tell no remote.")] = False,
    index: IndexOption = None,
    branch: Branch = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Record those releases of a plan that the index has: tracking files, tags, one commit."""
    from paa.cli._render_plan import render_recorded
    from paa.cli._reporter import Terminal
    from paa.pipeline.apart import record_plan
    from paa.pipeline.repository import Places, open_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    repository = open_repository(root, Places(branch=branch))
    recorded = record_plan(repository, plan, dist, reporter, to_push=not no_push, index=index)
    render_recorded(recorded, as_json=as_json)
