"""The addresses of files that are fetched: what may be asked for, and what is shown of an address."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from paa.errors import SourceError
from paa.model.artifacts import LINK_SUFFIX

__all__ = ["check_address", "check_step", "read_link", "shown_address"]

_SHOWN = 80  # characters of what is no address
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")


def read_link(text: str, *, where: str) -> str:
    """Read the address that a file `*.link` holds on its one line.

    Raises:
        SourceError: It holds something else.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        problem = "holds no address" if not lines else f"holds {len(lines)} lines"
        hint = "write one address into it: https://…"
        raise SourceError(f"a file that ends in {LINK_SUFFIX} {problem}", where=where, hint=hint)
    return lines[0]


def check_address(url: str, *, where: str, plain_http: bool) -> None:
    """See that an address may be asked for.

    Args:
        url: The address.
        where: What names it.
        plain_http: Whether `http` is allowed; towards this machine it always is.

    Raises:
        SourceError: It is no web address, holds a password, or is not encrypted.
    """
    parts = _parts(url, where)
    if parts.scheme == "http" and not plain_http and not _is_here(parts):
        hint = "use https; where there is none, pin what is there now: `paa artifacts lock --allow-http`"
        raise SourceError(f"{shown_address(url)} is not encrypted: anybody could answer", where=where, hint=hint)


def check_step(url: str, before: str, *, where: str) -> None:
    """See that a redirect may be followed: never from the network to this machine, never to less encryption.

    Raises:
        SourceError: It may not.
    """
    new, old = _parts(url, where), _parts(before, where)
    shown = f"{shown_address(before)} leads to {shown_address(url)}"
    if new.scheme == "http" and old.scheme == "https":
        raise SourceError(f"{shown}, which is not encrypted", where=where, hint="name the file's own address")
    if _is_here(new) and not _is_here(old):
        raise SourceError(f"{shown}, which is this machine", where=where, hint="name the file's own address")


def shown_address(url: str) -> str:
    """Show an address without what may be a secret in it: a password, a signature behind `?`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the address"
    query = "?…" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"


def _parts(url: str, where: str) -> SplitResult:
    hint = "write it as in https://example.org/file.bin"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if "@" in parts.netloc:
        # The address stays out of the message: a log is no place for a password.
        hint = "it would be in the package for everybody; a file behind a password has to lie in the repository"
        raise SourceError("an address must not hold a user or a password", where=where, hint=hint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii() or _BLANK.search(url):
        shown = "this" if "@" in url else repr(url if len(url) <= _SHOWN else f"{url[:_SHOWN]}…")
        raise SourceError(f"{shown} is no web address", where=where, hint=hint)
    return parts


def _is_here(parts: SplitResult) -> bool:
    host = (parts.hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
