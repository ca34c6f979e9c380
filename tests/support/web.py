"""A web server on this machine, whose answers are as wrong as a test wants them."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

from tests.support.needs import need_program
from tests.support.processes import run

__all__ = ["Answer", "Site", "answer", "certificate", "chunks", "file", "redirect", "serve"]

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Site:
    """A running server.

    Attributes:
        address: `http://127.0.0.1:port`.
        answers: Path → answer; a test may change them.
        asked: The paths that were asked for.
    """

    address: str
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)


@contextmanager
def serve(answers: Mapping[str, Answer], *, certificate: Path | None = None) -> Iterator[Site]:
    """Serve until the block ends; with a certificate, by TLS."""
    site = Site("", dict(answers))
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        stopped = over

        def do_GET(self) -> None:
            site.asked.append(self.path)
            self.close_connection = True
            site.answers.get(self.path, answer(404))(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Let clients go away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        site.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            over.set()
            server.shutdown()
            thread.join()


def answer(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
    """Answer with exactly these headers, and close the connection."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return send


def file(content: bytes) -> Answer:
    """Answer with a file, as servers do."""
    return answer(200, {"Content-Length": str(len(content))}, content)


def redirect(target: str, status: int = 302) -> Answer:
    """Answer with another address."""
    return answer(status, {"Location": target, "Content-Length": "0"})


def chunks(*parts: bytes, pause: float = 0, end: bool = True) -> Answer:
    """Answer in chunks, each after a pause, the last one perhaps never."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        answer(200, {"Transfer-Encoding": "chunked"})(handler)
        for part in parts:
            if handler.stopped.wait(pause):  # type: ignore[attr-defined] # of the class that `serve` makes
                return
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            handler.wfile.flush()
        if end:
            handler.wfile.write(b"0\r\n\r\n")

    return send


def certificate(folder: Path, names: str = "IP:127.0.0.1,DNS:localhost") -> Path:
    """Make a certificate for this machine, or for other names, that nobody has signed but itself."""
    key, signed, both = (folder / name for name in ("key.pem", "signed.pem", "both.pem"))
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    meant = ("-addext", f"subjectAltName={names}")
    run(need_program("openssl"), *words, *meant, "-keyout", key, "-out", signed, check=True)
    both.write_text(key.read_text("utf-8") + signed.read_text("utf-8"), encoding="utf-8")
    return both
