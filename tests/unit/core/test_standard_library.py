"""What belongs to the standard library."""

import pytest
from packaging.specifiers import SpecifierSet

from paa.core.standard_library import is_standard_module, standard_library


@pytest.mark.parametrize(
    ("requires_python", "name", "is_standard"),
    [
        pytest.param(">=3.11", "json", True, id="always there"),
        pytest.param(">=3.11", "_thread", True, id="private"),
        pytest.param(">=3.11", "requests", False, id="never there"),
        pytest.param(">=3.11", "tomllib", True, id="new in 3.11"),
        pytest.param("<3.11", "tomllib", False, id="before it was new"),
        pytest.param(">=3.9", "tomllib", True, id="new in one of them"),
        pytest.param(">=3.11", "distutils", True, id="left in 3.12"),
        pytest.param(">=3.12", "distutils", False, id="after it left"),
        pytest.param("==3.12.*", "json", True, id="one minor release"),
        pytest.param("==3.11.7", "json", True, id="one patch release"),
        pytest.param(">=3.11.2,<3.11.9", "json", True, id="some patch releases"),
        pytest.param("~=3.10.4", "distutils", True, id="compatible patch releases"),
        pytest.param("", "json", True, id="every Python"),
    ],
)
def test_standard_in_a_supported_python(requires_python: str, name: str, is_standard: bool) -> None:
    assert standard_library(SpecifierSet(requires_python))(name) is is_standard


@pytest.mark.parametrize(
    ("name", "is_standard"),
    [("json", True), ("tomllib", True), ("distutils", True), ("my_module", False), ("", False)],
)
def test_standard_in_a_python_that_is_in_use(name: str, is_standard: bool) -> None:
    assert is_standard_module(name) is is_standard
