"""What a user sees of the state of releases."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from packaging.version import Version

    from paa.pipeline.status import Repair, Status

__all__ = ["render_repair", "render_status"]


def render_status(status: "Status", *, as_json: bool) -> None:
    """Print one line per project, and below it what is wrong."""
    if as_json:
        render_json(
            {
                "index": status.index,
                "projects": [
                    {
                        "name": each.name,
                        "import_name": each.import_name,
                        "tag": _text(each.tag),
                        "ledger": _text(each.ledger),
                        "index": _text(each.index),
                        "unreleased": each.unreleased,
                        "problems": [
                            {"text": problem.message, "where": problem.where, "hint": problem.hint}
                            for problem in each.problems
                        ],
                    }
                    for each in status.projects
                ],
            }
        )
        return
    rows = [("project", "tag", "ledger", status.index, "unreleased")]
    rows += [
        (each.name, _shown(each.tag), _shown(each.ledger), _shown(each.index), each.unreleased or "")
        for each in status.projects
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        typer.echo(styled(line, bold=True, out=True) if number == 0 else line)
        for problem in status.projects[number - 1].problems if number else ():
            where = f"{problem.where}: " if problem.where else ""
            typer.echo(f"  {styled('!', fg='yellow', out=True)} {plain(where + problem.message)}")
            if problem.hint:
                typer.echo(f"    {styled('hint:', fg='cyan', out=True)} {plain(problem.hint)}")


def render_repair(repair: "Repair", *, as_json: bool) -> None:
    """Print what was mended, and what could not be."""
    if as_json:
        ledger = {name: str(version) for name, version in repair.ledger.items()}
        render_json({"tags": list(repair.tags), "ledger": ledger, "unknown": list(repair.unknown)})
        return
    for tag in repair.tags:
        typer.echo(f"made the tag {tag}")
    for name, version in repair.ledger.items():
        typer.echo(f"listed {name} {version} in the ledger")
    for unknown in repair.unknown:
        typer.echo(f"could not tell: {unknown}")
    if not (repair.tags or repair.ledger or repair.unknown):
        typer.echo("nothing to repair")


def _text(version: "Version | None") -> str | None:
    return None if version is None else str(version)


def _shown(version: "Version | None") -> str:
    return "-" if version is None else str(version)
