"""What a user sees: results on stdout, everything else on stderr."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from paa.cli._ci import annotate
from paa.errors import PaaError

if TYPE_CHECKING:
    from paa.model.distribution import Distribution
    from paa.pipeline.install import Installation, Installed

__all__ = [
    "plain",
    "render_error",
    "render_installation",
    "render_json",
    "render_packages",
    "shown_path",
    "shown_size",
    "styled",
    "takes_colour",
]


def plain(text: str) -> str:
    """Show control characters of file names and messages instead of sending them to a terminal."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else each.encode("unicode_escape").decode() for each in text
    )


def styled(text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False, out: bool = False) -> str:
    """Colour text, unless its stream is no terminal that can, or NO_COLOR asks for none (no-color.org)."""
    wanted = (fg or bold or dim) and takes_colour(sys.stdout if out else sys.stderr)
    return typer.style(text, fg=fg, bold=bold or None, dim=dim or None) if wanted else text


def takes_colour(stream: TextIO) -> bool:
    """Tell whether what is written to a stream may be coloured."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def render_error(error: PaaError) -> None:
    """Print each problem of an error: where, what, and what to do next."""
    for problem in error.problems:
        if annotate("error", problem):
            continue
        where = f"{problem.where}: " if problem.where else ""
        typer.echo(f"{styled('error:', fg='red', bold=True)} {plain(where + problem.message)}", err=True)
        if problem.hint:
            typer.echo(f"  {styled('hint:', fg='cyan')} {plain(problem.hint)}", err=True)


def render_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """Print a result for programs; what a CI would take out of a log and obey is spelt in another way."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False).replace("##", "\\u0023\\u0023"))


def shown_path(path: Path) -> str:
    """Shorten a path below the working directory."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def render_packages(distributions: "Sequence[Distribution]", *, as_json: bool) -> None:
    """Print the archives that were made, project by project."""
    projects = [list(group) for _, group in groupby(distributions, key=lambda each: each.name)]
    if as_json:
        render_json(
            [
                {
                    "name": files[0].name,
                    "import_name": files[0].import_name,
                    "version": str(files[0].version),
                    "distributions": [
                        {"kind": file.kind, "path": str(file.path), "size": file.size, "sha256": file.sha256}
                        for file in files
                    ],
                }
                for files in projects
            ]
        )
        return
    for files in projects:
        typer.echo(styled(f"{files[0].name} {files[0].version}", bold=True, out=True))
        for file in files:
            typer.echo(f"  {shown_path(file.path)}  {shown_size(file.size)}")


def render_installation(installation: "Installation", *, as_json: bool) -> None:
    """Print what was installed, where, and how to try it."""
    if as_json:
        render_json(
            {
                "python": str(installation.python),
                "location": str(installation.location),
                "requirements": list(installation.requirements),
                "projects": [
                    {
                        "name": each.spec.name,
                        "import_name": each.spec.import_name,
                        "version": str(each.spec.version),
                        "named": each.named,
                        "released": each.released,
                        "scripts": sorted(each.spec.scripts),
                    }
                    for each in installation.projects
                ],
            }
        )
        return
    for requirement in installation.requirements:
        typer.echo(f"installed {requirement}")
    for each in installation.projects:
        remark = "" if each.released else "  (not for release: it has no __package_metadata__)"
        title = styled(f"{each.spec.name} {each.spec.version}", bold=True, out=True)
        typer.echo(f"installed {title}{remark}")
    typer.echo(f"     into {shown_path(installation.location)}")
    for each in installation.projects:
        if each.named:
            typer.echo(f"      try {_trial(each, installation)}")


def _trial(installed: "Installed", installation: "Installation") -> str:
    """Give a line that uses what was installed."""
    name = installed.spec.import_name
    if scripts := sorted(installed.spec.scripts):
        return f"{_command(installation.scripts / scripts[0])} --help"
    return f"{_command(installation.python)} -c 'import {name}; help({name})'"


def _command(program: Path) -> str:
    """Name a program as one has to type it: plainly where the shell finds this very one."""
    folders = map(Path, os.environ.get("PATH", "").split(os.pathsep))
    first = next((folder for folder in folders if (folder / program.name).is_file()), None)
    return program.name if first == program.parent else shown_path(program)


_KILOBYTE = 1000  # bytes


def shown_size(size: int) -> str:
    """Write a number of bytes for people."""
    if size < _KILOBYTE:
        return f"{size} B"
    return f"{size / _KILOBYTE:,.1f} kB"
