"""The pages of an index on which people do what no program can, as far as they can be derived from its address."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote, urljoin

from packaging.version import Version

from paa.adapters.index.addresses import addresses_of
from paa.model.choices import IndexKind
from paa.model.index_profile import split_view
from paa.model.names import NormalizedName
from paa.model.settings import IndexProfile

__all__ = ["publisher_page", "release_page", "token_page"]

_AZURE = "https://dev.azure.com"


def release_page(profile: IndexProfile, name: NormalizedName, version: Version) -> str | None:
    """Give the page on which a version is yanked or deleted; None where nobody knows it."""
    page = _RELEASES.get(profile.kind)
    return page(profile, name, version) if page else None


def publisher_page(profile: IndexProfile, name: NormalizedName | None = None) -> str | None:
    """Give the page on which a trusted publisher is added: to a project, or for one that is not there yet."""
    return _page(profile, f"project/{name}/settings/publishing/" if name else "account/publishing/")


def token_page(profile: IndexProfile) -> str | None:
    """Give the page on which tokens are made."""
    return _page(profile, "account/token/")


def _page(profile: IndexProfile, path: str) -> str | None:
    """Give a page of PyPI or TestPyPI; another server of their kind has other ones."""
    if profile.kind not in {IndexKind.PYPI, IndexKind.TESTPYPI}:
        return None
    addresses = addresses_of(profile)
    return urljoin(addresses.simple, f"/manage/{path}") if addresses.usual else None


def _public(profile: IndexProfile, name: NormalizedName, version: Version) -> str | None:
    return _page(profile, f"project/{name}/release/{quote(str(version))}/")


def _azure(profile: IndexProfile, name: NormalizedName, version: Version) -> str | None:
    if profile.server is not None:
        return None
    owner = [quote(part, safe="") for part in (profile.organization, profile.project) if part]
    feed = quote(split_view(profile.feed or "")[0], safe="")
    return "/".join([_AZURE, *owner, "_artifacts/feed", feed, "PyPI", name, "overview", quote(str(version))])


_RELEASES: Mapping[IndexKind, Callable[[IndexProfile, NormalizedName, Version], str | None]] = MappingProxyType(
    {IndexKind.PYPI: _public, IndexKind.TESTPYPI: _public, IndexKind.AZURE: _azure}
)
