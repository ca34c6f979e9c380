"""Log commands: what a CI takes out of a log and obeys. We write our own; in everything else they are broken.

The text of a commit, the name of a file and the output of a tool are data, and reach the same log.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from paa.model.choices import GateAction

if TYPE_CHECKING:
    # Every command loads this module before it does anything.
    from paa.model.finding import Finding

__all__ = [
    "azure_command",
    "azure_issue",
    "github_annotation",
    "github_command",
    "harmless",
    "neutralised",
    "place_of",
    "place_of_finding",
]

# GitHub obeys `::name::` at the start of a line, and the older `##[name]` anywhere; Azure `##vso[` and `##[` anywhere.
_AT_START = re.compile(r"((?:^|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029])\s*):(?=:)")
_ANYWHERE = re.compile(r"##(?=vso\[|\[)", re.IGNORECASE)
_PLACE = re.compile(r"(?P<file>[^\s:][^:]*?\.\w+|[^\s:]*/[^\s:]+)(?::(?P<line>[1-9][0-9]*))?")

_ANY_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>[1-9][0-9]*))?", re.DOTALL)


def neutralised(text: str) -> str:
    """Break what a CI would take for a command, by a blank that people hardly notice."""
    return _ANYWHERE.sub("# #", _AT_START.sub(r"\1: ", text))


harmless = neutralised
"""The same, for what is printed of findings: they quote file names, sources and other tools."""


def place_of(where: str | None) -> tuple[str | None, str | None]:
    """Tell file and line of the place of a problem; None for what is no file of the repository."""
    found = _PLACE.fullmatch(where or "")
    if found is None or found["file"].startswith("/"):
        return None, None
    return found["file"], found["line"]


def place_of_finding(finding: "Finding") -> tuple[str | None, str | None]:
    """Give file and line of a finding, where it has them; a gate names nothing but files."""
    found = _ANY_PLACE.fullmatch(finding.where or "")
    return (found["file"], found["line"]) if found else (None, None)


def github_annotation(finding: "Finding") -> str:
    """Write a workflow command of GitHub Actions, which shows a finding beside the line that it is about."""
    file, line = place_of_finding(finding)
    properties = {"file": file, "line": line, "title": f"{finding.gate}/{finding.rule}"}
    return github_command(_level(finding), f"{finding.message}\n{finding.hint}", properties)


def azure_issue(finding: "Finding") -> str:
    """Write a logging command of Azure Pipelines, which lists a finding among the issues of a run."""
    file, line = place_of_finding(finding)
    properties = {
        "type": _level(finding),
        "sourcepath": file,
        "linenumber": line,
        "code": f"{finding.gate}/{finding.rule}",
    }
    return azure_command("task.logissue", neutralised(f"{finding.message}\n{finding.hint}"), properties)


def github_command(name: str, text: str, properties: Mapping[str, str | None]) -> str:
    """Write a workflow command of GitHub; properties without a value are left out."""
    given = [f"{key}={_github(value, more=':,')}" for key, value in properties.items() if value is not None]
    return f"::{name}{' ' if given else ''}{','.join(given)}::{_github(text)}"


def azure_command(name: str, text: str, properties: Mapping[str, str | None]) -> str:
    """Write a logging command of Azure Pipelines; properties without a value are left out."""
    given = [f"{key}={_azure(value, more=';]')};" for key, value in properties.items() if value is not None]
    return f"##vso[{name}{' ' if given else ''}{''.join(given)}]{_azure(text)}"


def _level(finding: "Finding") -> str:
    return "error" if finding.level is GateAction.FAIL else "warning"


def _github(text: str, *, more: str = "") -> str:
    return "".join(f"%{ord(each):02X}" if each in f"%\r\n{more}" else each for each in text)


def _azure(text: str, *, more: str = "") -> str:
    # Agents that decode percent signs know them under a name of their own.
    escaped = text.replace("%", "%AZP25")
    return "".join(f"%{ord(each):02X}" if each in f"\r\n{more}" else each for each in escaped)
