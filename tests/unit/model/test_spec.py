"""What a distribution requires, as its metadata says it."""

import pytest

from paa.model.spec import Found, Rule
from tests.unit.builders import found_of, spec_of


@pytest.mark.parametrize(
    ("requirements", "dependencies", "extras"),
    [
        pytest.param((), (), {}, id="none"),
        pytest.param((found_of("b"), found_of("a>=1")), ("a>=1", "b"), {}, id="of the project"),
        pytest.param((found_of("a"), found_of("a")), ("a",), {}, id="once"),
        pytest.param(
            (found_of("a"), found_of("c", "y"), found_of("b", "x"), found_of("a", "x")),
            ("a",),
            {"all": ("a", "b", "c"), "x": ("a", "b"), "y": ("c",)},
            id="of extras",
        ),
        pytest.param(
            (found_of("b", "x"), found_of("c", "all")), (), {"all": ("c",), "x": ("b",)}, id="an `all` of its own"
        ),
    ],
)
def test_requirements_as_lines(
    requirements: tuple[Found, ...], dependencies: tuple[str, ...], extras: dict[str, tuple[str, ...]]
) -> None:
    spec = spec_of(requirements=requirements)

    assert spec.dependencies == dependencies
    assert spec.extras == extras


@pytest.mark.parametrize(("rule", "certain"), [(rule, rule is not Rule.NAME) for rule in Rule])
def test_only_the_name_of_an_import_is_a_guess(rule: Rule, certain: bool) -> None:
    requirement = found_of("a", rule=rule)

    assert requirement.certain is certain
    assert spec_of(requirements=(requirement,)).guesses == (() if certain else (requirement,))
