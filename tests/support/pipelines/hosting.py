"""A git server on this machine that knows who may read and who may push, and issues identity tokens."""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.support.processes import git

if TYPE_CHECKING:
    from tests.support.pipelines.documents import Json

__all__ = ["Grant", "Hosting", "Push", "hosting"]

_IDENTITY = "/_identity"
_PATH = re.compile(r"/(?P<name>.+?)(?:\.git)?/(?P<rest>info/refs|git-upload-pack|git-receive-pack)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token may do.

    Attributes:
        holder: The job that it was given to.
        read: Whether it may fetch.
        write: Whether it may push.
        identity: What an identity token says of its holder; None, and it gets none.
    """

    holder: str
    read: bool
    write: bool
    identity: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Refs that a token's holder has moved: name → the commit after, or None where it was deleted."""

    holder: str
    refs: Mapping[str, str | None]


@dataclass(slots=True)
class Hosting:
    """The server.

    Attributes:
        address: `http://127.0.0.1:port`.
        private: Whether reading needs a token.
        repositories: `owner/name` → the bare repository.
        grants: Token → what it may do.
        pushes: What was pushed by tokens, in order.
    """

    address: str = ""
    private: bool = True
    repositories: dict[str, Path] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    pushes: list[Push] = field(default_factory=list)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def grant(self, grant: Grant, token: str | None = None) -> str:
        """Make a token, or take one that another service knows too."""
        token = token or f"ghs_{secrets.token_hex(18)}"
        self.grants[token] = grant
        return token

    def withdraw(self, token: str) -> None:
        """End a token, as with the end of its job."""
        self.grants.pop(token, None)

    @property
    def identity_address(self) -> str:
        """Where identity tokens are asked for; an audience is added with `&`."""
        return f"{self.address}{_IDENTITY}?api-version=2.0"

    def identity(self, grant: Grant, audience: str) -> str:
        """Make an identity token, signed."""
        head: dict[str, Json] = {"alg": "HS256", "typ": "JWT"}
        claims: dict[str, Json] = {"iss": self.address, "aud": audience, **dict(grant.identity or {})}
        signed = b".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
        return b".".join([signed, _encoded(hmac.digest(self._key, signed, hashlib.sha256))]).decode()

    def claims(self, token: str) -> Mapping[str, str] | None:
        """Read an identity token; None where this server has not signed it."""
        signed, _, signature = token.encode().rpartition(b".")
        if not hmac.compare_digest(_encoded(hmac.digest(self._key, signed, hashlib.sha256)), signature):
            return None
        body = signed.partition(b".")[2]
        said: dict[str, str] = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
        return said


@contextmanager
def hosting(repositories: Mapping[str, Path], *, private: bool = True) -> Iterator[Hosting]:
    """Serve bare repositories until the block ends."""
    host = Hosting(private=private, repositories=dict(repositories))

    class Requests(_Requests):
        hosting = host

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Requests) as server:
        host.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def _encoded(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hosting: Hosting

    def do_GET(self) -> None:
        """Answer what git reads first, and requests for identity tokens."""
        if urlsplit(self.path).path == _IDENTITY:
            self._identify()
        else:
            self._git(b"")

    def do_POST(self) -> None:
        """Answer what git sends."""
        self._git(self._body())

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts: list[bytes] = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _token(self) -> str:
        kind, _, word = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            return base64.b64decode(word).decode().partition(":")[2]
        return word

    def _identify(self) -> None:
        grant = self.hosting.grants.get(self._token().removeprefix("identity-"))
        if grant is None or grant.identity is None or not self._token().startswith("identity-"):
            self._answer(401, b"no identity for you\n")
            return
        audience = parse_qs(urlsplit(self.path).query).get("audience", [self.hosting.address])[0]
        token = self.hosting.identity(grant, audience)
        self._answer(
            200, json.dumps({"count": len(token), "value": token}).encode(), {"Content-Type": "application/json"}
        )

    def _git(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        found = _PATH.fullmatch(parts.path)
        repository = self.hosting.repositories.get(found["name"]) if found else None
        writes = "git-receive-pack" in f"{parts.path} {parts.query}"
        grant = self.hosting.grants.get(self._token())
        refusal = self._refusal(grant, repository, writes=writes)
        if refusal or repository is None or found is None:
            self._answer(*(refusal or (404, b"Repository not found.\n", {})))
            return
        before = _refs(repository)
        self._relay(_backend(self, repository, f"/{repository.name}/{found['rest']}", body))
        if grant and body and writes:
            moved = _moved(before, _refs(repository))
            self.hosting.pushes.extend([Push(grant.holder, moved)] if moved else [])

    def _refusal(
        self, grant: Grant | None, repository: Path | None, *, writes: bool
    ) -> tuple[int, bytes, dict[str, str]] | None:
        if grant is None and (writes or self.hosting.private):
            return 401, b"authentication is required\n", {"WWW-Authenticate": 'Basic realm="git"'}
        if repository is None or (grant is not None and not grant.read and self.hosting.private):
            return 404, b"Repository not found.\n", {}
        if writes and grant is not None and not grant.write:
            return 403, b"Permission denied to the holder of the token.\n", {}
        return None

    def _relay(self, printed: bytes) -> None:
        head, _, body = printed.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(headers.pop("Status", "200").split()[0])
        self._answer(status, body, headers)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _backend(request: BaseHTTPRequestHandler, repository: Path, path: str, body: bytes) -> bytes:
    environment = {
        "GIT_PROJECT_ROOT": str(repository.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REMOTE_USER": "token",
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_METHOD": request.command,
        "PATH_INFO": path,
        "QUERY_STRING": urlsplit(request.path).query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    return subprocess.run(
        ["git", "http-backend"], input=body, env=os.environ | environment, capture_output=True, check=True
    ).stdout


def _refs(repository: Path) -> dict[str, str]:
    lines = git(repository, "for-each-ref", "--format=%(objectname) %(refname)").splitlines()
    return {name: identifier for identifier, name in (line.split(" ", 1) for line in lines)}


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    return {name: after.get(name) for name in sorted({*before, *after}) if before.get(name) != after.get(name)}
