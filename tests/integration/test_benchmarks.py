"""The measurements run; what they measure depends on the machine, and is nothing for a test."""

import pytest

from benchmarks.__main__ import main
from tests.support.needs import need_program

ROWS = (
    *("git log", "paa plan, all new", "paa plan, nothing changed", "paa plan, 20 changed"),
    *("ast.parse", "paa, cold", "paa, unchanged"),
    *("hatchling's hooks", "paa make-package --all"),
)


@pytest.mark.slow
def test_scale_is_measured_on_a_small_repository(capfd: pytest.CaptureFixture[str]) -> None:
    need_program("uv")

    code = main(["scale", "--projects", "50", "--commits", "500", "--runs", "1"])

    printed = capfd.readouterr().out
    assert code == 0, printed
    assert [row for row in ROWS if f"\n  {row} " not in printed] == []
    assert "NOT MEASURED" not in printed
