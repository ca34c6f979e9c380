"""What a project requires together with its siblings, and what of it excludes each other."""

from collections.abc import Callable, Mapping

import pytest
from packaging.specifiers import SpecifierSet

from paa.core.inference.closure import conflicts_among, line_of, reach_requirements
from paa.core.inference.conflicts import describe_conflict
from paa.core.inference.markers import python_conditions
from paa.model.names import ImportName
from paa.model.spec import Found
from tests.unit.builders import found_of

PYTHONS = frozenset({'python_full_version >= "3.11"'})


def requirements_of(projects: Mapping[str, list[str]]) -> Mapping[str, tuple[Found, ...]]:
    """Write requirements as `requirement` or `extra: requirement`; their places are `module:number`."""
    return {
        name: tuple(
            found_of(text.split(": ")[-1], text.split(": ")[0] if ": " in text else None, where=f"{name}:{number}")
            for number, text in enumerate(texts, 1)
        )
        for name, texts in projects.items()
    }


def lines(projects: Mapping[str, list[str]]) -> list[str]:
    """Give what the project `a` needs, without the siblings themselves."""
    found = requirements_of(projects)
    reached = reach_requirements(ImportName("a"), lambda name: found[name], sibling_of(projects), PYTHONS)
    return sorted({line_of(each, without=PYTHONS) for each in reached if each.sibling is None})


def conflicts(projects: Mapping[str, list[str]], conditions: frozenset[str] = PYTHONS) -> list[tuple[str, str]]:
    """Give the places of what excludes each other in the project `a`."""
    found = requirements_of(projects)
    reached = reach_requirements(ImportName("a"), lambda name: found[name], sibling_of(projects), conditions)
    return [(first.where, second.where) for first, second in conflicts_among(reached)]


def sibling_of(projects: Mapping[str, list[str]]) -> Callable[[str], ImportName | None]:
    return lambda project: ImportName(project) if project in projects else None


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        pytest.param({"a": []}, [], id="nothing"),
        pytest.param({"a": ["x>=1", "fast: y"]}, ["x>=1", "y"], id="extras count"),
        pytest.param({"a": ["b>=1"], "b": ["x", "fast: y"]}, ["x"], id="extras of siblings do not"),
        pytest.param({"a": ["b[fast]"], "b": ["x", "fast: y", "slow: z"]}, ["x", "y"], id="unless asked for"),
        pytest.param({"a": ["b[all]"], "b": ["fast: y", "slow: z"]}, ["y", "z"], id="or all are"),
        pytest.param({"a": ["b"], "b": ["c"], "c": ["x"]}, ["x"], id="siblings of siblings"),
        pytest.param({"a": ["b", "c"], "b": ["c"], "c": ["b", "x"]}, ["x"], id="circle"),
        pytest.param({"a": ["x", "every: a[fast]", "fast: y"]}, ["x", "y"], id="itself"),
        pytest.param({"a": ["B-b"], "b-b": ["x"]}, ["x"], id="spelled differently"),
        pytest.param(
            {"a": ["b; sys_platform == 'win32'"], "b": ["x>=1; python_version < '3.12'", "y"]},
            ['x>=1; python_version < "3.12" and sys_platform == "win32"', 'y; sys_platform == "win32"'],
            id="conditions on the way",
        ),
        pytest.param(
            {"a": ["b; sys_platform == 'win32' or os_name == 'java'"], "b": ["x; python_version < '3.12'"]},
            ['x; python_version < "3.12" and (sys_platform == "win32" or os_name == "java")'],
            id="alternatives on the way",
        ),
        pytest.param({"a": ["x[p,q]>=1", "z @ file:///z"]}, ["x[p,q]>=1", "z @ file:///z"], id="extras and addresses"),
    ],
)
def test_requirements_that_are_installed_together(projects: Mapping[str, list[str]], expected: list[str]) -> None:
    assert lines(projects) == expected


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        pytest.param({"a": ["x>=1", "b"], "b": ["x<2"]}, [], id="fits"),
        pytest.param({"a": ["x>=2", "b"], "b": ["x<2"]}, [("a:1", "b:1")], id="sibling"),
        pytest.param({"a": ["b", "c"], "b": ["x<2"], "c": ["X>=2"]}, [("b:1", "c:1")], id="two siblings"),
        pytest.param({"a": ["b", "x>=2"], "b": ["c"], "c": ["x==1"]}, [("a:2", "c:1")], id="sibling of a sibling"),
        pytest.param({"a": ["x>=2", "b"], "b": ["fast: x<2"]}, [], id="extra that nobody asks for"),
        pytest.param({"a": ["x>=2", "b[fast]"], "b": ["fast: x<2"]}, [("a:1", "b:1")], id="extra that is asked for"),
        pytest.param({"a": ["fast: x>=2", "b"], "b": ["x<2"]}, [("a:1", "b:1")], id="own extra"),
        pytest.param(
            {"a": ["x>=2; python_version >= '3.12'", "b"], "b": ["x<2; python_version < '3.12'"]}, [], id="pythons"
        ),
        pytest.param(
            {"a": ["x>=2; python_version >= '3.12'", "b"], "b": ["x<2; python_version < '3.13'"]},
            [("a:1", "b:1")],
            id="pythons that overlap",
        ),
        pytest.param(
            {"a": ["x>=2; python_version >= '3.12'", "b"], "b": ["x<2; sys_platform == 'win32'"]},
            [("a:1", "b:1")],
            id="python and platform",
        ),
        pytest.param(
            {"a": ["x>=2; sys_platform == 'linux'", "b; sys_platform == 'win32'"], "b": ["x<2"]},
            [],
            id="sibling on another platform",
        ),
        pytest.param({"a": ["x>=2", "b"], "b": ["x<2; python_version < '3.11'"]}, [], id="unsupported python"),
        pytest.param({"a": ["b>=2", "c"], "b": [], "c": ["b<2"]}, [("a:1", "c:1")], id="versions of a sibling"),
        pytest.param({"a": ["x", "b"], "b": ["x @ file:///x"]}, [], id="no versions"),
    ],
)
def test_conflicts_of_what_is_installed_together(
    projects: Mapping[str, list[str]], expected: list[tuple[str, str]]
) -> None:
    assert conflicts(projects) == expected


def test_one_pair_for_each_project() -> None:
    projects = {"a": ["x>=2", "y==1", "b", "c"], "b": ["x<2", "y==2"], "c": ["x<1"]}

    assert conflicts(projects) == [("a:1", "b:1"), ("a:2", "b:2")]


def test_newer_pythons_count() -> None:
    projects = {"a": ["x>=2", "b"], "b": ["x<2; python_version >= '3.20'"]}
    above, below = (">=3.11", ">=3.11,<3.20")

    assert conflicts(projects, python_conditions(SpecifierSet(above))) == [("a:1", "b:1")]
    assert conflicts(projects, python_conditions(SpecifierSet(below))) == []


def test_both_places_are_named() -> None:
    found = requirements_of({"a": ["X_y>=2,<5", "b"], "b": ["x-y<2"]})
    reached = reach_requirements(ImportName("a"), lambda name: found[name], sibling_of({"b": []}))
    ((first, second),) = conflicts_among(reached)

    assert describe_conflict(first, second) == (
        "no version of x-y is <5,>=2 (a:1) and <2 (b:1)",
        "change one of the two",
    )
