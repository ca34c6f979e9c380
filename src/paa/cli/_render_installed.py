"""What a user sees of installed packages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, shown_path, shown_size, styled
from paa.core.package.core_metadata import state_license

if TYPE_CHECKING:
    from paa.model.installed import InstalledArtifact, InstalledPackage, InstalledRequirement, StatedLicense
    from paa.pipeline.refresh import Refreshed

__all__ = [
    "render_artifacts",
    "render_extracted",
    "render_licenses",
    "render_links",
    "render_list",
    "render_package",
    "render_refreshed",
    "render_requirements",
]

NO_ADDRESS = "no data file of this package came from an address"
_GAP = "  "


def render_list(packages: "Sequence[InstalledPackage]", *, as_json: bool) -> None:
    """Print the packages of an environment, a line for each."""
    if as_json:
        render_json(
            [
                {
                    "name": each.metadata.name,
                    "import_name": each.import_name,
                    "version": each.metadata.version,
                    "summary": each.metadata.summary,
                    "interfaces": list(each.interfaces),
                    "editable": each.edited is not None,
                }
                for each in packages
            ]
        )
        return
    if not packages:
        typer.echo("no package that paa built is installed here", err=True)
    _print_table(
        (each.metadata.name, each.metadata.version, ", ".join(each.interfaces) or "-", each.metadata.summary)
        for each in packages
    )


def render_package(package: "InstalledPackage", *, as_json: bool) -> None:
    """Print what a package says of itself."""
    metadata = package.metadata
    license_, source = state_license(metadata)
    document = {
        "name": metadata.name,
        "import_name": package.import_name,
        "version": metadata.version,
        "summary": metadata.summary,
        "interfaces": dict(package.interfaces),
        "scripts": dict(package.entry_points.get("console_scripts", {})),
        "requires_python": metadata.requires_python or None,
        "license": license_,
        "license_source": source,
        "author": metadata.author or None,
        "author_email": metadata.author_email or None,
        "keywords": list(metadata.keywords),
        "classifiers": list(metadata.classifiers),
        "urls": dict(metadata.urls),
        "extras": list(metadata.extras),
        "location": str(package.location),
        "edited_in": None if package.edited is None else str(package.edited),
    }
    if as_json:
        render_json(document)
        return
    width = max(map(len, document))
    for key, value in document.items():
        for number, line in enumerate(_lines(value)):
            label = styled(("" if number else key.replace("_", " ")).ljust(width), bold=True, out=True)
            typer.echo(f"{label}{_GAP}{plain(line)}")


def render_requirements(rows: "Sequence[InstalledRequirement]", *, as_json: bool) -> None:
    """Print requirements, those of each extra below its name."""
    if as_json:
        render_json([asdict(row) for row in rows])
        return
    if not rows:
        typer.echo("this package requires nothing", err=True)
    for extra, group in groupby(rows, key=lambda row: row.extra):
        if extra is not None:
            typer.echo(styled(f"[{plain(extra)}]", bold=True, out=True))
        _print_table((row.requirement, _presence(row)) for row in group)


def render_artifacts(rows: "Sequence[InstalledArtifact]", *, as_json: bool) -> None:
    """Print data files and their sizes."""
    if as_json:
        render_json(
            [
                {
                    "path": str(row.path),
                    "file": str(row.file),
                    "size": row.size,
                    "url": row.url,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        typer.echo("this package has no data files", err=True)
    _print_table((str(row.path), shown_size(row.size), "fetched" if row.url else "") for row in rows)


def render_links(links: "Mapping[PurePosixPath, str]", *, as_json: bool) -> None:
    """Print where data files were fetched from."""
    if as_json:
        render_json([{"path": str(path), "url": url} for path, url in links.items()])
        return
    if not links:
        typer.echo(NO_ADDRESS, err=True)
    _print_table((str(path), url) for path, url in links.items())


def render_licenses(rows: "Sequence[StatedLicense]", *, as_json: bool) -> None:
    """Print licences, and which field states them."""
    if as_json:
        render_json([asdict(row) for row in rows])
        return
    _print_table(
        (row.name, row.version or "-", row.license or ("unknown" if row.version else "not installed"), row.source or "")
        for row in rows
    )


def render_extracted(files: Sequence[Path], *, as_json: bool) -> None:
    """Print the files that were written."""
    if as_json:
        render_json([str(path.absolute()) for path in files])
        return
    for path in files:
        typer.echo(plain(shown_path(path)))


def render_refreshed(files: "Sequence[Refreshed]", *, as_json: bool) -> None:
    """Print what was fetched again."""
    if as_json:
        render_json([{**asdict(each), "path": str(each.path)} for each in files])
        return
    if not files:
        typer.echo(NO_ADDRESS, err=True)
    _print_table((str(each.path), shown_size(each.size), "replaced" if each.changed else "the same") for each in files)


def _presence(row: "InstalledRequirement") -> str:
    if row.installed:
        return row.installed
    return "missing" if row.needed else "not needed here"


def _lines(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {each}" for name, each in value.items()]
    if isinstance(value, list):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows with their columns below each other; the last column is as long as it is."""
    table = [tuple(plain(cell.replace("\n", " ")) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        typer.echo(_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
