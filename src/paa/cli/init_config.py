"""`paa init-config`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, NewRoot

__all__ = ["init_config"]


def init_config(
    path: NewRoot = Path(),
    *,
    full: Annotated[bool, typer.Option("--full", help="Write every key with its default.")] = False,
    as_json: Json = False,
) -> None:
    """Write only the `.paa.config` of a packaging repository."""
    from paa.cli._render_setup import render_setup
    from paa.pipeline.scaffold import set_up_config

    render_setup(set_up_config(path, full=full), steps=("paa show config",), as_json=as_json)
