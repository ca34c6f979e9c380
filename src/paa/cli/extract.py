"""`paa extract`: copies of what installed packages hold."""

from collections.abc import Callable
from typing import Annotated

import typer

from paa.cli._options import Json
from paa.cli._options_installed import Force, Output, OutputFile, Package, Python, as_destination

__all__ = ["artifacts", "mcp", "pyproject", "routes", "site", "streamlit"]


def artifacts(
    name: Package,
    *,
    artifact: Annotated[
        str | None, typer.Option("--artifact", metavar="PATH", help="Only this one; `paa show artifacts` lists them.")
    ] = None,
    output: Output = None,
    output_path: OutputFile = None,
    force: Force = False,
    python: Python = None,
    as_json: Json = False,
) -> None:
    """Copy the data files of an installed package."""
    from paa.cli._render_installed import render_extracted
    from paa.pipeline.extract import extract_artifacts

    destination = as_destination(output, output_path, force=force)
    render_extracted(extract_artifacts(python, name, artifact, destination), as_json=as_json)


def site(
    name: Package, *, output: Output = None, force: Force = False, python: Python = None, as_json: Json = False
) -> None:
    """Copy the documentation site of an installed package."""
    from paa.cli._render_installed import render_extracted
    from paa.pipeline.extract import extract_site

    destination = as_destination(output, None, force=force)
    render_extracted(extract_site(python, name, destination), as_json=as_json)


def _extracting(interface: str, documentation: str) -> Callable[..., None]:
    """Make the command that copies the file of an interface."""

    def extract(
        name: Package,
        *,
        output: Output = None,
        output_path: OutputFile = None,
        force: Force = False,
        python: Python = None,
        as_json: Json = False,
    ) -> None:
        from paa.cli._render_installed import render_extracted
        from paa.pipeline.extract import extract_interface

        destination = as_destination(output, output_path, force=force)
        render_extracted(extract_interface(python, name, interface, destination), as_json=as_json)

    extract.__doc__ = documentation
    return extract


routes = _extracting("fastapi", "Copy the web API of an installed package.")
streamlit = _extracting("streamlit", "Copy the web app of an installed package.")
mcp = _extracting("mcp", "Copy the MCP server of an installed package.")


def pyproject(
    name: Package,
    *,
    style: Annotated[str, typer.Option("--format", metavar="FORMAT", help="pep621, uv or poetry.")] = "pep621",
    output: Output = None,
    output_path: OutputFile = None,
    force: Force = False,
    python: Python = None,
    as_json: Json = False,
) -> None:
    """Write the metadata of an installed package as a pyproject.toml."""
    from paa.cli._render_installed import render_extracted
    from paa.pipeline.extract import extract_pyproject

    destination = as_destination(output, output_path, force=force)
    render_extracted(extract_pyproject(python, name, style, destination), as_json=as_json)
