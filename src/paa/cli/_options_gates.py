"""Options of the commands that have gates."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import typer

from paa.errors import UsageError

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
    "as_format",
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
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="How findings are printed: text, json, github, azure (log commands) or sarif.",
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


def as_format(text: str | None, *, as_json: bool) -> FindingFormat:
    """Read the name of a format of the command line.

    Raises:
        UsageError: There is no such format, or another one is asked for by --json.
    """
    if text is None:
        return FindingFormat.JSON if as_json else FindingFormat.TEXT
    if text not in set(FindingFormat):
        raise UsageError(f"--format: there is no format {text!r}", hint=f"there are {', '.join(FindingFormat)}")
    if as_json and text != FindingFormat.JSON:
        raise UsageError(f"--json and --format {text} exclude each other", hint="leave one of them out")
    return FindingFormat(text)
