"""`paa notes`."""

from pathlib import Path

from paa.cli._options import Json, ModuleName, Root

__all__ = ["notes"]


def notes(
    name: ModuleName,
    *,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Show the release notes that the next release of a module would get."""
    from paa.cli._render_plan import render_notes
    from paa.pipeline.plan import PlanRequest, plan_release
    from paa.pipeline.repository import open_repository

    render_notes(plan_release(open_repository(root), PlanRequest(names=(name,))), as_json=as_json)
