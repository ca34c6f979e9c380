"""Where indexes are: the usual addresses come from the tools that everybody uses, the others from the profile."""

from urllib.parse import urlsplit

import pytest
from pypi_simple import PYPI_SIMPLE_ENDPOINT
from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

from paa.adapters.index.addresses import AZURE, Addresses, addresses_of
from paa.model.choices import IndexKind
from paa.model.settings import IndexProfile, Url


def test_the_public_indexes_are_where_the_tools_say() -> None:
    pypi, testpypi = (addresses_of(IndexProfile(kind=kind)) for kind in (IndexKind.PYPI, IndexKind.TESTPYPI))

    assert pypi == Addresses(simple=PYPI_SIMPLE_ENDPOINT, upload=DEFAULT_REPOSITORY, usual=True)
    assert (testpypi.upload, testpypi.usual) == (TEST_REPOSITORY, True)
    assert urlsplit(testpypi.simple)[:3] == (*urlsplit(TEST_REPOSITORY)[:2], "/simple/")


@pytest.mark.parametrize("kind", [IndexKind.PYPI, IndexKind.TESTPYPI, IndexKind.SIMPLE])
def test_another_server_of_the_kind(kind: IndexKind) -> None:
    profile = IndexProfile(kind=kind, url=Url("https://example.com/simple"), upload_url=Url("https://example.com/up"))

    assert addresses_of(profile) == Addresses(simple="https://example.com/simple/", upload="https://example.com/up")


@pytest.mark.parametrize(
    ("project", "feed", "server", "simple", "upload"),
    [
        pytest.param(
            None, "tools", None, f"{AZURE}/acme/_packaging/tools", f"{AZURE}/acme/_packaging/tools", id="organization"
        ),
        pytest.param(
            "My Project",
            "Our Tools",
            None,
            f"{AZURE}/acme/My%20Project/_packaging/Our%20Tools",
            f"{AZURE}/acme/My%20Project/_packaging/Our%20Tools",
            id="project",
        ),
        pytest.param(
            "a/b?c",
            "tools@Release",
            "https://example.com/tfs/",
            "https://example.com/tfs/acme/a%2Fb%3Fc/_packaging/tools@Release",
            "https://example.com/tfs/acme/a%2Fb%3Fc/_packaging/tools",
            id="view-on-another-server",
        ),
    ],
)
def test_a_feed(project: str | None, feed: str, server: str | None, simple: str, upload: str) -> None:
    profile = IndexProfile(
        kind=IndexKind.AZURE, organization="acme", project=project, feed=feed, server=Url(server) if server else None
    )

    owner, _, name = upload.partition("/_packaging/")
    assert addresses_of(profile) == Addresses(
        simple=f"{simple}/pypi/simple/", upload=f"{upload}/pypi/upload/", api=f"{owner}/_apis/packaging/feeds/{name}"
    )
