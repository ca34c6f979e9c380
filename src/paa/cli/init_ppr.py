"""`paa init-ppr`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Json, NewRoot

__all__ = ["init_ppr"]


def init_ppr(
    path: NewRoot = Path(),
    *,
    github: Annotated[bool, typer.Option("--github", help="Its pipelines run on GitHub.")] = False,
    azure: Annotated[bool, typer.Option("--azure", help="Its pipelines run on Azure DevOps.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Write every key with its default, and every folder.")] = False,
    as_json: Json = False,
) -> None:
    """Set up a packaging repository; what exists stays as it is."""
    from paa.cli._render_setup import render_setup
    from paa.model.pipelines import Platform
    from paa.pipeline.scaffold import set_up_repository

    chosen = {Platform.GITHUB: github, Platform.AZURE: azure}
    platforms = [platform for platform, wanted in chosen.items() if wanted]
    steps = ["put a module into {module_dir}/, for example my_tool.py", "paa test-install my-tool"]
    if platforms:
        steps.append("paa ci engine: it pins what the pipelines install")
    if azure:
        steps.append("paa feed add NAME --organization ORGANIZATION: it adds what the pipeline can release to")
    render_setup(set_up_repository(path, platforms=platforms, full=full), steps=steps, as_json=as_json)
