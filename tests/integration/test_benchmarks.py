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


@pytest.mark.slow
def test_accuracy_is_measured_beside_other_tools(capfd: pytest.CaptureFixture[str]) -> None:
    need_program("uv")

    code = main(["accuracy", "--category", "namespaces", "--runs", "1"])

    printed = capfd.readouterr().out
    assert code == 0, printed
    rows = [line.split() for line in printed.splitlines()]
    for tool in ("paa", "pipreqs", "deptry", "fawltydeps"):
        assert len([row for row in rows if row[:1] == [tool] and len(row) == 5]) == 2, printed  # cold and warm
    assert "NOT MEASURED" not in printed
