"""Serve files to this machine, from memory."""

import mimetypes
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from types import FrameType
from urllib.parse import unquote, urlsplit

from paa.errors import UsageError

__all__ = ["serve_files"]

LOOPBACK = "127.0.0.1"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# What the tables of operating systems disagree about.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}


def serve_files(files: Mapping[PurePosixPath, bytes], *, port: int) -> Iterator[str]:
    """Serve files on the loopback address until SIGINT or SIGTERM.

    Args:
        files: Path below the address → what is there.
        port: 0 for any free one.

    Yields:
        The address, once.

    Raises:
        UsageError: The port cannot be had.
    """

    class Handler(_Handler):
        served = files

    try:
        server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "ports are 0 to 65535"
        hint = "name another with --port, or none for any free one"
        raise UsageError(f"port {port} cannot be used: {reason.lower()}", hint=hint) from None
    server.daemon_threads = True
    with server, _ending(server):
        yield f"http://{LOOPBACK}:{server.server_address[1]}/"
        server.serve_forever(poll_interval=0.1)


@contextmanager
def _ending(server: ThreadingHTTPServer) -> Iterator[None]:
    """Let signals end the server, which is all that they are for."""

    def end(_number: int, _frame: FrameType | None) -> None:
        # `shutdown` waits for the loop that this very thread runs.
        threading.Thread(target=server.shutdown).start()

    before = {each: signal.signal(each, end) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Handler(BaseHTTPRequestHandler):
    """Answers with what it has, and keeps no log."""

    served: Mapping[PurePosixPath, bytes] = {}

    def do_GET(self) -> None:
        """Send a file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Say what would be sent."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        place = PurePosixPath(path + "index.html" if not path or path.endswith("/") else path)
        content = self.served.get(place)
        if content is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        kind = _TYPES.get(place.suffix) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep no log."""
