"""Trusted publishing on loopback: a CI that says who a job is, and an index over TLS that gives it a token for that."""

import json
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.indexes.faulty import Conversation, FaultyIndex, FaultyServer, listening
from tests.support.indexes.served import made_up_password
from tests.support.needs import need_program
from tests.support.processes import run

__all__ = ["Trust", "running_trust"]

_CLAIMS = b64encode(b'{"aud": "loopback"}').decode().rstrip("=")
IDENTITY = f"e30.{_CLAIMS}.e30"  # has the form of a token, and says for whom it is


@dataclass(slots=True)
class Trust:
    """An index that trusts one job, and that job.

    Attributes:
        index: The index.
        certificate: What its address is believed for.
        variables: What the CI tells the job.
        minted: How many tokens were given.
        trusted: Whether the index knows the job.
    """

    index: FaultyIndex
    certificate: Path
    variables: dict[str, str] = field(default_factory=dict)
    minted: int = 0
    trusted: bool = True


class _TrustingServer(FaultyServer):
    trust: Trust


class _Trusting(Conversation):
    @property
    def _trust(self) -> Trust:
        assert isinstance(self.server, _TrustingServer)
        return self.server.trust

    def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
        """Tell for whom an identity must be made out."""
        if self.path == "/_/oidc/audience":
            self.answer(200, json.dumps({"audience": "loopback"}), "application/json")
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 - as do_GET
        """Give a token for an identity."""
        if self.path != "/_/oidc/mint-token":
            super().do_POST()
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body == {"token": IDENTITY} and self._trust.trusted:
            self._trust.minted += 1
            minted = {"success": True, "token": self.index.served.password}
            self.answer(200, json.dumps(minted), "application/json")
            return
        text = "valid token, but no corresponding publisher (Publisher with matching claims was not found)"
        document = {"message": "failed", "errors": [{"code": "invalid-publisher", "description": text}]}
        # As bytes: the document is no reason for the first line.
        self.answer(422, json.dumps(document).encode(), "application/json")


class _Authority(BaseHTTPRequestHandler):
    """Says who a job is to whom the job wants it to say so."""

    def log_message(self, *_: object) -> None:
        """Keep stderr clean."""

    def do_GET(self) -> None:
        """Make an identity out."""
        right = self.path.endswith("audience=loopback") and self.headers["Authorization"] == "bearer job"
        body = json.dumps({"value": IDENTITY}).encode()
        self.send_response(200 if right else 403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_trust(folder: Path) -> Iterator[Trust]:
    """Run an index over TLS, and a CI."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1")
    name = ("-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1")
    run(need_program("openssl"), "req", *words, *name, "-keyout", key, "-out", certificate, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with (
        _TrustingServer(("127.0.0.1", 0), _Trusting) as server,
        ThreadingHTTPServer(("127.0.0.1", 0), _Authority) as ci,
    ):
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.index = FaultyIndex(f"https://127.0.0.1:{server.server_port}", made_up_password())
        variables = {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{ci.server_port}/?job=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "job",
        }
        server.trust = Trust(server.index, certificate, variables)
        with listening(server), listening(ci):
            yield server.trust
