"""Which version a project gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.versions import bump, development_version, next_version, parse_version
from paa.errors import SourceError
from paa.model.history import Bump
from tests.unit.builders import described

VERSIONS = st.builds(
    lambda release, suffix: Version(".".join(map(str, release)) + suffix),
    st.lists(st.integers(0, 99), min_size=1, max_size=5),
    st.sampled_from(["", "a1", "b2", "rc3", ".post4", ".dev5", "rc1.post2.dev3", "+local.1"]),
)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        pytest.param("1.2.3", "1.2.3", id="plain"),
        pytest.param("v1.2", "1.2", id="v in front"),
        pytest.param(" 1.0-beta.2 ", "1.0b2", id="another spelling"),
        pytest.param("2!1.0", "2!1.0", id="epoch"),
    ],
)
def test_version_is_parsed_and_normalised(text: str, version: str) -> None:
    assert str(parse_version(text, where="a.py:1")) == version


@pytest.mark.parametrize("text", ["", "latest", "1.2.x", "1..2", "1.2.3 4"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_version(text, where="a.py:7")

    assert described(caught.value) == [(f"{text!r} is no version", "a.py:7", "write it as in 1.2.3 (PEP 440)")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("0.0.0", "0.0.1", id="first"),
        pytest.param("1.2.9", "1.2.10", id="no decimal digit"),
        pytest.param("1", "1.0.1", id="one part"),
        pytest.param("1.2", "1.2.1", id="two parts"),
        pytest.param("1.2.3.4", "1.2.4", id="four parts"),
        pytest.param("3!1.2.3", "3!1.2.4", id="epoch"),
        pytest.param("1.2.3+local", "1.2.4", id="local"),
        pytest.param("1.2.3.post1", "1.2.4", id="post-release"),
    ],
)
def test_bump_raises_the_third_part(before: str, after: str) -> None:
    assert str(bump(Version(before), Bump.PATCH)) == after


@given(VERSIONS)
def test_bump_gives_a_higher_final_version(version: Version) -> None:
    bumped = bump(version, Bump.PATCH)

    assert bumped > version
    assert not bumped.is_prerelease
    assert len(bumped.release) == 3


@pytest.mark.parametrize(
    ("explicit", "recorded", "expected"),
    [
        pytest.param(None, None, "0.0.1", id="first release: the patch behind the base"),
        pytest.param(None, "1.4.2", "1.4.3", id="later release: the patch behind the last"),
        pytest.param("2.0.0", None, "2.0.0", id="explicit before the first release"),
        pytest.param("2.0.0", "1.4.2", "2.0.0", id="explicit above the last"),
        pytest.param("1.4.2", "1.4.2", "1.4.3", id="explicit was released already"),
        pytest.param("1.0.0", "1.4.2", "1.4.3", id="explicit is below the last"),
    ],
)
def test_next_version(explicit: str | None, recorded: str | None, expected: str) -> None:
    version = next_version(
        explicit=Version(explicit) if explicit else None,
        recorded=Version(recorded) if recorded else None,
        base=Version("0.0.0"),
    )

    assert str(version) == expected


@pytest.mark.parametrize(
    ("release", "development"),
    [
        pytest.param("1.2.3", "1.2.3.dev0", id="final"),
        pytest.param("1.2.3rc1", "1.2.3rc1.dev0", id="pre-release"),
        pytest.param("1.2.3.dev4", "1.2.3.dev4", id="development already"),
        pytest.param("1.2.3+here", "1.2.3.dev0", id="local"),
    ],
)
def test_development_version(release: str, development: str) -> None:
    assert str(development_version(Version(release))) == development


@given(VERSIONS)
def test_development_version_is_never_newer(version: Version) -> None:
    development = development_version(version)

    assert development.is_devrelease
    assert development <= version
