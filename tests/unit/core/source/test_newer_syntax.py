"""Syntax that the running Python does not have yet."""

import sys

import pytest

from tests.unit.builders import module_of, problems_of

NEWER = [
    pytest.param("type Name = int", 12, id="type alias"),
    pytest.param("def first[T](of: list[T]) -> T: ...", 12, id="type parameters of a function"),
    pytest.param("class Box[T]:\n  pass", 12, id="type parameters of a class"),
    pytest.param('x = f"{a["b"]}"', 12, id="quotes in an f-string"),
    pytest.param("class Box[T = int]:\n  pass", 13, id="default of a type parameter"),
    pytest.param("try:\n  pass\nexcept A, B:\n  pass", 14, id="exceptions without parentheses"),
    pytest.param('x = t"{a}"', 14, id="template string"),
    pytest.param("lazy import json", 15, id="lazy import"),
]


@pytest.mark.parametrize(("source", "minor"), NEWER)
def test_newer_syntax_is_read_or_its_version_named(source: str, minor: int) -> None:
    if sys.version_info >= (3, minor):
        assert module_of(source).text == source
        return
    (problem,) = problems_of(lambda: module_of(source))

    assert problem.hint is not None
    assert f"looks like Python 3.{minor}, and paa runs on" in problem.hint


@pytest.mark.parametrize("source", ["def f(:", "x = = 1", "type = ="])
def test_what_no_python_understands_is_to_be_mended(source: str) -> None:
    (problem,) = problems_of(lambda: module_of(source))

    assert problem.hint == "mend it; what only a newer Python than the one that runs paa understands is an error, too"
