"""Modules that are one and the same project for an index."""

from paa.core.release.namesakes import namesakes
from paa.model.names import ImportName, NormalizedName


def found(*projects: tuple[str, str]) -> list[tuple[str, str | None]]:
    named = [(ImportName(module), NormalizedName(name), f"{module}.py:1") for module, name in projects]
    return [(error.message, error.where) for error in namesakes(named)]


def test_each_later_one_is_compared_with_the_first() -> None:
    assert found(("tool", "tool"), ("other", "other"), ("tool2", "tool"), ("tool3", "tool")) == [
        ("tool2 and tool are one and the same project, 'tool'", "tool2.py:1"),
        ("tool3 and tool are one and the same project, 'tool'", "tool3.py:1"),
    ]


def test_names_of_their_own_are_right() -> None:
    assert found(("tool", "tool"), ("other", "other")) == []
