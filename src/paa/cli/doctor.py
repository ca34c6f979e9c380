"""`paa doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Branch, IndexOption, Json, Root

__all__ = ["doctor"]


def doctor(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="These modules; those that have something to release by default."),
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every module that is for release.")] = False,
    index: IndexOption = None,
    branch: Branch = None,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Tell what would stand in the way of a release: history, remote, login, names, licences, limits.

    Nothing is changed, here or elsewhere. Ends with 4 if a release would fail.
    """
    from paa.cli._render_doctor import render_diagnosis
    from paa.errors import GateError
    from paa.pipeline.doctor import DoctorRequest, diagnose
    from paa.pipeline.repository import Places, open_repository

    repository = open_repository(root, Places(branch=branch))
    diagnosis = diagnose(repository, DoctorRequest(names=tuple(names or ()), every=every, index=index))
    render_diagnosis(diagnosis, as_json=as_json)
    raise typer.Exit(0 if diagnosis.is_ready else GateError.exit_code)
