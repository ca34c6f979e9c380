"""Options and arguments of the commands that use installed packages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from paa.errors import UsageError

if TYPE_CHECKING:
    from paa.pipeline.extract import Destination

__all__ = ["Force", "Output", "OutputFile", "Package", "Python", "as_destination"]

Package: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="An installed package that paa built; - and _ are alike.")
]
Python: TypeAlias = Annotated[
    Path | None,
    typer.Option("--python", metavar="PATH", help="Look into the environment of this Python instead."),
]
Output: TypeAlias = Annotated[
    Path | None, typer.Option("--output", "--output-dir", "-o", metavar="FOLDER", help="Where it goes.")
]
OutputFile: TypeAlias = Annotated[
    Path | None, typer.Option("--output-path", metavar="FILE", help="Where it goes, with the name of the file.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def as_destination(folder: Path | None, file: Path | None, *, force: bool) -> "Destination":
    """Collect where something goes.

    Raises:
        UsageError: A folder and a file are named.
    """
    from paa.pipeline.extract import Destination

    if folder is not None and file is not None:
        raise UsageError("--output names a folder and --output-path a file", hint="name one of them")
    return Destination(folder=folder, file=file, force=force)
