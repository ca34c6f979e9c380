"""Sessions with servers: asked again while they are busy, and logged into."""

from typing import TYPE_CHECKING

from paa.model.credentials import Credentials

if TYPE_CHECKING:
    from requests import Session
    from requests.auth import HTTPBasicAuth
    from urllib3 import Retry

__all__ = ["BUSY", "login_of", "open_session"]

BUSY = (429, 500, 502, 503, 504)
"""The answers after which the same question may get another one."""


def open_session(again: "Retry") -> "Session":
    """Open a session that asks again as it is told."""
    from requests import Session
    from requests.adapters import HTTPAdapter

    session = Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=again))
    return session


def login_of(credentials: Credentials) -> "HTTPBasicAuth":
    """Give what a session logs in with."""
    from requests.auth import HTTPBasicAuth

    # As bytes: a password need not be Latin-1, as which requests would write it.
    return HTTPBasicAuth(credentials.user.encode(), credentials.password.reveal().encode())
