"""Start servers as users do, in processes of their own, and stop them as an operating system does."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from tests.support.environments import FreshEnvironment

__all__ = ["Answer", "Serving", "ask", "serving", "wait_until"]

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """Send a request; names of headers are written with `_`."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=PATIENCE_SECONDS)
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer: HTTPResponse = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs.

    Attributes:
        addresses: What it is said to be → where, as it was printed.
        log: What goes to standard error.
    """

    process: subprocess.Popen[bytes]
    addresses: Mapping[str, str]
    out: Path
    log: Path

    @property
    def base(self) -> str:
        """The address without a path."""
        parts = urlsplit(next(iter(self.addresses.values())))
        return f"{parts.scheme}://{parts.netloc}"

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def serving(
    environment: FreshEnvironment, *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[Serving]:
    """Run `paa run …` of an environment, and wait until it says where.

    Raises:
        AssertionError: It ends, or says nothing for too long.
    """
    out, log = cwd / "server.out", cwd / "server.log"
    command = [environment.root / "bin" / "paa", "run", *words]
    with out.open("wb") as stdout, log.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
    try:
        wait_until(lambda: process.poll() is not None or out.read_text().endswith("\n"), "the addresses")
        assert process.poll() is None, f"{process.returncode}: {log.read_text()}"
        lines = (line.split(None, 1) for line in out.read_text().splitlines())
        yield Serving(process, {meaning: url for url, meaning in lines}, out, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_until(ask: Callable[[], bool], what: str) -> None:
    """Ask again and again.

    Raises:
        AssertionError: It takes too long.
    """
    end = monotonic() + PATIENCE_SECONDS
    while not ask():
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.05)
