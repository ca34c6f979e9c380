"""Findings as the log commands of the two pipelines, and text that is none."""

import re

from paa.model.choices import GateAction
from paa.model.finding import Finding

__all__ = ["azure_issue", "github_annotation", "harmless"]

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>[1-9][0-9]*))?")
# A command is a line that begins with `::name`, or has `##[name]` or `##vso[` anywhere in it.
_COMMAND = re.compile(r"^([ \t]*):(?=:)|##(?=vso\[|\[)", re.MULTILINE | re.IGNORECASE)


def harmless(text: str) -> str:
    """Take from a text what a pipeline would carry out: it may quote file names, sources and other tools."""
    return _COMMAND.sub(lambda match: f"{match[1]}: " if match[1] is not None else "# #", text)


def place_of(finding: Finding) -> tuple[str | None, int | None]:
    """Give path and line of a finding, where it has them."""
    match = _PLACE.fullmatch(finding.where or "")
    if match is None:
        return None, None
    return match["path"], int(match["line"]) if match["line"] else None


def github_annotation(finding: Finding) -> str:
    """Write a workflow command of GitHub Actions, which shows a finding beside the line that it is about."""
    path, line = place_of(finding)
    properties = {"file": path, "line": line, "title": f"{finding.gate}/{finding.rule}"}
    words = ",".join(f"{key}={_github_property(str(value))}" for key, value in properties.items() if value)
    kind = "error" if finding.level is GateAction.FAIL else "warning"
    return f"::{kind} {words}::{_github(_text(finding))}"


def azure_issue(finding: Finding) -> str:
    """Write a logging command of Azure Pipelines, which lists a finding among the issues of a run."""
    path, line = place_of(finding)
    kind = "error" if finding.level is GateAction.FAIL else "warning"
    properties = {"type": kind, "sourcepath": path, "linenumber": line, "code": f"{finding.gate}/{finding.rule}"}
    words = "".join(f"{key}={_azure_property(str(value))};" for key, value in properties.items() if value)
    return f"##vso[task.logissue {words}]{_azure(harmless(_text(finding)))}"


def _text(finding: Finding) -> str:
    return f"{finding.message}\n{finding.hint}"


def _github(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github(text).replace(":", "%3A").replace(",", "%2C")


def _azure(text: str) -> str:
    # Agents that decode percent signs know them under a name of their own.
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _azure_property(text: str) -> str:
    return _azure(text).replace("]", "%5D").replace(";", "%3B")
