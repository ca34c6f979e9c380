"""devpi-server: stands in for an index with JSON pages that keeps files apart by their bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.support.indexes.served import SECONDS, Served, child, free_port, made_up_password
from tests.support.needs import need_program
from tests.support.processes import run

__all__ = ["Devpi", "running_devpi"]

USER = "ci"
NEW: dict[str, Any] = {"type": "stage", "volatile": False, "bases": []}


@dataclass(frozen=True, slots=True)
class Devpi:
    """A server of a user who has as many indexes as tests want."""

    base: str
    password: str = field(repr=False)

    def index(self, name: str) -> Served:
        """Make an empty index in which files never change, or find the one of that name."""
        address = f"{self.base}/{USER}/{name}"
        if not requests.get(address, headers={"Accept": "application/json"}, timeout=SECONDS).ok:
            answer = requests.put(address, json=NEW, auth=(USER, self.password), timeout=SECONDS)
            answer.raise_for_status()
        return Served(simple=f"{address}/+simple/", upload=f"{address}/", user=USER, password=self.password)

    @property
    def test(self) -> Served:
        """The index that releases are tried on."""
        return self.index("test")

    @property
    def prod(self) -> Served:
        """The index that releases go to."""
        return self.index("prod")


@contextmanager
def running_devpi(folder: Path) -> Iterator[Devpi]:
    """Run devpi-server, with its indexes in a folder; it takes some seconds to start."""
    state, port = folder / "state", free_port()
    # Without the mirror of the public index that it would have by itself.
    run(need_program("devpi-init"), "--serverdir", state, "--no-root-pypi", check=True)
    base = f"http://127.0.0.1:{port}"
    words = ("--enable-core-metadata", "--host", "127.0.0.1", "--port", str(port))
    with child("devpi_server", "--serverdir", state, *words, log=folder / "devpi.log", address=f"{base}/+api"):
        password = made_up_password()
        requests.put(f"{base}/{USER}", json={"password": password}, timeout=SECONDS).raise_for_status()
        yield Devpi(base, password)
