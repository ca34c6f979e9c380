"""Promote versions of a feed of Azure Artifacts to one of its views, which is a PATCH that adds the view.

Written from Microsoft's description of its interface for programs; the tests run it against a server of our own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from packaging.version import Version

from paa.adapters.index.sessions import BUSY, login_of, open_session
from paa.errors import IndexBusy, IndexFailure
from paa.model.credentials import Credentials
from paa.model.names import NormalizedName
from paa.model.settings import IndexName

if TYPE_CHECKING:
    from requests import Response, Session

__all__ = ["EVERYTHING", "View"]

EVERYTHING = "local"
"""The view that has every version without being asked, whatever its capitals."""

_API = "7.1-preview.1"
_UNAUTHORIZED = frozenset({401, 403})
_NOT_FOUND = 404
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view of a feed.

    Attributes:
        index: What the configuration calls it.
        name: What the feed calls it.
        api: The address of the feed among those for programs.
        credentials: Who promotes.
        seconds: How long to wait for an answer.
    """

    index: IndexName
    name: str
    api: str
    credentials: Credentials
    seconds: float

    def promote(self, releases: Iterable[tuple[NormalizedName, Version]]) -> None:
        """Show versions of the feed in the view, too; one that is there already stays.

        Raises:
            IndexFailure: The feed refuses, or does not answer.
        """
        with self._session() as session:
            for name, version in releases:
                self._promote(session, name, version)

    def _promote(self, session: "Session", name: NormalizedName, version: Version) -> None:
        from requests import RequestException

        address = f"{self.api}/pypi/packages/{quote(name, safe='')}/versions/{quote(str(version), safe='')}"
        operation = {"views": {"op": "add", "path": "/views/-", "value": self.name}}
        try:
            answer = session.patch(address, params={"api-version": _API}, json=operation, timeout=self.seconds)
        except RequestException:
            # What requests says holds the address, and might hold more.
            message = f"the index {self.index!r} does not answer when {name} {version} shall be promoted"
            raise IndexBusy(message, where=self.api, hint="run this again later") from None
        if not answer.ok:
            raise self._refusal(answer, name, version)

    def _refusal(self, answer: "Response", name: NormalizedName, version: Version) -> IndexFailure:
        status = answer.status_code
        message = f"the index {self.index!r} does not promote {name} {version} to the view {self.name!r}: {status}"
        if status in BUSY:
            return IndexBusy(message, where=self.api, hint="run this again later")
        if status in _UNAUTHORIZED:
            hint = (
                f"the login of {self.credentials.origin} needs the scope `Packaging (read, write & manage)` for a "
                "token, and the role *Feed Publisher* for a pipeline"
            )
            return IndexFailure(message, where=self.api, hint=hint)
        hint = (
            f"does the feed have a view {self.name!r}?" if status == _NOT_FOUND else "promote it by hand, and run again"
        )
        return IndexFailure(message, where=self.api, hint=hint)

    def _session(self) -> "Session":
        from urllib3 import Retry

        again = Retry(
            _ATTEMPTS, status_forcelist=BUSY, allowed_methods={"PATCH"}, backoff_factor=0.5, raise_on_status=False
        )
        session = open_session(again)
        session.auth = login_of(self.credentials)
        return session
