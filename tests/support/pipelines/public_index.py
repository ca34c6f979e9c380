"""The public index as a machine behind a proxy sees it, which is all on this machine: TLS, its names, its trust.

Whoever uses the proxy reaches the hosts of the public index and no other; what stands behind them is an index of the
tests. It mints upload tokens for jobs that GitHub vouches for, as trusted publishing means it.
"""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from pypi_simple import PYPI_SIMPLE_ENDPOINT
from twine.utils import DEFAULT_REPOSITORY

from tests.support.indexes import Served
from tests.support.pipelines.hosting import Hosting
from tests.support.web import certificate

__all__ = ["PublicIndex", "public_index"]

AUDIENCE = "index"
SECONDS = 30
_HOSTS = frozenset(urlsplit(address).netloc for address in (PYPI_SIMPLE_ENDPOINT, DEFAULT_REPOSITORY))
_PASSED_ON = ("Accept", "Authorization", "Content-Type")


@dataclass(slots=True, kw_only=True)
class PublicIndex:
    """The index, and whom it trusts.

    Attributes:
        served: What stands behind it.
        hosting: Who vouches for jobs.
        publisher: What an identity has to say of the job that wants to publish.
        minted: The identities that were given a token.
        refused: The hosts that were asked for in vain.
    """

    served: Served
    hosting: Hosting
    publisher: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)
    minted: list[Mapping[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def mint(self, body: bytes) -> tuple[int, Mapping[str, object]]:
        """Give a token to a job that may publish, and nothing to others."""
        claims = self.hosting.claims(json.loads(body)["token"]) or {}
        wanted = {**self.publisher, "aud": AUDIENCE}
        wrong = [name for name, value in wanted.items() if claims.get(name) != value]
        if wrong:
            reason = {"code": "invalid-publisher", "description": f"wrong: {', '.join(wrong)}"}
            return 422, {"message": "Token request failed", "errors": [reason]}
        self.minted.append(claims)
        return 200, {"success": True, "token": self.served.password, "expires": 2**33}


@contextmanager
def public_index(served: Served, hosting: Hosting, publisher: Mapping[str, str], folder: Path) -> Iterator[PublicIndex]:
    """Put the public index in front of one of the tests until the block ends."""
    folder.mkdir()
    signed = certificate(folder, ",".join(f"DNS:{host}" for host in sorted(_HOSTS)))
    trust = str(folder / "signed.pem")
    index = PublicIndex(served=served, hosting=hosting, publisher=publisher)

    class Tunnel(_Tunnel):
        public = index
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    Tunnel.tls.load_cert_chain(signed)
    with _Server(("127.0.0.1", 0), Tunnel) as server:
        index.environment = {
            "HTTPS_PROXY": f"http://127.0.0.1:{server.server_address[1]}",
            "NO_PROXY": "127.0.0.1",
            **dict.fromkeys(("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), trust),
        }
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Let clients go away."""


class _Silent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    public: PublicIndex

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes, kind: str) -> None:
        """Answer a request."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Tunnel(_Silent):
    """The proxy: it ends TLS for the hosts of the public index, and knows no others."""

    tls: ssl.SSLContext

    def do_CONNECT(self) -> None:
        """Let a client speak to a host."""
        host = self.path.removesuffix(":443")
        self.close_connection = True
        if host not in _HOSTS:
            self.public.refused.append(host)
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        index = self.public

        class Conversation(_Conversation):
            public = index

        with self.tls.wrap_socket(self.connection, server_side=True) as secured:
            Conversation(secured, self.client_address, self.server)


class _Conversation(_Silent):
    """What is said inside of the tunnel."""

    def do_GET(self) -> None:
        """Tell the audience, and pass everything else on."""
        if self.path == "/_/oidc/audience":
            self.answer(200, json.dumps({"audience": AUDIENCE}).encode(), "application/json")
        else:
            self._pass_on(b"")

    def do_POST(self) -> None:
        """Mint a token, or pass an upload on."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/_/oidc/mint-token":
            status, said = self.public.mint(body)
            self.answer(status, json.dumps(said).encode(), "application/json")
        else:
            self._pass_on(body)

    def _pass_on(self, body: bytes) -> None:
        connection = HTTPConnection(urlsplit(self.public.served.upload).netloc, timeout=SECONDS)
        headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            self.answer(answer.status, answer.read(), answer.headers.get("Content-Type", "text/plain"))
        finally:
            connection.close()
