"""Where an index is read, and where it takes uploads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import quote, urljoin

from paa.model.choices import IndexKind
from paa.model.index_profile import split_view
from paa.model.settings import IndexProfile

__all__ = ["AZURE", "Addresses", "addresses_of"]

AZURE = "https://pkgs.dev.azure.com"
"""The server of Azure Artifacts, in front of the organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of an index.

    Attributes:
        simple: Of its simple API, with a `/` behind it.
        upload: That takes uploads; None where only reading is configured.
        api: That promotes to a view, up to the feed; None where there are no views.
        usual: Whether they are the ones that everybody means by the kind of the index.
    """

    simple: str
    upload: str | None
    api: str | None = None
    usual: bool = False


def addresses_of(profile: IndexProfile) -> Addresses:
    """Tell where a server is that a profile describes."""
    found = _ADDRESSES[profile.kind](profile)
    return replace(found, simple=f"{found.simple.rstrip('/')}/")


def _given(profile: IndexProfile) -> Addresses:
    return Addresses(simple=profile.url or "", upload=profile.upload_url)


def _public(profile: IndexProfile) -> Addresses:
    from pypi_simple import PYPI_SIMPLE_ENDPOINT
    from twine.utils import DEFAULT_REPOSITORY

    usual = Addresses(simple=PYPI_SIMPLE_ENDPOINT, upload=DEFAULT_REPOSITORY, usual=True)
    return _given(profile) if profile.url else usual


def _public_for_tests(profile: IndexProfile) -> Addresses:
    from twine.utils import TEST_REPOSITORY

    usual = Addresses(simple=urljoin(TEST_REPOSITORY, "/simple/"), upload=TEST_REPOSITORY, usual=True)
    return _given(profile) if profile.url else usual


def _azure(profile: IndexProfile) -> Addresses:
    """Write the addresses of a feed of an organization or of a project; a view is read, and uploads go to the feed."""
    feed = profile.feed or ""
    owner = "/".join(quote(part, safe="") for part in (profile.organization, profile.project) if part)
    base = f"{(profile.server or AZURE).rstrip('/')}/{owner}"
    name = quote(split_view(feed)[0], safe="")
    return Addresses(
        simple=f"{base}/_packaging/{quote(feed, safe='@')}/pypi/simple/",
        upload=f"{base}/_packaging/{name}/pypi/upload/",
        api=f"{base}/_apis/packaging/feeds/{name}",
    )


_ADDRESSES: Mapping[IndexKind, Callable[[IndexProfile], Addresses]] = MappingProxyType(
    {
        IndexKind.PYPI: _public,
        IndexKind.TESTPYPI: _public_for_tests,
        IndexKind.AZURE: _azure,
        IndexKind.SIMPLE: _given,
    }
)
