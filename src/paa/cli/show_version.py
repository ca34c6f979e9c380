"""`paa show version`."""

from pathlib import Path

import typer

from paa.cli._options import ModuleName, Root

__all__ = ["version"]


def version(name: ModuleName, *, root: Root = Path()) -> None:
    """Show the last released version of a module of this repository, and nothing else."""
    from paa.pipeline.repository import open_repository
    from paa.pipeline.status import last_version

    typer.echo(last_version(open_repository(root), name))
