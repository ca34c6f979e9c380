"""What a user, or a pipeline, sees of the gates."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING

import typer

from paa.adapters.ci.streams import send
from paa.cli._options_gates import FindingFormat
from paa.cli._render import plain, render_json, styled
from paa.model.choices import GateAction

if TYPE_CHECKING:
    from paa.model.finding import Finding
    from paa.pipeline.examine import Examination

__all__ = ["render_examination"]

_COLOURS = {GateAction.FAIL: "red", GateAction.WARN: "yellow"}


def render_examination(examination: "Examination", form: FindingFormat) -> None:
    """Print what gates found."""
    _FORMS[form](examination)


def _as_text(examination: "Examination") -> None:
    """Print each finding as a block of its own, and a line for each gate without any."""
    for finding in examination.findings:
        _render(finding)
    count = len(examination.projects)
    subject = "1 project" if count == 1 else f"{count} projects"
    failed = {finding.gate for finding in examination.findings}
    for gate in examination.gates:
        if gate.name not in failed:
            typer.echo(f"{gate.name}: {subject}, {gate.passed}")


def _render(finding: "Finding") -> None:
    from paa.core.release.log_commands import harmless

    where = f"{finding.where}: " if finding.where else ""
    rule = styled(f"{finding.gate}/{finding.rule}", fg=_COLOURS[finding.level], out=True)
    mild = " (warning)" if finding.level is GateAction.WARN else ""
    typer.echo(f"{harmless(plain(where))}{rule}{mild}")
    typer.echo(f"  {harmless(plain(finding.message))}")
    typer.echo(f"  {styled('hint:', fg='cyan', out=True)} {harmless(plain(finding.hint))}")


def _as_json(examination: "Examination") -> None:
    render_json(
        {
            "gates": [gate.name for gate in examination.gates],
            "projects": list(examination.projects),
            "findings": [asdict(finding) for finding in examination.findings],
        }
    )


def _as_github(examination: "Examination") -> None:
    from paa.core.release.log_commands import github_annotation

    for finding in examination.findings:
        send(github_annotation(finding), err=False)


def _as_azure(examination: "Examination") -> None:
    from paa.core.release.log_commands import azure_issue

    for finding in examination.findings:
        send(azure_issue(finding), err=False)


def _as_sarif(examination: "Examination") -> None:
    from paa import __version__
    from paa.core.release.sarif import sarif_log

    summaries = {gate.name: gate.summary for gate in examination.gates}
    render_json(sarif_log(examination.findings, summaries, version=__version__))


_FORMS: Mapping[FindingFormat, Callable[["Examination"], None]] = MappingProxyType(
    {
        FindingFormat.TEXT: _as_text,
        FindingFormat.JSON: _as_json,
        FindingFormat.GITHUB: _as_github,
        FindingFormat.AZURE: _as_azure,
        FindingFormat.SARIF: _as_sarif,
    }
)
