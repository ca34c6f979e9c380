"""Fetching a file: from a real server that answers as wrongly as servers can."""

import hashlib
import ssl
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from paa.adapters.downloads import Download, Limits, download, stored
from paa.core.package.addresses import check_step
from paa.errors import PaaError
from tests.support import run
from tests.support.web import Answer, Site, answer, certificate, chunks, file, redirect, serve

CONTENT = b"what was wanted\n" * 100
HASH = hashlib.sha256(CONTENT).hexdigest()
HINT = "look at the address in a browser; when it is well, run the command again"


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve nothing yet."""
    with serve({}) as running:
        yield running


def fetch(site: Site, store: Path, limits: Limits | None = None, *, whole: bool = False, path: str = "/x") -> Download:
    def follow(target: str, before: str) -> None:
        check_step(target, before, where="a.link")

    limits = limits or Limits(silence=5, seconds=10)
    return download(f"{site.address}{path}", store, where="a.link", limits=limits, check_step=follow, whole=whole)


def slowly(head: bytes, piece: bytes, pause: float) -> Answer:
    """Send something, and then a piece again and again, for ever."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not handler.stopped.wait(pause):  # type: ignore[attr-defined] # of the class that `serve` makes
            handler.wfile.write(piece)
            handler.wfile.flush()

    return send


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"/x": file(CONTENT)}, id="length"),
        pytest.param({"/x": chunks(CONTENT[:7], CONTENT[7:])}, id="chunks"),
        pytest.param({"/x": redirect("/a/y", 301), "/a/y": redirect("z", 308), "/a/z": file(CONTENT)}, id="moved"),
        pytest.param({"/x": answer(200, {"Content-Length": str(len(CONTENT))}, CONTENT + b"more")}, id="too much"),
    ],
)
def test_file_is_stored_under_its_hash(site: Site, tmp_path: Path, answers: dict[str, Answer]) -> None:
    site.answers |= answers

    found = fetch(site, tmp_path / "store")

    assert found == Download(tmp_path / "store" / HASH, HASH, len(CONTENT))
    assert found.path.read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "store").iterdir()] == [HASH]
    assert stored(tmp_path / "store", HASH) == found


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        pytest.param({}, "the server answers 404 Not Found", id="404"),
        pytest.param({"/x": answer(500)}, "the server answers 500 Internal Server Error", id="500"),
        pytest.param({"/x": answer(204)}, "the server answers 204 No Content", id="204"),
        pytest.param({"/x": answer(401)}, "the server answers 401 Unauthorized", id="401"),
        pytest.param({"/x": answer(304)}, "the server answers 304 Not Modified", id="304"),
        pytest.param({"/x": redirect("/x")}, "it leads from one address to the next, too often", id="loop"),
        pytest.param({"/x": answer(302)}, "the server answers 302 and no other address", id="nowhere"),
        pytest.param(
            {"/x": answer(200, {"Content-Length": "2000"}, CONTENT)},
            "the connection was cut: 1,600 of 2,000 bytes arrived",
            id="cut",
        ),
        pytest.param(
            {"/x": answer(200, {"Content-Length": "1000000000000"})},
            "it is 1,000,000,000,000 bytes long, more than 536,870,912",
            id="said to be too large",
        ),
        pytest.param(
            {"/x": answer(200, {}, CONTENT)},
            "the server does not say how long it is, so whether it arrives whole cannot be told",
            id="no length",
        ),
        pytest.param(
            {"/x": answer(200, {"Content-Length": "x"}, CONTENT)},
            "the server does not say how long it is, so whether it arrives whole cannot be told",
            id="wrong length",
        ),
        pytest.param(
            {"/x": answer(200, {"Content-Encoding": "gzip", "Content-Length": "5"}, b"12345")},
            "the server sends it as 'gzip', which nobody asked for",
            id="packed",
        ),
        pytest.param({"/x": slowly(b"SMTP ready\r\n", b"", 9)}, "SMTP ready\r\n", id="no web server"),
    ],
)
def test_wrong_answers_are_refused(site: Site, tmp_path: Path, answers: dict[str, Answer], reason: str) -> None:
    site.answers |= answers

    with pytest.raises(PaaError) as caught:
        fetch(site, tmp_path)

    assert caught.value.message.rstrip() == f"cannot fetch {site.address}/x: {reason}".rstrip()
    assert (caught.value.where, caught.value.hint, caught.value.exit_code) == ("a.link", HINT, 5)
    assert list(tmp_path.iterdir()) == []


def test_chunks_that_stop_are_refused(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = chunks(CONTENT, end=False)

    with pytest.raises(PaaError, match="IncompleteRead"):
        fetch(site, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_endless_file_is_refused(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = chunks(*[bytes(1000)] * 1000)

    with pytest.raises(PaaError, match="it is longer than 5,000 bytes"):
        fetch(site, tmp_path, Limits(size=5000))

    assert list(tmp_path.iterdir()) == []


def test_silent_server_is_left(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = chunks(b"x", b"y", pause=30)

    begin = time.monotonic()
    with pytest.raises(PaaError, match="no answer in time"):
        fetch(site, tmp_path, Limits(silence=0.2))

    assert time.monotonic() - begin < 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", 0.05), id="body"),
        pytest.param(slowly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05), id="headers"),
        pytest.param(slowly(b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.05), id="one header"),
        pytest.param(slowly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1", b"0", 0.05), id="chunk"),
    ],
)
def test_server_that_never_ends_is_left(site: Site, tmp_path: Path, sent: Answer) -> None:
    site.answers["/x"] = sent

    begin = time.monotonic()
    with pytest.raises(PaaError, match=r"it takes longer than 0\.5 seconds"):
        fetch(site, tmp_path, Limits(silence=5, seconds=0.5))

    assert time.monotonic() - begin < 4
    assert list(tmp_path.iterdir()) == []


def test_length_is_not_needed_where_a_hash_is_known(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = answer(200, {}, CONTENT)

    assert fetch(site, tmp_path, whole=True).sha256 == HASH


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        pytest.param("file:///etc/passwd", "'file:///etc/passwd' is no web address", id="file"),
        pytest.param("ftp://127.0.0.1/x", "'ftp://127.0.0.1/x' is no web address", id="ftp"),
        pytest.param("data:text/plain,x", "'data:text/plain,x' is no web address", id="data"),
        pytest.param("http://ada:secret@127.0.0.1/x", "an address must not hold a user or a password", id="password"),
        pytest.param("http://127.0.0.1:99999/x", "'http://127.0.0.1:99999/x' is no web address", id="port"),
    ],
)
def test_redirects_lead_only_to_the_web(site: Site, tmp_path: Path, target: str, problem: str) -> None:
    site.answers["/x"] = redirect(target)

    with pytest.raises(PaaError) as caught:
        fetch(site, tmp_path)

    assert caught.value.message == problem
    assert list(tmp_path.iterdir()) == []


def test_address_where_nobody_listens(tmp_path: Path) -> None:
    with serve({}) as gone:
        pass

    with pytest.raises(PaaError, match="connection refused"):
        fetch(gone, tmp_path)


def test_query_may_be_a_secret(site: Site, tmp_path: Path) -> None:
    with pytest.raises(PaaError) as caught:
        fetch(site, tmp_path, path="/x?signature=secret")

    assert caught.value.message == f"cannot fetch {site.address}/x?…: the server answers 404 Not Found"


def test_damaged_file_of_the_store_is_not_taken(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = file(CONTENT)
    found = fetch(site, tmp_path)

    found.path.write_bytes(CONTENT[:-1])

    assert stored(tmp_path, HASH) is None
    assert fetch(site, tmp_path).path.read_bytes() == CONTENT


CLIENT = """
import sys
from pathlib import Path
from paa.adapters.downloads import Limits, download
from paa.core.package.addresses import check_step
try:
    print(download(sys.argv[1], Path(sys.argv[2]), where="a", limits=Limits(),
                   check_step=lambda *step: check_step(*step, where="a")).sha256)
except Exception as error:
    print(error)
"""


def test_certificates_are_checked(tmp_path: Path) -> None:
    both = certificate(tmp_path)
    with serve({}) as plain, serve({"/x": file(CONTENT)}, certificate=both) as site:
        site.answers["/y"] = redirect(f"{plain.address}/x")

        def ask(path: str, trusted: Path | None) -> str:
            words = (sys.executable, "-c", CLIENT, f"{site.address}{path}", tmp_path / "store")
            return run(*words, env={"SSL_CERT_FILE": str(trusted) if trusted else None}, check=True).out.strip()

        assert ask("/x", None).endswith("its certificate is not trusted: self-signed certificate")
        assert ask("/x", both) == HASH
        assert ask("/y", both) == f"{site.address}/y leads to {plain.address}/x, which is not encrypted"
        assert plain.asked == []


def test_certificates_of_the_system_are_trusted() -> None:
    # What the test above relies on: the library's client takes the defaults of `ssl`.
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
