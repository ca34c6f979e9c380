"""What belongs to the standard library."""

import pytest
import stdlibs
from packaging.specifiers import SpecifierSet

from paa.core.source.standard_library import MOVED, StandardLibrary, is_gone, is_standard_module

MEMBERS = {"typing.Self": "3.11", "importlib.metadata": "3.8", "importlib.resources.abc": "3.11"}


@pytest.mark.parametrize(
    ("requires_python", "name", "lacking"),
    [
        pytest.param(">=3.11", "json", set(), id="always there"),
        pytest.param(">=3.11", "json.decoder", set(), id="a module of a package"),
        pytest.param(">=3.11", "_thread", set(), id="private"),
        pytest.param(">=3.11", "requests", None, id="never there"),
        pytest.param(">=3.11", "winreg", set(), id="on another platform"),
        pytest.param(">=3.11", "tomllib", set(), id="new in 3.11"),
        pytest.param(">=3.10,<3.12", "tomllib", {10}, id="new in one of them"),
        pytest.param(">=3.11,<3.14", "distutils", {12, 13}, id="left in 3.12"),
        pytest.param("==3.12.*", "distutils", {12}, id="after it left"),
        pytest.param("==3.11.7", "json", set(), id="one patch release"),
        pytest.param("~=3.10.4", "distutils", set(), id="compatible patch releases"),
        pytest.param(">=3.10,<3.12", "importlib.metadata", set(), id="a module that came before"),
        pytest.param(">=3.10,<3.12", "importlib.resources.abc", {10}, id="a module that came later"),
    ],
)
def test_versions_that_lack_a_module(requires_python: str, name: str, lacking: set[int] | None) -> None:
    found = StandardLibrary(SpecifierSet(requires_python), MEMBERS).lacks(name)

    assert (None if found is None else set(found)) == lacking


@pytest.mark.parametrize(
    ("name", "members", "lacking"),
    [
        pytest.param("typing", ("Any",), set(), id="a member that was always there"),
        pytest.param("typing", ("Any", "Self"), {10}, id="a member that came later"),
        pytest.param("importlib.resources", ("abc",), {10}, id="a module as a member"),
    ],
)
def test_versions_that_lack_a_member(name: str, members: tuple[str, ...], lacking: set[int]) -> None:
    found = StandardLibrary(SpecifierSet(">=3.10,<3.12"), MEMBERS).lacks(name, members)

    assert (None if found is None else set(found)) == lacking


@pytest.mark.parametrize(
    ("requires_python", "versions"),
    [(">=3.13", {13, 14, 15}), ("==3.11.7", {11}), (">=3.11.2,<3.11.9", {11}), (">=3.12,!=3.13.*,<3.15", {12, 14})],
)
def test_supported_versions(requires_python: str, versions: set[int]) -> None:
    assert StandardLibrary(SpecifierSet(requires_python), {}).versions == versions


def test_modules_that_moved_are_known_by_name() -> None:
    names = [stdlibs.stdlib_module_names(f"3.{minor}") for minor in range(7, 16)]
    moved = frozenset.union(*names) - frozenset.intersection(*names)

    assert {name for name in moved if not name.startswith("_")} == MOVED


@pytest.mark.parametrize("attempted", [True, False])
@pytest.mark.parametrize(
    ("name", "is_module"),
    [("urllib2", True), ("cPickle", True), ("_winreg", True), ("json", False), ("distutils", False), ("rich", False)],
)
def test_modules_that_only_python_2_had(name: str, is_module: bool, attempted: bool) -> None:
    assert is_gone(name, attempted=attempted) is is_module


def test_a_name_of_python_2_that_a_project_has_now() -> None:
    assert is_gone("sgmllib", attempted=True)
    assert not is_gone("sgmllib", attempted=False)


@pytest.mark.parametrize("name", ["__main__", "gdb", "test.support", "java.lang.System"])
def test_what_a_python_or_its_host_brings_is_lacking_nowhere(name: str) -> None:
    assert StandardLibrary(SpecifierSet(">=3.11"), {}).lacks(name) == frozenset()


@pytest.mark.parametrize(
    ("name", "is_standard"),
    [("json", True), ("tomllib", True), ("distutils", True), ("my_module", False), ("", False)],
)
def test_standard_in_a_python_that_is_in_use(name: str, is_standard: bool) -> None:
    assert is_standard_module(name) is is_standard
