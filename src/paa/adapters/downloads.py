"""Files that are fetched from the web: asked for with limits, and kept by their hash so that none is fetched twice.

The standard library's client is enough for one GET: it knows the proxies of the environment and the certificates of
the system, and nobody pays for another library. Redirects are followed by us, since each step has to be looked at.
"""

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from paa import __version__
from paa.adapters.files import digest
from paa.core.package.addresses import shown_address
from paa.errors import BuildError, PaaError

if TYPE_CHECKING:
    import socket
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

__all__ = ["Download", "Limits", "download", "stored"]

_CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a download may take.

    Attributes:
        size: Bytes.
        silence: Seconds in which nothing arrives.
        seconds: Seconds from the beginning to the end.
        redirects: Steps to another address.
    """

    size: int = 512 * 1024 * 1024
    silence: float = 30
    seconds: float = 900
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Download:
    """A file in the store.

    Attributes:
        sha256: In hexadecimal; also its name there.
    """

    path: Path
    sha256: str
    size: int


def stored(store: Path, sha256: str) -> Download | None:
    """Find a file that was fetched before; what is damaged is not found."""
    path = store / sha256
    try:
        intact = path.is_file() and digest(path) == sha256
        return Download(path, sha256, path.stat().st_size) if intact else None
    except OSError:
        return None


def download(
    url: str, store: Path, *, where: str, limits: Limits, check_step: Callable[[str, str], None], whole: bool = False
) -> Download:
    """Fetch a file into the store.

    Args:
        url: Its address, which may be asked for.
        store: A folder.
        where: What names the address, for messages.
        limits: What it may take.
        check_step: Gets where a redirect leads and where it comes from, and raises if it must not be followed.
        whole: Whether something else will tell if the file is whole; otherwise the server has to say how long it is.

    Raises:
        BuildError: It cannot be fetched whole; nothing is left behind.
        PaaError: What `check_step` raises.
    """
    with _failing(url, where), _Deadline(limits.seconds) as deadline:
        opener = _opener(deadline)
        asked, response = url, _open(opener, url, limits, deadline)
        for _ in range(limits.redirects):
            if response.status not in _REDIRECTS:
                break
            with response:
                target = _target(asked, response)
            check_step(target, asked)
            asked, response = target, _open(opener, target, limits, deadline)
        with response:
            _refuse_answer(response)
            return _store(response, store, limits, whole=whole, deadline=deadline)


class _Refused(Exception):
    """Why an answer is not taken; it becomes a BuildError that names the address."""


@contextmanager
def _failing(url: str, where: str) -> Iterator[None]:
    from http.client import HTTPException
    from urllib.error import URLError

    try:
        yield
    except _Refused as refusal:
        reason = str(refusal)
    except URLError as error:
        reason = _reason(error.reason)
    except (OSError, HTTPException) as error:
        reason = _reason(error)
    else:
        return
    hint = "look at the address in a browser; when it is well, run the command again"
    raise BuildError(f"cannot fetch {shown_address(url)}: {reason}", where=where, hint=hint) from None


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if problem := getattr(error, "verify_message", None):
        return f"its certificate is not trusted: {problem}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__


class _Deadline:
    """Ends every connection of a block after some seconds, however slowly something keeps arriving."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def watch(self, connection: "socket.socket") -> None:
        """Take a connection that is to be ended."""
        self._sockets.append(connection)

    def check(self) -> None:
        """See that there is time left.

        Raises:
            _Refused: There is none.
        """
        if time.monotonic() >= self._end:
            raise _Refused(f"it takes longer than {self._seconds:g} seconds")

    def _expire(self) -> None:
        from socket import SHUT_RDWR

        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        del trace
        self._timer.cancel()
        if isinstance(error, Exception) and not isinstance(error, _Refused | PaaError):
            # The connection may have ended because we ended it.
            self.check()


def _opener(deadline: _Deadline) -> "OpenerDirector":
    """Make a client that speaks HTTP and HTTPS and nothing else, and follows no redirect by itself."""
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    class PlainHandler(HTTPHandler):
        def http_open(self, req: Request) -> "HTTPResponse":
            return self.do_open(Plain, req)

    class EncryptedHandler(HTTPSHandler):
        def https_open(self, req: Request) -> "HTTPResponse":
            return self.do_open(Encrypted, req)

    opener = OpenerDirector()
    for handler in (ProxyHandler(), PlainHandler(), EncryptedHandler()):
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", f"paa/{__version__}"), ("Accept", "*/*")]
    return opener


def _open(opener: "OpenerDirector", url: str, limits: Limits, deadline: _Deadline) -> "HTTPResponse":
    response: HTTPResponse = opener.open(url, timeout=limits.silence)
    try:
        # Headers that we cut off look as if they were complete.
        deadline.check()
    except _Refused:
        response.close()
        raise
    return response


def _target(asked: str, response: "HTTPResponse") -> str:
    place = response.headers.get("Location")
    if not place:
        raise _Refused(f"the server answers {response.status} and no other address")
    return urljoin(asked, place)


def _refuse_answer(response: "HTTPResponse") -> None:
    if response.status in _REDIRECTS:
        raise _Refused("it leads from one address to the next, too often")
    if response.status != _OK:
        raise _Refused(f"the server answers {response.status} {response.reason}".rstrip())
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise _Refused(f"the server sends it as {encoding!r}, which nobody asked for")


def _store(response: "HTTPResponse", store: Path, limits: Limits, *, whole: bool, deadline: _Deadline) -> Download:
    """Copy what arrives to a file, and give it its name when it is whole."""
    said = _said_length(response, limits, whole=whole)
    store.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".fetching-", dir=store)
    try:
        with os.fdopen(handle, "wb") as file:
            hashed, size = hashlib.sha256(), 0
            for chunk in _chunks(response, limits, deadline):
                size += file.write(chunk)
                hashed.update(chunk)
        _refuse_part(size, said)
        path = store / hashed.hexdigest()
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Download(path, hashed.hexdigest(), size)


def _chunks(response: "HTTPResponse", limits: Limits, deadline: _Deadline) -> Iterator[bytes]:
    size = 0
    while chunk := response.read1(_CHUNK):
        deadline.check()
        size += len(chunk)
        if size > limits.size:
            raise _Refused(f"it is longer than {limits.size:,} bytes")
        yield chunk
    deadline.check()


def _refuse_part(size: int, said: int | None) -> None:
    if said is not None and size != said:
        raise _Refused(f"the connection was cut: {size:,} of {said:,} bytes arrived")


def _said_length(response: "HTTPResponse", limits: Limits, *, whole: bool) -> int | None:
    """Read how long the file is; of one that comes in chunks, the last chunk tells when it is whole."""
    if response.headers.get("Transfer-Encoding", "").lower() == "chunked":
        return None
    text = response.headers.get("Content-Length", "").strip()
    said = int(text) if text.isascii() and text.isdigit() else None
    if said is None and not whole:
        raise _Refused("the server does not say how long it is, so whether it arrives whole cannot be told")
    if said is not None and said > limits.size:
        raise _Refused(f"it is {said:,} bytes long, more than {limits.size:,}")
    return said
