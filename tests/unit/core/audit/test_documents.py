"""What a team wrote down for its gates: the licences that it looked up, and the vulnerabilities that it accepts."""

from datetime import date

import pytest

from paa.core.audit.accepted import acceptance_of, read_accepted
from paa.core.audit.license_overrides import read_license_overrides
from paa.model.names import NormalizedName
from tests.unit.builders import described, problems_of

LICENSES = 'it maps projects to SPDX expressions: {"some-project": "BSD-3-Clause"}'
ACCEPTED = 'it maps identifiers to decisions: {"GHSA-…": {"reason": "…", "until": "2027-01-31"}}'
REQUESTS, OTHER = NormalizedName("requests"), NormalizedName("other")


def test_licences_are_proved() -> None:
    text = '{\n  "Some_Project": "bsd-3-clause",\n  "other": "mit or apache-2.0"\n}'

    assert dict(read_license_overrides(text, where="f.json")) == {
        "some-project": "BSD-3-Clause",
        "other": "MIT OR Apache-2.0",
    }


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("{", [("no valid JSON: Expecting property name enclosed in double quotes", "f.json:1", LICENSES)]),
        pytest.param("[]", [("expected a JSON object", "f.json", LICENSES)]),
        pytest.param("[" * 100_000, [("lists or objects are nested too deeply", "f.json", LICENSES)], id="deep"),
        pytest.param('{"a": "MIT",\n "a": "ISC"}', [("'a' is there twice", "f.json:1", LICENSES)]),
        pytest.param(
            '{"a-b": "MIT",\n "A_B": "ISC"}', [("'A_B' is there twice, in two spellings", "f.json:2", "keep one")]
        ),
        pytest.param(
            '{\n "a b": "MIT",\n "c": 1,\n "d": "MITT"\n}',
            [
                ("'a b' is no name of a project", "f.json:2", LICENSES),
                ("the licence of 'c' is no text", "f.json:3", LICENSES),
                ("'MITT' is no SPDX licence expression", "f.json:4", "did you mean 'MIT'?"),
            ],
            id="all at once",
        ),
    ],
)
def test_mistakes_in_licences(text: str, problems: list[tuple[str, str, str]]) -> None:
    found = problems_of(lambda: read_license_overrides(text, where="f.json"))

    assert [row for each in found for row in described(each)] == problems


def test_decisions_have_a_reason_and_a_last_day() -> None:
    text = (
        '{\n  "GHSA-1": {"reason": " not reached ", "until": "2027-01-31"},\n'
        '  "CVE-2": {"reason": "r", "until": "2027-02-01", "project": "Requests"}\n}'
    )

    first, second = read_accepted(text, where="f.json")

    assert (first.reason, first.until, first.project, first.where) == (
        "not reached",
        date(2027, 1, 31),
        None,
        "f.json:2",
    )
    assert (second.identifier, second.project) == ("CVE-2", "requests")
    assert acceptance_of(["PYSEC-9", "ghsa-1"], OTHER, (first, second)) is first
    assert acceptance_of(["CVE-2"], REQUESTS, (first, second)) is second
    assert acceptance_of(["CVE-2"], OTHER, (first, second)) is None
    assert acceptance_of(["CVE-2", "GHSA-1"], REQUESTS, (first, second)) is second


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param('"because"', "'CVE-1' has no reason and no last day", id="text"),
        pytest.param('{"until": "2027-01-31"}', "'CVE-1' has no reason", id="no reason"),
        pytest.param('{"reason": " ", "until": "2027-01-31"}', "'CVE-1' has no reason", id="blank reason"),
        pytest.param('{"reason": "r"}', "'CVE-1': `until` is no day like 2027-01-31", id="for ever"),
        pytest.param('{"reason": "r", "until": "soon"}', "'CVE-1': `until` is no day like 2027-01-31", id="no day"),
        pytest.param('{"reason": "r", "until": 2027}', "'CVE-1': `until` is no day like 2027-01-31", id="a number"),
        pytest.param(
            '{"reason": "r", "until": "2027-01-31", "project": "a b"}',
            "'CVE-1': 'a b' is no name of a project",
            id="no project",
        ),
        pytest.param(
            '{"reason": "r", "until": "2027-01-31", "project": 1}', "'CVE-1': 1 is no name of a project", id="number"
        ),
        pytest.param('{"reason": "r", "untill": "2027-01-31"}', "'CVE-1': 'untill' means nothing here", id="typo"),
    ],
)
def test_mistakes_in_decisions(entry: str, message: str) -> None:
    found = problems_of(lambda: read_accepted(f'{{\n  "CVE-1": {entry}\n}}', where="f.json"))

    assert [row for each in found for row in described(each)] == [(message, "f.json:2", ACCEPTED)]
