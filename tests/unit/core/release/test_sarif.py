"""SARIF: places are relative references, and a finding without one has none."""

from paa.core.release.sarif import sarif_log
from paa.model.finding import Finding


def results(*findings: Finding) -> object:
    runs = sarif_log(findings, {"contents": "what is inside"}, version="1.0")["runs"]
    assert isinstance(runs, list)
    return runs[0]["results"]


def test_places_are_quoted() -> None:
    finding = Finding(gate="contents", rule="secret", message="m", where="a b/ü:c.py:3", hint="h")

    assert results(finding) == [
        {
            "ruleId": "contents/secret",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "m\nh"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": "a%20b/%C3%BC%3Ac.py"}, "region": {"startLine": 3}}}
            ],
        }
    ]


def test_finding_without_a_place() -> None:
    finding = Finding(gate="contents", rule="secret", message="m", where=None, hint="h")

    assert results(finding) == [
        {"ruleId": "contents/secret", "ruleIndex": 0, "level": "error", "message": {"text": "m\nh"}}
    ]
