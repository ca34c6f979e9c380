"""What there is to know of an index that is served on loopback."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from pypi_simple import NoSuchProjectError, PyPISimple

from tests.support.servers import wait_until

__all__ = ["SECONDS", "Served", "child", "free_port", "made_up_password"]

SECONDS = 20
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An index, and who may write to it.

    Attributes:
        simple: The address of its simple API.
        upload: The address that takes uploads.
        private: Whether reading needs the password, too.
    """

    simple: str
    upload: str
    user: str
    password: str = field(repr=False)
    private: bool = False

    @property
    def readable(self) -> str:
        """The address of its simple API for an installer, with the password where that is needed."""
        login = f"//{self.user}:{self.password}@" if self.private else "//"
        return self.simple.replace("//", login, 1)

    def files(self, name: str) -> dict[str, str | None]:
        """Give the files of a project with their hashes, as an installer sees them."""
        with PyPISimple(self.simple, auth=(self.user, self.password) if self.private else None) as index:
            try:
                page = index.get_project_page(name, timeout=SECONDS)
            except NoSuchProjectError:
                return {}
        return {package.filename: package.digests.get("sha256") for package in page.packages}

    def post(self, path: Path, *, password: str | None = None, **fields: str) -> requests.Response:
        """Upload a file as plainly as possible, without any client of Python packaging.

        Args:
            path: The archive.
            password: Another one than the right one.
            fields: Those of the form that the name of the file does not tell.
        """
        stem = path.name.removesuffix(".tar.gz").split("-")
        is_wheel = path.suffix == ".whl"
        form = {
            ":action": "file_upload",
            "protocol_version": "1",
            "metadata_version": "2.1",
            "name": stem[0],
            "version": stem[1],
            "filetype": "bdist_wheel" if is_wheel else "sdist",
            "pyversion": "py3" if is_wheel else "source",
        }
        with path.open("rb") as file:
            return requests.post(
                self.upload,
                data=form | fields,
                files={"content": (path.name, file, "application/octet-stream")},
                auth=(self.user, self.password if password is None else password),
                timeout=SECONDS,
            )


def made_up_password() -> str:
    """Make a password up; its beginning lets a test look for it in what should not hold it."""
    return f"secret-{secrets.token_hex(12)}"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def child(*words: str | Path, log: Path, address: str) -> Iterator[None]:
    """Run a server in a process of its own until the block ends.

    Args:
        words: A Python module with its arguments, as behind `python -m`.
        log: Where its output goes.
        address: What answers as soon as it is up.

    Raises:
        AssertionError: It ends at once, or does not answer for too long.
    """
    # What these servers stand on is deprecated here and there, which is not for us to mend.
    env: Mapping[str, str] = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: process.poll() is not None or _answers(address), address)
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        yield
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=SECONDS).status_code > 0
    except requests.ConnectionError:
        return False
