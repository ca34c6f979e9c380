"""`paa show packages`, and what else there is to see of installed packages."""

from typing import Annotated

import typer

from paa.cli._options import Json
from paa.cli._options_installed import Package, Python

__all__ = ["artifact_links", "artifacts", "licenses", "package", "packages", "requirements"]


def packages(
    *,
    tags: Annotated[
        list[str] | None,
        typer.Option("--tags", metavar="KEYWORD", help="Only those with this keyword; may be repeated."),
    ] = None,
    python: Python = None,
    as_json: Json = False,
) -> None:
    """List the installed packages that paa built."""
    from paa.cli._render_installed import render_list
    from paa.pipeline.inventory import installed_packages

    render_list(installed_packages(python, tags or ()), as_json=as_json)


def package(name: Package, *, python: Python = None, as_json: Json = False) -> None:
    """Show what an installed package says of itself."""
    from paa.cli._render_installed import render_package
    from paa.pipeline.inventory import installed_package

    render_package(installed_package(python, name), as_json=as_json)


def requirements(name: Package, *, python: Python = None, as_json: Json = False) -> None:
    """List what an installed package requires, and what of it is there."""
    from paa.cli._render_installed import render_requirements
    from paa.pipeline.inventory import package_requirements

    render_requirements(package_requirements(python, name), as_json=as_json)


def artifacts(name: Package, *, python: Python = None, as_json: Json = False) -> None:
    """List the data files of an installed package."""
    from paa.cli._render_installed import render_artifacts
    from paa.pipeline.inventory import package_artifacts

    render_artifacts(package_artifacts(python, name), as_json=as_json)


def artifact_links(name: Package, *, python: Python = None, as_json: Json = False) -> None:
    """List the addresses that data files of an installed package come from."""
    from paa.cli._render_installed import render_links
    from paa.pipeline.inventory import package_links

    render_links(package_links(python, name), as_json=as_json)


def licenses(
    name: Package,
    *,
    recursive: Annotated[
        bool, typer.Option("--recursive", help="Also what the requirements require, and so on.")
    ] = False,
    python: Python = None,
    as_json: Json = False,
) -> None:
    """List the licences of an installed package and its requirements.

    They are what the metadata states: a licence expression, else classifiers, else the field of the name.
    """
    from paa.cli._render_installed import render_licenses
    from paa.pipeline.inventory import package_licenses

    render_licenses(package_licenses(python, name, recursive=recursive), as_json=as_json)
