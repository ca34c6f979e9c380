"""What is known of each kind of index."""

import pytest
from packaging.version import Version

from paa.model.choices import IndexKind
from paa.model.index_traits import TRAITS, Answer, Pages, traits_of
from paa.model.network import is_guarded
from paa.model.settings import IndexProfile


def test_each_kind_has_traits() -> None:
    assert set(TRAITS) == set(IndexKind)


def test_the_two_public_indexes_differ_in_who_may_be_trusted_alone() -> None:
    pypi, testpypi = TRAITS[IndexKind.PYPI], TRAITS[IndexKind.TESTPYPI]

    assert (pypi.strangers, testpypi.strangers) == (False, True)
    assert pypi.user == testpypi.user == "__token__"
    assert pypi.trusted_publishing is testpypi.trusted_publishing is True


def test_a_feed_refuses_what_the_public_index_takes() -> None:
    pypi, azure = TRAITS[IndexKind.PYPI], TRAITS[IndexKind.AZURE]

    assert (pypi.same_bytes, azure.same_bytes) == (Answer.ACCEPTED, Answer.REFUSED)
    assert (pypi.pages, azure.pages) == (Pages.JSON, Pages.HTML)
    assert (pypi.yanks, azure.yanks) == (True, False)
    assert (pypi.private, azure.private) == (False, True)


def test_a_profile_knows_better_which_metadata_is_taken() -> None:
    feed = IndexProfile(kind=IndexKind.AZURE, organization="o", feed="f")
    newer = IndexProfile(kind=IndexKind.AZURE, organization="o", feed="f", metadata_version=Version("2.4"))

    assert (traits_of(feed).metadata_version, traits_of(newer).metadata_version) == (Version("2.1"), Version("2.4"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/simple", True),
        ("http://127.0.0.1:3141/simple", True),
        ("http://[::1]/simple", True),
        ("http://localhost/simple", True),
        ("http://index.localhost./simple", True),
        ("http://example.com/simple", False),
        ("http://0.0.0.0/simple", False),
        ("http://127.0.0.1.example.com/simple", False),
        ("ftp://example.com/simple", False),
    ],
)
def test_where_a_password_may_go(url: str, *, expected: bool) -> None:
    assert is_guarded(url) is expected
