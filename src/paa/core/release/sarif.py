"""Findings in SARIF 2.1.0, the format that code scanning services read."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from paa.core.release.log_commands import place_of
from paa.model.choices import GateAction
from paa.model.finding import Finding

__all__ = ["sarif_log"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(findings: Sequence[Finding], summaries: Mapping[str, str], *, version: str) -> Mapping[str, object]:
    """Write the log of one run.

    Args:
        findings: What was found.
        summaries: Gate → what it looks for, of every gate that ran.
        version: Of paa.
    """
    rules = sorted({(finding.gate, finding.rule) for finding in findings})
    places = {f"{gate}/{rule}": place for place, (gate, rule) in enumerate(rules)}
    described = [
        {"id": f"{gate}/{rule}", "shortDescription": {"text": f"{gate}: {summaries.get(gate, rule)}"}}
        for gate, rule in rules
    ]
    driver = {"name": "paa", "version": version, "semanticVersion": version, "rules": described}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "results": [_result(finding, places) for finding in findings],
            }
        ],
    }


def _result(finding: Finding, places: Mapping[str, int]) -> Mapping[str, object]:
    rule = f"{finding.gate}/{finding.rule}"
    path, line = place_of(finding)
    result: dict[str, object] = {
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": "error" if finding.level is GateAction.FAIL else "warning",
        "message": {"text": f"{finding.message}\n{finding.hint}"},
    }
    if path:
        region = {"region": {"startLine": line}} if line else {}
        # A relative reference: its first part must not look like the scheme of an address.
        uri = quote(path, safe="/._-~")
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri}, **region}}]
    return result
