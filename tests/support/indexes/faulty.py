"""An index in this process that behaves like the public one, and fails exactly where a test wants it to."""

import json
import socket
import struct
import threading
from base64 import b64encode
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

from packaging.utils import canonicalize_name

from tests.support.indexes.faults import Cut, Fault
from tests.support.indexes.forms import Form, read_form
from tests.support.indexes.served import Served, made_up_password
from tests.support.indexes.shelves import HTML, JSON, Shelves, page

__all__ = ["Conversation", "FaultyIndex", "FaultyServer", "listening", "running_faulty"]

USER = "__token__"
HONEST = Fault()
SECONDS = 30
Script: TypeAlias = deque[Fault]


class FaultyIndex:
    """An index, with what shall go wrong next.

    Attributes:
        served: Where it is.
        uploads: What goes wrong with the next uploads; those behind the last fault are honest.
        reads: What goes wrong with the next looks at the page of a project.
        received: The names of the files that arrived, each time that one did.
        stored: The names of the files in the order in which they were stored.
        looks: The projects whose pages were looked at.
    """

    def __init__(self, base: str, password: str) -> None:
        self.served = Served(simple=f"{base}/simple/", upload=f"{base}/legacy/", user=USER, password=password)
        self.uploads: Script = deque()
        self.reads: Script = deque()
        self.received: list[str] = []
        self.looks: list[str] = []
        self.shelves = Shelves()
        self.lock = threading.Lock()

    @property
    def stored(self) -> list[str]:
        """The names of the files in the order in which they were stored."""
        return list(self.shelves.files)

    def hide(self, looks: int) -> None:
        """Let pages show what is uploaded from now on only after some looks at them."""
        self.shelves.stale = looks

    def show(self) -> None:
        """Let pages show everything, now and later."""
        with self.lock:
            self.shelves.show()

    def delete(self, filename: str) -> None:
        """Delete a file; its name stays taken."""
        with self.lock:
            self.shelves.delete(filename)

    def yank(self, version: str, reason: str = "") -> None:
        """Yank a version."""
        with self.lock:
            self.shelves.yank(version, reason)

    def next(self, script: Script) -> Fault:
        """Tell what goes wrong with the request that is there."""
        with self.lock:
            fault = script.popleft() if script else HONEST
        fault.seen.set()
        if fault.held:
            fault.held.wait(SECONDS)
        return fault

    def take(self, form: Form, *, known: bool) -> tuple[int, str]:
        """Take a file in, as the public index does."""
        with self.lock:
            self.received.append(form.filename)
            if not known:
                return 403, "Invalid or non-existent authentication information."
            return self.shelves.store(form)

    def is_known(self, authorization: str | None) -> bool:
        """Tell whether a request may write."""
        right = b64encode(f"{USER}:{self.served.password}".encode()).decode()
        return authorization == f"Basic {right}"


class FaultyServer(ThreadingHTTPServer):
    """Listens for an index."""

    daemon_threads = True
    index: FaultyIndex

    def handle_error(self, *_: object) -> None:
        """Keep stderr clean: that connections break is what this is for."""


class Conversation(BaseHTTPRequestHandler):
    """Answers for an index."""

    protocol_version = "HTTP/1.1"
    raw_requestline: bytes

    @property
    def index(self) -> FaultyIndex:
        """The index."""
        assert isinstance(self.server, FaultyServer)
        return self.server.index

    def log_message(self, *_: object) -> None:
        """Keep stderr clean."""

    def parse_request(self) -> bool:
        """Look at the first line, behind which a connection may be cut already."""
        index = self.index
        self._fault = HONEST
        if self.raw_requestline.startswith(b"POST"):
            self._fault = index.next(index.uploads)
        elif self.raw_requestline.startswith(b"GET /simple/") and not self.raw_requestline.startswith(b"GET /simple/ "):
            self._fault = index.next(index.reads)
        if self._fault.cut is Cut.BEFORE_HEADERS:
            self._break()
            return False
        return super().parse_request()

    def do_POST(self) -> None:
        """Take an upload."""
        index, length = self.index, int(self.headers["Content-Length"])
        if self._fault.cut is Cut.IN_BODY:
            self.rfile.read(length // 2)
            self._break()
            return
        form = read_form(self.headers["Content-Type"], self.rfile.read(length))
        fails = self._fault.status is not None or self._fault.cut is not None
        if fails and not self._fault.stored:
            index.received.append(form.filename)
            status, text = 200, ""
        else:
            status, text = index.take(form, known=index.is_known(self.headers["Authorization"]))
        self.answer(self._fault.status or status, self._fault.text or text, "text/plain")

    def do_GET(self) -> None:
        """Show a page or a file."""
        index, words = self.index, self.path.strip("/").split("/")
        as_json = JSON in self.headers.get("Accept", "")
        kind = JSON if as_json else HTML
        if self._fault.status or self._fault.cut:
            index.looks.append(words[-1])
            self.answer(self._fault.status or 200, self._fault.text, "text/plain")
        elif words == ["simple"]:
            names = sorted({stored.project for stored in index.shelves.files.values()})
            listed = {"meta": {"api-version": "1.4"}, "projects": [{"name": name} for name in names]}
            links = "\n".join(f'<a href="/simple/{name}/">{name}</a>' for name in names)
            self.answer(200, json.dumps(listed) if as_json else f"<html><body>{links}</body></html>", kind)
        elif words[0] == "simple":
            name = canonicalize_name(words[1])
            with index.lock:
                index.looks.append(name)
                seen = index.shelves.look(name)
            self.answer(200 if seen else 404, page(name, *seen, as_json=as_json) if seen else "", kind)
        else:
            stored = index.shelves.files.get(words[-1].removesuffix(".metadata"))
            content = None if stored is None else stored.content
            if stored is not None and self.path.endswith(".metadata"):
                content = stored.metadata
            self.answer(404 if content is None else 200, content or b"", "application/octet-stream")

    def do_HEAD(self) -> None:
        """Tell of a page or a file without showing it: uv asks before it downloads."""
        self.do_GET()

    def answer(self, status: int, content: str | bytes, kind: str) -> None:
        """Answer, as far as nothing goes wrong."""
        if self._fault.cut is Cut.AFTER_BODY:
            self._break()
            return
        body = content if isinstance(content, bytes) else content.encode()
        reason = f" {content}" if isinstance(content, str) and status >= HTTPStatus.BAD_REQUEST and content else ""
        self.send_response(status, f"{HTTPStatus(status).phrase}{reason}" if reason else None)
        for name, value in self._fault.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        more = len("more") if self._fault.cut is Cut.IN_ANSWER else 0
        self.send_header("Content-Length", str(len(body) + more))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body)
        if self._fault.cut is Cut.IN_ANSWER:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def _break(self) -> None:
        """Close the connection as a machine does that goes down: with a reset, and without a word."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


@contextmanager
def running_faulty() -> Iterator[FaultyIndex]:
    """Run an empty index until the block ends."""
    with FaultyServer(("127.0.0.1", 0), Conversation) as server:
        server.index = FaultyIndex(f"http://127.0.0.1:{server.server_port}", made_up_password())
        with listening(server):
            yield server.index


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[None]:
    """Let a server answer until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
