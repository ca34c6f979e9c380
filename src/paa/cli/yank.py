"""`paa yank`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import IndexOption, Json, Root

__all__ = ["yank"]


def yank(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A module, or a project whose module is gone.")],
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The release.")],
    *,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; installers show it.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Change nothing, and see what the index tells.")] = False,
    index: IndexOption = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Let installers leave a release alone, unless somebody asks for this very version.

    Where an index lets no program do that, it says what a person has to do. Ends with 0 only where the index tells it.
    """
    from paa.cli._render_yank import render_yanked
    from paa.pipeline.repository import open_repository
    from paa.pipeline.yank import YankRequest, yank_release

    request = YankRequest(name=name, version=version, reason=reason, undo=undo, only_look=verify, index=index)
    yanked = yank_release(open_repository(root), request)
    render_yanked(yanked, as_json=as_json)
    raise typer.Exit(yanked.exit_code)
