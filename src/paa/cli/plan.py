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
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Show what would be released, as what version, and why."""
    from paa.cli._render_plan import render_plan
    from paa.pipeline.plan import PlanRequest, plan_release
    from paa.pipeline.repository import open_repository

    request = PlanRequest(names=tuple(names or ()), base=base, index=index, offline=offline)
    render_plan(plan_release(open_repository(root), request), as_json=as_json)
