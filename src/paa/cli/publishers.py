"""`paa publishers`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import IndexOption, Json, Root

__all__ = ["publishers"]


def publishers(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Only these modules; all that are for release by default."),
    ] = None,
    *,
    index: IndexOption = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Show what PyPI and TestPyPI have to be told before the pipelines may publish there, field by field."""
    from paa.cli._render_publishers import render_publishers
    from paa.pipeline.publishers import plan_publishers
    from paa.pipeline.repository import open_repository

    render_publishers(plan_publishers(open_repository(root), names or [], index=index), as_json=as_json)
