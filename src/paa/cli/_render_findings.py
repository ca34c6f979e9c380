"""What a user sees of the gates."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from paa.model.finding import Finding
    from paa.pipeline.examine import Examination

__all__ = ["render_examination"]


def render_examination(examination: "Examination", *, as_json: bool) -> None:
    """Print each finding as a block of its own, and a line for each gate without any."""
    if as_json:
        render_json(
            {
                "gates": [gate.name for gate in examination.gates],
                "projects": list(examination.projects),
                "findings": [asdict(finding) for finding in examination.findings],
            }
        )
        return
    for finding in examination.findings:
        _render(finding)
    count = len(examination.projects)
    subject = "1 project" if count == 1 else f"{count} projects"
    failed = {finding.gate for finding in examination.findings}
    for gate in examination.gates:
        if gate.name not in failed:
            typer.echo(f"{gate.name}: {subject}, {gate.passed}")


def _render(finding: "Finding") -> None:
    where = f"{finding.where}: " if finding.where else ""
    rule = styled(f"{finding.gate}/{finding.rule}", fg="red", out=True)
    typer.echo(f"{plain(where)}{rule}")
    typer.echo(f"  {plain(finding.message)}")
    typer.echo(f"  {styled('hint:', fg='cyan', out=True)} {plain(finding.hint)}")
