"""The pages of an index on which people do what no program can."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from packaging.version import Version
from pypi_simple import PYPI_SIMPLE_ENDPOINT
from twine.utils import TEST_REPOSITORY

from paa.adapters.index.management import publisher_page, release_page, token_page
from paa.model.choices import IndexKind
from paa.model.names import NormalizedName
from paa.model.settings import IndexProfile

NAME = NormalizedName("my-tool")
VERSION = Version("1!2.0+x")


def profile(kind: IndexKind, **fields: Any) -> IndexProfile:
    return IndexProfile(kind=kind, **fields)


@pytest.mark.parametrize(
    ("kind", "known"), [(IndexKind.PYPI, PYPI_SIMPLE_ENDPOINT), (IndexKind.TESTPYPI, TEST_REPOSITORY)]
)
def test_pages_are_derived_from_known_addresses(kind: IndexKind, known: str) -> None:
    host = f"https://{urlsplit(known).netloc}"

    assert release_page(profile(kind), NAME, VERSION) == f"{host}/manage/project/my-tool/release/1%212.0%2Bx/"
    assert publisher_page(profile(kind), NAME) == f"{host}/manage/project/my-tool/settings/publishing/"
    assert publisher_page(profile(kind)) == f"{host}/manage/account/publishing/"
    assert token_page(profile(kind)) == f"{host}/manage/account/token/"


@pytest.mark.parametrize("kind", [IndexKind.PYPI, IndexKind.TESTPYPI, IndexKind.SIMPLE])
def test_nobody_knows_the_pages_of_another_server(kind: IndexKind) -> None:
    other = profile(kind, url="https://packages.example/simple/", upload_url="https://packages.example/")

    assert [release_page(other, NAME, VERSION), publisher_page(other, NAME), token_page(other)] == [None] * 3


def test_page_of_a_feed() -> None:
    feed = profile(IndexKind.AZURE, organization="our org", project="a b", feed="words@Release")

    page = release_page(feed, NAME, Version("1.0"))

    assert page is not None
    assert page.endswith("/our%20org/a%20b/_artifacts/feed/words/PyPI/my-tool/overview/1.0")
    own = profile(IndexKind.AZURE, organization="org", feed="words", server="https://devops.example")
    assert release_page(own, NAME, Version("1.0")) is None
