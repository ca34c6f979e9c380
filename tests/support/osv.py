"""A vulnerability service on loopback that speaks as OSV does, and knows what a test has written down."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["OsvService", "osv_service", "vulnerability"]

Release = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OsvService:
    """A service that runs.

    Attributes:
        answers: Release → the body of the answer; nothing is known of any other.
        asked: The releases that somebody asked about, in their order.
        status: What it answers with, as its only element.
    """

    address: str
    answers: dict[Release, bytes] = field(default_factory=dict)
    asked: list[Release] = field(default_factory=list)
    status: list[HTTPStatus] = field(default_factory=lambda: [HTTPStatus.OK])

    def know(self, name: str, version: str, *vulnerabilities: Mapping[str, Any]) -> None:
        """Let something be known of a release."""
        self.answers[name, version] = json.dumps({"vulns": vulnerabilities}).encode()


def vulnerability(name: str, identifier: str, *, fixed: str | None = None, **fields: Any) -> Mapping[str, Any]:
    """Write an entry in the form of the OSV schema 1.x."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"ecosystem": "PyPI", "name": name, "purl": f"pkg:pypi/{name}"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    entry = {
        "schema_version": "1.6.0",
        "id": identifier,
        "modified": "2024-01-02T00:00:00Z",
        "published": "2024-01-01T00:00:00Z",
        "summary": "Something is wrong.",
        "affected": [affected],
    }
    return entry | fields


@contextmanager
def osv_service() -> Iterator[OsvService]:
    """Run a service."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            release = query["package"]["name"], query["version"]
            service.asked.append(release)
            body = service.answers.get(release, b"{}")
            self.send_response(service.status[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep stderr clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service = OsvService(f"http://127.0.0.1:{server.server_port}/v1/query")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
