"""`paa plan`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import IndexOption, Json, Offline, Root

__all__ = ["plan"]


def plan(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Only these modules; every changed one by default.")
    ] = None,
    *,
    base: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Compare with this, not with each one's last release.")
    ] = None,
    index: IndexOption = None,
    offline: Offline = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the plan, as later steps read it.")
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option(
            "--limit", metavar="NUMBER", help="With --output, refuse more projects; `release_limit` by default."
        ),
    ] = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Show what would be released, as what version, and why."""
    from paa.cli._ci import summarise
    from paa.cli._render_plan import render_plan
    from paa.core.ci.summary import plan_summary
    from paa.pipeline.built import write_plan
    from paa.pipeline.plan import PlanRequest, plan_release
    from paa.pipeline.repository import open_repository

    repository = open_repository(root)
    # A pipeline that was told no name hands an empty one on; and what somebody types may have blanks around it.
    wanted = tuple(filter(None, (name.strip() for name in names or ())))
    request = PlanRequest(names=wanted, base=base, index=index, offline=offline)
    made = plan_release(repository, request)
    render_plan(made, as_json=as_json)
    if output is not None:
        summarise(plan_summary(made))
        write_plan(repository, made, output, limit=(limit or "").strip() or None)
