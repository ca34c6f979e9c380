"""Circumstances as environment markers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from paa.core.inference.circumstances import merged, on_python, write_marker
from paa.model.module import Condition

SUPPORTED = frozenset(range(10, 16))
WINDOWS: Condition = (('sys_platform == "win32"',),)
ELSEWHERE: Condition = (('sys_platform != "win32"',),)


@pytest.mark.parametrize(
    ("versions", "marker"),
    [
        pytest.param(SUPPORTED, "", id="all"),
        pytest.param({10}, 'python_version < "3.11"', id="the first"),
        pytest.param({15}, 'python_version >= "3.15"', id="the last"),
        pytest.param({12}, 'python_version == "3.12"', id="one between"),
        pytest.param({12, 13}, 'python_version >= "3.12" and python_version < "3.14"', id="several between"),
        pytest.param(SUPPORTED - {12}, 'python_version != "3.12"', id="all but one"),
        pytest.param(
            {10, 13, 14}, 'python_version == "3.10" or python_version == "3.13" or python_version == "3.14"', id="gaps"
        ),
    ],
)
def test_versions_as_a_marker(versions: set[int], marker: str) -> None:
    assert write_marker((), frozenset(versions), SUPPORTED) == marker


@given(st.frozensets(st.sampled_from(sorted(SUPPORTED)), min_size=1))
def test_a_marker_holds_on_its_versions_and_on_no_others(versions: frozenset[int]) -> None:
    text = write_marker((), versions, SUPPORTED)

    holds = {each for each in SUPPORTED if not text or Marker(text).evaluate({"python_version": f"3.{each}"})}
    assert holds == versions


def test_versions_and_platforms_as_a_marker() -> None:
    platform: Condition = (('os_name == "nt"', 'os_name == "java"'), *ELSEWHERE)

    assert write_marker(platform, frozenset({10}), SUPPORTED) == (
        'python_version < "3.11" and (os_name == "nt" or os_name == "java") and sys_platform != "win32"'
    )


@pytest.mark.parametrize(
    ("condition", "minor", "left"),
    [
        pytest.param((), 11, (), id="nothing said"),
        pytest.param((('python_version >= "3.11"',),), 11, (), id="it holds"),
        pytest.param((('python_version >= "3.11"',),), 10, None, id="it does not"),
        pytest.param((('python_version < "3.0"',),), 10, None, id="Python 2"),
        pytest.param(WINDOWS, 10, WINDOWS, id="the platform is open"),
        pytest.param((('python_version < "3.11"', WINDOWS[0][0]),), 10, (), id="one of two holds"),
        pytest.param((('python_version < "3.11"', WINDOWS[0][0]),), 11, WINDOWS, id="the other is open"),
        pytest.param((('python_full_version < "3.11.4"',),), 13, (('python_full_version < "3.11.4"',),), id="a patch"),
        pytest.param((('python_full_version < "3.9.4"',),), 13, None, id="a patch of no supported version"),
    ],
)
def test_a_condition_on_one_version(condition: Condition, minor: int, left: Condition | None) -> None:
    assert on_python(condition, minor, SUPPORTED) == left


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        pytest.param([{(): {10}}, {(): {11}}], {(): {10, 11}}, id="versions"),
        pytest.param([{WINDOWS: {10}}, {(): {10, 11}}], {(): {10, 11}}, id="everywhere"),
        pytest.param([{WINDOWS: {10}}, {ELSEWHERE: {10}}], {(): {10}}, id="a test and its opposite"),
        pytest.param([{WINDOWS: {10, 11}}, {ELSEWHERE: {10}}], {(): {10}, WINDOWS: {10, 11}}, id="on some versions"),
    ],
)
def test_any_of_several(several: list[dict[Condition, set[int]]], expected: dict[Condition, set[int]]) -> None:
    frozen = [{platform: frozenset(versions) for platform, versions in each.items()} for each in several]

    assert {platform: set(versions) for platform, versions in merged(frozen).items()} == expected
