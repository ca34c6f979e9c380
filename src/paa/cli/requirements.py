"""`paa requirements`, `paa extract-module-requirements` and `paa components`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Config, Json, MappingFile, ModuleName, Quiet, Root

__all__ = ["components", "extract_module_requirements", "requirements"]


def requirements(
    name: ModuleName,
    *,
    config: Config = None,
    mapping_filepath: MappingFile = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what a module's sources require, which line says so, and by which rule."""
    from paa.cli._render_requirements import render_requirements
    from paa.cli._reporter import Terminal
    from paa.pipeline.repository import Places, open_repository
    from paa.pipeline.requirements import source_requirements

    places = Places(config=config, mapping=mapping_filepath)
    found = source_requirements(open_repository(root, places), name, Terminal(quiet=quiet))
    render_requirements(found, as_json=as_json)


def extract_module_requirements(
    name: ModuleName,
    *,
    show_extra: Annotated[
        bool, typer.Option("--show-extra/--skip-extra", help="Print those of extras, too, or leave them out.")
    ] = True,
    config: Config = None,
    mapping_filepath: MappingFile = None,
    root: Root = Path(),
    quiet: Quiet = False,
) -> None:
    """Print what a module's sources require, a line of PEP 508 each."""
    from paa.cli._render_requirements import render_requirement_lines
    from paa.cli._reporter import Terminal
    from paa.pipeline.repository import Places, open_repository
    from paa.pipeline.requirements import source_requirements

    places = Places(config=config, mapping=mapping_filepath)
    found = source_requirements(open_repository(root, places), name, Terminal(quiet=quiet))
    render_requirement_lines(found, extras=show_extra)


def components(name: ModuleName, *, root: Root = Path(), as_json: Json = False) -> None:
    """Show the components that a module uses, and which lines import them."""
    from paa.cli._render_requirements import render_components
    from paa.pipeline.repository import open_repository
    from paa.pipeline.requirements import reached_components

    render_components(reached_components(open_repository(root), name), as_json=as_json)
