"""Names that an index takes for one and the same, or gives to nobody."""

import pytest
from packaging.utils import canonicalize_name

from paa.core.release.likeness import is_prohibited, looks_like, without_separators


@pytest.mark.parametrize(
    ("one", "other"),
    [("my-tool", "mytool"), ("my_tool", "my.tool"), ("tool", "t0ol"), ("list-all", "l1staii"), ("Tool", "tooi")],
)
def test_names_that_are_mistaken_for_each_other(one: str, other: str) -> None:
    assert looks_like(canonicalize_name(one)) == looks_like(canonicalize_name(other))


@pytest.mark.parametrize(("one", "other"), [("tool", "tools"), ("a5", "as"), ("rn", "m"), ("tool-2", "tool-3")])
def test_other_names_are_other_names(one: str, other: str) -> None:
    assert looks_like(canonicalize_name(one)) != looks_like(canonicalize_name(other))


def test_the_name_without_separators() -> None:
    assert without_separators(canonicalize_name("my-own-tool")) == "myowntool"
    assert without_separators(canonicalize_name("tool")) is None


@pytest.mark.parametrize(
    ("name", "prohibited"),
    [("json", True), ("JSON", True), ("concurrent", True), ("distutils", True), ("json-tools", False)],
)
def test_names_of_the_standard_library(name: str, *, prohibited: bool) -> None:
    assert is_prohibited(canonicalize_name(name)) is prohibited
