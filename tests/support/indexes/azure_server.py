"""A server with the paths and the rules of Azure Artifacts: `python -m tests.support.indexes.azure_server FOLDER PORT`.

Below FOLDER, each feed is `feeds/<organization>/[<project>/]<feed>/` with a `feed.json`; behind its paths stands an
application of pypiserver. What pypiserver does otherwise than Azure is done here: any user, no page without the
password, 409 for a duplicate whatever its bytes, a newest metadata version, views.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Lock
from typing import Any, TypeAlias
from urllib.parse import unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.indexes.forms import Form, read_form

__all__: list[str] = []

Environ: TypeAlias = dict[str, Any]
Start: TypeAlias = Callable[[str, list[tuple[str, str]]], object]
Answer: TypeAlias = tuple[str, list[tuple[str, str]], bytes]

REALM = ("WWW-Authenticate", 'Basic realm="feeds"')
ACTIVITY = "(DevOps Activity ID: 00000000-0000-0000-0000-000000000000)"
USER = "feed"
KNOWN = ("1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep stderr for what fails."""


class Shim:
    """The application in front of the feeds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._application = cache(self._make_application)
        self._lock = Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        # Whoever does not read what is sent cuts the connection before the client has heard the answer.
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        # pypiserver shows a file while it is being written; a feed does not.
        with self._lock:
            status, headers, content = self._answer(environ, body)
        start(status, headers)
        return [content]

    def _answer(self, environ: Environ, body: bytes) -> Answer:
        words = [unquote(word) for word in environ["PATH_INFO"].strip("/").split("/")]
        if words == [""]:
            return _say("200 OK", "up")
        if not environ.get("HTTP_AUTHORIZATION", "").startswith("Basic "):
            return _say("401 Unauthorized", "TF400813: The user is not authorized to access this resource.", REALM)
        if "_apis" in words:
            return self._promote(environ, words, body)
        if "_packaging" not in words:
            return _say("404 Not Found", "")
        at = words.index("_packaging")
        feed, _, view = (words[at + 1] if len(words) > at + 1 else "").partition("@")
        place = self._folder.joinpath("feeds", *words[:at], feed)
        if not feed or not (place / "feed.json").is_file():
            return _say(f"404 Not Found - The feed with ID '{feed}' doesn't exist. {ACTIVITY}", "")
        return self._feed(environ, place, words[at + 2 :], view, body)

    def _feed(self, environ: Environ, place: Path, words: list[str], view: str, body: bytes) -> Answer:
        before = environ["PATH_INFO"].partition("/pypi/")[0] + "/pypi"
        inner = {**environ, "SCRIPT_NAME": before, "PATH_INFO": environ["PATH_INFO"].removeprefix(before)}
        inner["HTTP_AUTHORIZATION"] = _as_known_user(environ["HTTP_AUTHORIZATION"])
        if words[:2] == ["pypi", "upload"] and environ["REQUEST_METHOD"] == "POST":
            # Who is not known must not hear what is there.
            known = self._ask(place, {**inner, "REQUEST_METHOD": "GET", "PATH_INFO": "/simple/"}, b"")
            if not known[0].startswith("200"):
                return known
            refusal = _refusal(place, read_form(environ["CONTENT_TYPE"], body))
            return refusal or self._ask(place, {**inner, "PATH_INFO": "/"}, body)
        status, headers, content = self._ask(place, inner, body)
        if view and view != "Local" and words[1:2] == ["simple"] and len(words) > 2:
            content = _of_view(place, view, words[2], content)
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return status, headers, content

    def _ask(self, place: Path, environ: Environ, body: bytes) -> Answer:
        """Let pypiserver answer."""
        said: list[Any] = []
        environ["wsgi.input"] = BytesIO(body)
        environ["HTTP_USER_AGENT"] = "shim"
        content = b"".join(self._application(place)(environ, lambda *words: said.extend(words[:2])))
        status, headers = said
        if status.startswith(("401", "403")):
            return _say("401 Unauthorized", "TF400813: The user is not authorized to access this resource.", REALM)
        return status, headers, content

    def _make_application(self, place: Path) -> Callable[..., Iterable[bytes]]:
        import pypiserver  # type: ignore[import-untyped]

        made: Callable[..., Iterable[bytes]] = pypiserver.app(
            roots=[place / "files"],
            password_file=str(self._folder / "htpasswd"),
            authenticate=["update", "list", "download"],
            disable_fallback=True,
            hash_algo="sha256",
        )
        return made

    def _promote(self, environ: Environ, words: list[str], body: bytes) -> Answer:
        """Add a view: `[<project>/]_apis/packaging/feeds/<feed>/pypi/packages/<name>/versions/<version>`."""
        at = words.index("_apis")
        if environ["REQUEST_METHOD"] != "PATCH" or len(words) != at + 9 or words[at + 4] != "pypi":
            return _say("404 Not Found", "")
        feed, name, version = words[at + 3], canonicalize_name(words[at + 6]), words[at + 8]
        place = self._folder.joinpath("feeds", *words[:at], feed)
        if not (place / "feed.json").is_file():
            return _say(f"404 Not Found - The feed with ID '{feed}' doesn't exist. {ACTIVITY}", "")
        script = f"/{'/'.join([*words[:at], '_packaging', feed, 'pypi'])}"
        page = {**environ, "REQUEST_METHOD": "GET", "SCRIPT_NAME": script, "PATH_INFO": f"/simple/{name}/"}
        page["HTTP_AUTHORIZATION"] = _as_known_user(environ["HTTP_AUTHORIZATION"])
        there = self._ask(place, page, b"")
        if not there[0].startswith("200"):
            return there
        if f"-{version}".encode() not in there[2]:
            return _say(f"404 Not Found - Cannot find the package '{name}' in feed '{feed}'. {ACTIVITY}", "")
        document = json.loads(body)
        if document.get("views", {}).get("op") != "add" or document["views"].get("path") != "/views/-":
            return _say("400 Bad Request", "")
        return _add_view(place, document["views"]["value"], name, version)


def _add_view(place: Path, view: str, name: str, version: str) -> Answer:
    if not json.loads((place / "feed.json").read_bytes()).get("promotes", True):
        return _say("403 Forbidden - The user lacks permission to complete this action.", "")
    promoted = _promoted(place)
    promoted.setdefault(view, []).append([name, version])
    (place / "views.json").write_text(json.dumps(promoted), encoding="utf-8")
    return _say("200 OK", "")


def _refusal(place: Path, form: Form) -> Answer | None:
    about = json.loads((place / "feed.json").read_bytes())
    if canonicalize_name(form.fields["name"]) in about.get("refused", ()):
        text = f"User 'build' lacks permission to complete this action. You need to have 'AddPackage'. {ACTIVITY}"
        return _say(f"403 Forbidden - {text}", "")
    version = form.fields.get("metadata_version", "")
    newest = about.get("newest")
    if newest and Version(version) > Version(newest):
        known = ",".join(each for each in KNOWN if Version(each) <= Version(newest))
        text = f"Metadata version '{version}' is unsupported. Supported versions are: {known}. {ACTIVITY}"
        return _say(f"400 Bad Request - {text}", "")
    if (place / "files" / form.filename).exists():
        package = f"{form.fields['name']} {form.fields['version']}"
        text = f"The feed '{place.name}' already contains file '{form.filename}' in package '{package}'. {ACTIVITY}"
        return _say(f"409 Conflict - {text}", "")
    if "+" in form.fields.get("version", ""):
        text = f"The version '{form.fields['version']}' is a local version, which is not supported. {ACTIVITY}"
        return _say(f"400 Bad Request - {text}", "")
    return None


def _as_known_user(authorization: str) -> str:
    """Azure looks at the password alone; any user will do who has a name."""
    user, _, password = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    return "Basic " + b64encode(f"{USER if user else ''}:{password}".encode()).decode()


def _promoted(place: Path) -> dict[str, list[list[str]]]:
    path = place / "views.json"
    views: dict[str, list[list[str]]] = json.loads(path.read_bytes()) if path.exists() else {}
    return views


def _of_view(place: Path, view: str, name: str, page: bytes) -> bytes:
    """Leave on a page what was promoted to a view."""
    versions = [version for each, version in _promoted(place).get(view, []) if each == name]
    shown = [f"-{version}{end}".encode() for version in versions for end in ("-", ".tar")]
    lines = page.splitlines(keepends=True)
    return b"".join(line for line in lines if b"<a " not in line or any(part in line for part in shown))


def _say(status: str, text: str, *headers: tuple[str, str]) -> Answer:
    return status, [("Content-Type", "text/plain"), *headers], text.encode()


def _main(folder: str, port: str) -> None:
    with make_server("127.0.0.1", int(port), Shim(Path(folder)), _Server, _Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    _main(*sys.argv[1:])
