"""Which version a release gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.release.versions import bump, choose, next_version
from paa.errors import SourceError
from paa.model.history import Bump, Decision

BASE = Version("0.0.0")
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
        ("1.0.0rc1", Bump.PATCH, "1.0.1"),
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

    assert next_version(explicit=declared, recorded=None, base=BASE) == declared
    assert next_version(explicit=declared, recorded=Version("0.9"), base=BASE) == declared
    assert str(next_version(explicit=declared, recorded=declared, base=BASE, size=Bump.MINOR)) == "1.1.0"


@pytest.mark.parametrize(
    ("asked", "taken", "declared", "expected"),
    [
        pytest.param(decision(), [], None, "0.0.1", id="first"),
        pytest.param(decision("1.2.3"), [], None, "1.2.3", id="first-exact"),
        pytest.param(decision(size=Bump.MINOR), ["0.9.0", "0.10.0"], None, "0.11.0", id="highest-not-last"),
        pytest.param(decision(), ["1.0.0", "2.0.0rc1"], None, "2.0.1", id="pre-release-is-taken"),
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
        base=BASE,
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
        choose(decision(asked), [Version("1.0.0"), Version("2.0.0")], declared=None, base=BASE, where="my_module")

    assert (caught.value.message, caught.value.where) == (message, "my_module")
    assert caught.value.hint == "commit again with a version above 2.0.0 behind the label, such as [2.0.1]"


@given(taken=st.sets(VERSIONS, max_size=5), size=st.sampled_from(Bump), declared=st.none() | VERSIONS)
def test_a_taken_version_is_never_chosen(taken: set[Version], size: Bump, declared: Version | None) -> None:
    assert choose(decision(size=size), taken, declared=declared, base=BASE, where="x") not in taken
