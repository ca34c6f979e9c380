"""How much a version has to grow when something breaks."""

import pytest
from packaging.version import Version

from paa.core.audit.api_policy import deserved, grows_enough, raised
from paa.model.history import Bump, Decision


@pytest.mark.parametrize(
    ("previous", "planned", "enough"),
    [
        ("1.2.3", "1.2.4", False),
        ("1.2.3", "1.3.0", False),
        ("1.2.3", "2.0.0", True),
        ("1.2.3", "2.0.0rc1", True),
        ("2.0.0rc1", "2.0.0", False),
        ("0.1.2", "0.1.3", False),
        ("0.1.2", "0.2.0", True),
        ("0.1.2", "1.0.0", True),
        ("0.1", "0.1.1", False),
        ("0", "0.1", True),
        ("2024.5", "2025.1", True),
        ("1.2.3", "1!0.1", True),
        ("1!1.0", "1!1.1", False),
    ],
)
def test_growth_that_tells_of_a_break(previous: str, planned: str, enough: bool) -> None:
    assert grows_enough(Version(previous), Version(planned)) is enough


@pytest.mark.parametrize(("previous", "size"), [("0.9.9", Bump.MINOR), ("1.0.0", Bump.MAJOR), ("1!0.1", Bump.MAJOR)])
def test_part_that_a_break_deserves(previous: str, size: Bump) -> None:
    assert deserved(Version(previous)) is size


@pytest.mark.parametrize(
    ("previous", "said", "expected"),
    [
        ("1.0.0", Bump.PATCH, (Bump.MAJOR, "breaking changes")),
        ("0.1.0", Bump.PATCH, (Bump.MINOR, "breaking changes")),
        ("0.1.0", Bump.MAJOR, (Bump.MAJOR, "said")),
        ("1.0.0", Bump.MAJOR, (Bump.MAJOR, "said")),
    ],
)
def test_decision_is_raised_and_never_lowered(previous: str, said: Bump, expected: tuple[Bump, str]) -> None:
    decision = raised(Decision(version=None, bump=said, rule="said", notes=("note",)), Version(previous))

    assert (decision.bump, decision.rule) == expected
    assert decision.notes == ("note",)
