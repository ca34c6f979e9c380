"""Which version a project gets."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.versions import (
    Numbering,
    bump,
    choose,
    development_version,
    drafts,
    next_version,
    parse_version,
)
from paa.errors import SourceError
from paa.model.history import Bump, Decision
from tests.unit.builders import described

COUNTED = Numbering(Version("0.0.0"))
ANY_VERSION = st.builds(
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


@given(ANY_VERSION)
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
        numbering=COUNTED,
        where="my_module",
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


@given(ANY_VERSION)
def test_development_version_is_never_newer(version: Version) -> None:
    development = development_version(version)

    assert development.is_devrelease
    assert development <= version


VERSIONS = st.builds(
    lambda epoch, release, suffix: Version(f"{epoch}!{'.'.join(map(str, release))}{suffix}"),
    st.integers(0, 2),
    st.lists(st.integers(0, 30), min_size=1, max_size=5),
    st.sampled_from(["", "a1", "rc2", ".post1", ".dev3", "+local", "rc1.post2.dev3+x.1"]),
)


def decision(version: str | None = None, size: Bump = Bump.PATCH) -> Decision:
    return Decision(
        version=Version(version) if version else None, bump=size, rule=f"[{version}]" if version else "patch", notes=()
    )


@pytest.mark.parametrize(
    ("before", "size", "after"),
    [
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.4.2", Bump.MAJOR, "1.0.0"),
        ("1", Bump.PATCH, "1.0.1"),
        ("1.2.3.4", Bump.PATCH, "1.2.4"),
        ("2!1.2.3", Bump.MINOR, "2!1.3.0"),
        ("1.0.0rc1", Bump.PATCH, "1.0.0"),
        ("1.0.0rc1", Bump.MAJOR, "1.0.0"),
        ("1.1.0b2", Bump.MINOR, "1.1.0"),
        ("1.1.0b2", Bump.MAJOR, "2.0.0"),
        ("1.1.1a1", Bump.PATCH, "1.1.1"),
        ("1.1.1a1", Bump.MINOR, "1.2.0"),
        ("1.0.0.1rc1", Bump.PATCH, "1.0.1"),
        ("1.2.4.dev7", Bump.PATCH, "1.2.4"),
        ("2!1.0rc1", Bump.PATCH, "2!1.0.0"),
        ("1.0.post1.dev2+local", Bump.PATCH, "1.0.1"),
        ("0.9.9", Bump.PATCH, "0.9.10"),
    ],
)
def test_bumps(before: str, size: Bump, after: str) -> None:
    assert str(bump(Version(before), size)) == after


@given(version=VERSIONS, size=st.sampled_from(Bump))
def test_a_bump_is_higher_and_final(version: Version, size: Bump) -> None:
    bumped = bump(version, size)

    assert bumped > version
    assert len(bumped.release) == 3
    assert bumped.public == str(bumped).partition("+")[0]
    assert not bumped.is_prerelease
    assert not bumped.is_postrelease


def test_a_declared_version_counts_until_it_is_released() -> None:
    declared = Version("1.0.0")

    assert next_version(explicit=declared, recorded=None, numbering=COUNTED, where="x") == declared
    assert next_version(explicit=declared, recorded=Version("0.9"), numbering=COUNTED, where="x") == declared
    following = next_version(explicit=declared, recorded=declared, numbering=COUNTED, where="x", size=Bump.MINOR)
    assert str(following) == "1.1.0"


@pytest.mark.parametrize(
    ("asked", "taken", "declared", "expected"),
    [
        pytest.param(decision(), [], None, "0.0.1", id="first"),
        pytest.param(decision("1.2.3"), [], None, "1.2.3", id="first-exact"),
        pytest.param(decision(size=Bump.MINOR), ["0.9.0", "0.10.0"], None, "0.11.0", id="highest-not-last"),
        pytest.param(decision(), ["1.0.0", "2.0.0rc1"], None, "2.0.0", id="pre-release-becomes-final"),
        pytest.param(decision(), ["1.0.0"], "3.0.0", "3.0.0", id="declared"),
        pytest.param(decision("2.0.0"), ["1.0.0"], "3.0.0", "2.0.0", id="commits-before-the-module"),
        pytest.param(decision("1.0.1", Bump.MAJOR), ["1.0.0"], None, "1.0.1", id="exact-before-bump"),
    ],
)
def test_choices(asked: Decision, taken: list[str], declared: str | None, expected: str) -> None:
    chosen = choose(
        asked,
        [Version(each) for each in taken],
        declared=Version(declared) if declared else None,
        numbering=COUNTED,
        where="my_module",
    )

    assert str(chosen) == expected


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("1.0", "commits ask for version 1.0 by `[1.0]`, which is taken"),
        ("1.5.0", "commits ask for version 1.5.0 by `[1.5.0]`, which is lower than the last one, 2.0.0"),
    ],
)
def test_what_commits_must_not_ask_for(asked: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        choose(
            decision(asked), [Version("1.0.0"), Version("2.0.0")], declared=None, numbering=COUNTED, where="my_module"
        )

    assert (caught.value.message, caught.value.where) == (message, "my_module")
    assert caught.value.hint == "commit again with a version above 2.0.0 behind the label, such as [2.0.1]"


@given(taken=st.sets(VERSIONS, max_size=5), size=st.sampled_from(Bump), declared=st.none() | VERSIONS)
def test_a_taken_version_is_never_chosen(taken: set[Version], size: Bump, declared: Version | None) -> None:
    assert choose(decision(size=size), taken, declared=declared, numbering=COUNTED, where="x") not in taken


@pytest.mark.parametrize(
    ("last", "day", "following"),
    [
        pytest.param(None, date(2024, 5, 3), "2024.5.0", id="first"),
        pytest.param("1.4.2", date(2024, 5, 3), "2024.5.0", id="from semver"),
        pytest.param("2024.4.7", date(2024, 5, 3), "2024.5.0", id="new month"),
        pytest.param("2024.5.0", date(2024, 5, 3), "2024.5.1", id="same month"),
        pytest.param("2024.5", date(2024, 5, 3), "2024.5.1", id="two parts"),
        pytest.param("2024.5.9", date(2024, 5, 31), "2024.5.10", id="no decimal digit"),
        pytest.param("2023.12.1", date(2024, 1, 1), "2024.1.0", id="new year"),
        pytest.param("2024.6.0", date(2024, 5, 31), "2024.6.1", id="an older commit, after a newer one"),
        pytest.param("2025.1.0", date(2024, 12, 31), "2025.1.1", id="an older commit, of last year"),
        pytest.param("2024.5.0rc1", date(2024, 5, 3), "2024.5.0", id="its candidate"),
        pytest.param("2024.5.2rc1", date(2024, 5, 3), "2024.5.2", id="a later candidate"),
        pytest.param("2024.5.2.post1", date(2024, 5, 3), "2024.5.3", id="post-release"),
        pytest.param("1!1.0.0", date(2024, 5, 3), "1!2024.5.0", id="epoch"),
        pytest.param("1!2024.5.0", date(2024, 5, 3), "1!2024.5.1", id="epoch, same month"),
    ],
)
@pytest.mark.parametrize("size", Bump)
def test_a_calendar_counts_in_its_month(last: str | None, day: date, following: str, size: Bump) -> None:
    taken = [Version(last)] if last else []
    numbering = Numbering(Version("0.0.0"), day)

    assert str(choose(decision(size=size), taken, declared=None, numbering=numbering, where="x")) == following


@pytest.mark.parametrize("last", ["20240503.0", "2024.18.0", "2026.1.0", "2024.13"])
def test_a_calendar_does_not_go_on_from_something_else(last: str) -> None:
    with pytest.raises(SourceError) as caught:
        choose(decision(), [Version(last)], declared=None, numbering=Numbering(BASE, date(2024, 5, 3)), where="x.py")

    assert described(caught.value) == [
        (
            f"the last version, {last}, is above those of the calendar, such as 2024.5.0",
            "x.py",
            "`versioning: semver` goes on from it; a commit with [1!2024.5.0] behind the label begins to count anew",
        )
    ]


BASE = Version("0.0.0")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(days=st.lists(DAYS, min_size=1, max_size=8), size=st.sampled_from(Bump))
def test_a_calendar_never_goes_back(days: list[date], size: Bump) -> None:
    """Commits come in any order of their dates, as merges bring them, but none from years ahead."""
    days = [day.replace(year=2024, day=1) for day in days]
    taken = [Version("1.4.2")]
    for day in days:
        following = choose(decision(size=size), taken, declared=None, numbering=Numbering(BASE, day), where="x")
        assert following > max(taken)
        taken.append(following)


def test_a_calendar_leaves_exact_versions_alone() -> None:
    numbering = Numbering(BASE, date(2024, 5, 3))

    assert str(choose(decision("2024.5.7"), [], declared=None, numbering=numbering, where="x")) == "2024.5.7"
    assert str(choose(decision(), [], declared=Version("2024.6.0"), numbering=numbering, where="x")) == "2024.6.0"


def test_what_is_no_release_is_taken_and_not_followed() -> None:
    there = [Version(each) for each in ("1.0.0", "1.0.1.dev4", "2.0.0.dev9", "0.9.dev1")]
    passed = drafts(there, last=Version("1.0.0"), asked=(None, None))

    assert passed == {Version("1.0.1.dev4"), Version("2.0.0.dev9")}
    assert str(choose(decision(), there, declared=None, numbering=COUNTED, where="x", passed=passed)) == "1.0.1"
    with pytest.raises(SourceError, match=r"2\.0\.0\.dev9 by .*, which is taken"):
        choose(decision("2.0.0.dev9"), there, declared=None, numbering=COUNTED, where="x", passed=passed)
    # Neither does metadata that ask for one of them: it is taken.
    declared = Version("2.0.0.dev9")
    assert str(choose(decision(), there, declared=declared, numbering=COUNTED, where="x", passed=passed)) == "1.0.1"
    # One that is asked for is a release, whoever published it.
    assert drafts(there, last=Version("1.0.0"), asked=(declared, None)) == {Version("1.0.1.dev4")}


@pytest.mark.parametrize(
    ("following", "last", "draft"),
    [
        pytest.param("1.0.1", "1.0.0", "1.0.1.dev7", id="final"),
        pytest.param("0.0.1", None, "0.0.1.dev7", id="before the first release"),
        pytest.param("1.1.0rc1", "1.0.0", "1.1.0rc1.dev7", id="candidate"),
        pytest.param("1.0.0", "1.0.0rc1", "1.0.0rc2.dev7", id="behind a candidate of it"),
        pytest.param("1.0.0", "1.0.0.dev4", "1.0.0.dev11", id="behind a development version that was released"),
        pytest.param("1.0.0.dev9", "0.9", "1.0.0.dev9", id="one that is asked for"),
    ],
)
def test_development_versions_lie_between_releases(following: str, last: str | None, draft: str) -> None:
    known = Version(last) if last else None

    version = development_version(Version(following), 7, last=known)

    assert str(version) == draft
    assert known is None or version > known
