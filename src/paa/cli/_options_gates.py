"""Options of the commands that have gates."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "CheckFull",
    "CheckLicenses",
    "CheckVulnerabilities",
    "FindingFormat",
    "IgnoreLicenses",
    "IgnoreVulnerabilities",
    "Only",
    "OutputFormat",
    "Skip",
    "SkipDeclared",
    "SkipFull",
    "Strict",
]


class FindingFormat(StrEnum):
    """For whom findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    AZURE = "azure"
    SARIF = "sarif"


Only: TypeAlias = Annotated[
    list[str] | None, typer.Option("--only", metavar="GATE", help="This gate alone; may be repeated.")
]
Skip: TypeAlias = Annotated[
    list[str] | None, typer.Option("--skip", metavar="GATE", help="All gates but this one; may be repeated.")
]
OutputFormat: TypeAlias = Annotated[
    FindingFormat,
    typer.Option(
        "--format",
        help="How findings are printed: text, json, github, azure (log commands) or sarif.",
        show_default=False,
    ),
]
Strict: TypeAlias = Annotated[
    bool, typer.Option("--strict", help="A gate that cannot answer is a failure, as in a release.")
]
CheckVulnerabilities: TypeAlias = Annotated[
    bool, typer.Option("--check-vulnerabilities", help="Look for known vulnerabilities of the requirements.")
]
CheckLicenses: TypeAlias = Annotated[
    bool, typer.Option("--check-licenses", help="Check the licences of the requirements.")
]
IgnoreVulnerabilities: TypeAlias = Annotated[
    bool, typer.Option("--ignore-vulnerabilities-check", help="Leave the gate `vulnerabilities` out.")
]
IgnoreLicenses: TypeAlias = Annotated[
    bool, typer.Option("--ignore-licenses-check", help="Leave the gate `licences` out.")
]
SkipDeclared: TypeAlias = Annotated[
    bool, typer.Option("--skip-deps-compat-check", help="Leave the gate `compatibility` out.")
]
SkipFull: TypeAlias = Annotated[
    bool, typer.Option("--skip-full-deps-compat-check", help="Compare declared requirements only; ask no resolver.")
]
CheckFull: TypeAlias = Annotated[
    bool, typer.Option("--check-full-deps-compat", help="Have uv or pip resolve the requirements before.")
]
