"""Read the page that a server has of a project, and say in plain words why that is not possible."""

import re
import warnings
from contextlib import suppress
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.adapters.clock import now
from paa.errors import IndexBusy, IndexFailure
from paa.model.index import IndexFile, IndexProject
from paa.model.names import NormalizedName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypi_simple import DistributionPackage, ProjectPage, PyPISimple
    from requests import HTTPError, RequestException, Response

__all__ = ["LoginNeeded", "broken_by", "fetch_page", "project_on", "refuse_no_feed", "retry_after"]

# Past every cache on the way that can be told so.
_FRESH = MappingProxyType({"Cache-Control": "no-cache", "Pragma": "no-cache"})
_UNAUTHORIZED = frozenset({401, 403})
_BUSY = 429
_SERVER_ERROR = 500
_NOT_FOUND = 404
_NO_FEED = re.compile(r"feed\b.*\bdoesn't exist", re.IGNORECASE | re.DOTALL)
_AGAIN = "run this again later; is there a network, and does the configuration name the right address?"


class LoginNeeded(IndexFailure):
    """An index wants to know who is reading, or does not let that one."""


def fetch_page(client: "PyPISimple", index: str, project: NormalizedName, *, seconds: float) -> "ProjectPage | None":
    """Ask a server for the page of a project; None when it has none.

    Args:
        client: The server.
        index: The name of the index, for messages.
        project: The project.
        seconds: How long to wait for an answer.

    Raises:
        LoginNeeded: It does not say to just anybody.
        IndexBusy: It does not answer, or not now.
        IndexFailure: It answers something else.
    """
    from bs4.exceptions import ParserRejectedMarkup
    from pypi_simple import NoSuchProjectError, UnsupportedRepoVersionError
    from requests import HTTPError, RequestException
    from requests.exceptions import JSONDecodeError

    where = client.get_project_url(project)
    try:
        return _ask(client, project, seconds)
    except NoSuchProjectError:
        return None
    except HTTPError as error:
        raise _refusal(error, index, where) from None
    except JSONDecodeError:
        pass
    except RequestException as error:
        raise IndexBusy(f"the index {index!r} {broken_by(error, seconds)}", where=where, hint=_AGAIN) from None
    except (UnsupportedRepoVersionError, ParserRejectedMarkup, ValueError):
        pass
    hint = "is this the address of a simple index? It usually ends in `/simple/`"
    raise IndexFailure(f"the index {index!r} answers what is no page of a project", where=where, hint=hint)


def refuse_no_feed(answer: "Response", *_: object, **__: object) -> None:
    """Tell a feed that does not exist from a project that it has not, as a hook of requests: both are 404.

    Raises:
        IndexFailure: There is no such feed.
    """
    if answer.status_code == _NOT_FOUND and _NO_FEED.search(f"{answer.reason} {answer.text[:1000]}"):
        hint = "are `organization`, `project` and `feed` as in the address of the feed's page, and may we see it?"
        raise IndexFailure("there is no such feed", where=answer.url, hint=hint)


def _ask(client: "PyPISimple", project: NormalizedName, seconds: float) -> "ProjectPage":
    """Ask for a page, and once more when the connection breaks: it may have been an old one that was kept."""
    from requests import exceptions

    with warnings.catch_warnings():
        # A minor version that is newer than what we know of adds, and takes nothing away.
        warnings.simplefilter("ignore")
        try:
            return client.get_project_page(project, timeout=seconds, headers=dict(_FRESH))
        except (exceptions.ConnectionError, exceptions.ChunkedEncodingError) as error:
            if isinstance(error, exceptions.Timeout | exceptions.SSLError | exceptions.ProxyError):
                raise
            return client.get_project_page(project, timeout=seconds, headers=dict(_FRESH))


def _refusal(error: "HTTPError", index: str, where: str) -> IndexFailure:
    answer = error.response
    status = 0 if answer is None else answer.status_code
    if status in _UNAUTHORIZED:
        return LoginNeeded(f"the index {index!r} does not let us read: {status}", where=where)
    if status == _BUSY:
        seconds = retry_after(answer)
        hint = f"run this again in {seconds:.0f} seconds" if seconds else "run this again later"
        return IndexBusy(f"the index {index!r} is asked too often", where=where, hint=hint, retry_after=seconds)
    if status >= _SERVER_ERROR:
        hint, seconds = "run this again later", retry_after(answer)
        return IndexBusy(f"the index {index!r} is out of order: {status}", where=where, hint=hint, retry_after=seconds)
    hint = "does the configuration name the right address?"
    return IndexFailure(f"the index {index!r} refuses: {status}", where=where, hint=hint)


def retry_after(answer: "Response | None") -> float | None:
    """Read `Retry-After`: seconds, or a date."""
    text = "" if answer is None else answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    with suppress(ValueError, TypeError):
        return max((parsedate_to_datetime(text) - now()).total_seconds(), 0.0)
    return None


def broken_by(error: "RequestException", seconds: float) -> str:
    """Put into words what happened; requests' own hold addresses, and so might hold a password."""
    from requests import exceptions

    reasons: Mapping[type[RequestException], str] = {
        exceptions.SSLError: "has a certificate that nothing here trusts",
        exceptions.ProxyError: "is behind a proxy that does not let us through",
        exceptions.Timeout: f"did not answer within {seconds:g} seconds",
        exceptions.TooManyRedirects: "sends us round in circles",
        exceptions.ChunkedEncodingError: "broke off its answer",
        exceptions.ConnectionError: "cannot be reached",
    }
    return next((text for kind, text in reasons.items() if isinstance(error, kind)), "cannot be read")


def project_on(page: "ProjectPage", name: NormalizedName) -> IndexProject | None:
    """Tell what a page says of a project; None when there never was a file.

    A file whose version cannot be told, from before versions had rules, takes none that we could give.
    """
    files: dict[Version, tuple[IndexFile, ...]] = {}
    for text in page.versions or ():
        if known := _version(text):
            files[known] = ()
    for package in page.packages:
        version = _version(package.version or "")
        if version is not None and canonicalize_name(package.project or "") == name:
            files[version] = (*files.get(version, ()), _file(package))
    return IndexProject(name=name, files=MappingProxyType(dict(sorted(files.items())))) if files else None


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _file(package: "DistributionPackage") -> IndexFile:
    parts = urlsplit(package.url)
    # A page may repeat the login in its links.
    url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    sha256 = package.digests.get("sha256")
    return IndexFile(
        filename=package.filename,
        sha256=sha256.lower() if sha256 else None,
        url=url,
        yanked=(package.yanked_reason or "") if package.is_yanked else None,
    )
