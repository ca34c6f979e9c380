"""Trusted publishers, a few at a time."""

from packaging.utils import canonicalize_name

from paa.core.release.publishers import batches, environment_pattern, publishers

NAMES = [canonicalize_name(f"tool-{number}") for number in range(7)]


def test_an_environment_per_project_stays_as_it_is() -> None:
    assert environment_pattern("at-{name}", waiting=7) == ("at-{name}", None)


def test_one_project_may_wait_in_the_common_environment() -> None:
    assert environment_pattern("pypi", waiting=1) == ("pypi", None)
    assert environment_pattern("pypi", waiting=0) == ("pypi", None)


def test_several_need_one_each_and_the_configuration_must_say_so() -> None:
    pattern, note = environment_pattern("pypi", waiting=2)

    assert pattern == "pypi-{name}"
    assert note is not None
    assert "say `environment: pypi-{name}` in .paa.config" in note
    assert "with all projects there, `environment: pypi` will do" in note


def test_three_at_a_time_where_they_differ_and_one_by_one_where_not() -> None:
    apart = publishers(NAMES, owner="ada", repository="words", pattern="pypi-{name}")
    alike = publishers(NAMES, owner="ada", repository="words", pattern="pypi")

    assert [len(batch) for batch in batches(apart)] == [3, 3, 1]
    assert [len(batch) for batch in batches(alike)] == [1] * 7
    assert [each for batch in batches(apart) for each in batch] == list(apart)
    assert list(batches(())) == []
    assert apart[2].environment == "pypi-tool-2"
