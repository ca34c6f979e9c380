"""`paa notes`."""

from pathlib import Path

from paa.cli._options import IndexOption, Json, ModuleName, Offline, Root

__all__ = ["notes"]


def notes(
    name: ModuleName,
    *,
    index: IndexOption = None,
    offline: Offline = False,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Show the release notes that the next release of a module would get."""
    from paa.cli._render_plan import render_notes
    from paa.pipeline.plan import PlanRequest, plan_release
    from paa.pipeline.repository import open_repository

    request = PlanRequest(names=(name,), index=index, offline=offline)
    render_notes(plan_release(open_repository(root), request), as_json=as_json)
