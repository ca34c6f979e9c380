"""The indexes that a release can go to, each of them real: a folder, devpi, feeds, and one that fails on purpose."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pytest

from paa.adapters.files import digest
from paa.adapters.index import open_index
from paa.model.choices import IndexKind
from paa.model.distribution import Distribution
from paa.model.settings import IndexName, IndexProfile
from tests.repositories.histories import CONFIG
from tests.support.here import paa_here
from tests.support.indexes import FaultyIndex, Served, Servers, running_faulty
from tests.support.processes import Completed, run_paa

__all__ = ["BACKENDS", "Backend", "Shop"]

NAME = "there"
PATIENCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """An empty index, and how a repository publishes to it.

    Attributes:
        kind: Which one it is.
        profile: What .paa.config says of it.
        served: The server; None for a folder.
        folder: The folder; None for a server.
        faulty: How to make it fail, where that can be done.
        variable: What gives the password.
    """

    kind: str
    profile: Mapping[str, object]
    served: Served | None = None
    folder: Path | None = None
    faulty: FaultyIndex | None = None
    variable: str = "PAA_THERE_TOKEN"

    @property
    def config(self) -> str:
        """The text of .paa.config."""
        lines = "".join(f"    {key}: {value}\n" for key, value in self.profile.items())
        return f"{CONFIG}publish_to: {NAME}\nindexes:\n  {NAME}:\n{lines}"

    @property
    def login(self) -> dict[str, str | None]:
        """The variables that log in."""
        if self.served is None:
            return {}
        return {self.variable: self.served.password, "TWINE_USERNAME": self.served.user}

    @property
    def address(self) -> str:
        """The address for an installer, with the login where that is needed."""
        return self.served.readable if self.served else (self._folder / "simple").as_uri()

    @property
    def _folder(self) -> Path:
        assert self.folder is not None
        return self.folder

    def paa(self, *words: str | Path, root: Path, **more: str) -> Completed:
        """Run a command as somebody who is logged in."""
        return run_paa(*words, "--root", root, env={**self.login, **more})

    def paa_here(self, *words: str | Path, root: Path) -> Completed:
        """Run a command in this process, where one of its own would only cost time."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.login.items():
                patch.setenv(name, value or "")
            return paa_here(*words, "--root", root)

    def files(self, *projects: str) -> dict[str, str | None]:
        """Give the files of projects with their hashes."""
        found: dict[str, str | None] = {}
        for project in projects:
            if self.served:
                found |= self.served.files(project)
            else:
                there = [
                    path for path in (self._folder / "simple" / project).glob("*") if path.suffix in {".whl", ".gz"}
                ]
                found |= {path.name: digest(path) for path in there}
        return dict(sorted(found.items()))

    def put(self, distributions: Sequence[Distribution]) -> None:
        """Publish something past the repository."""
        if self.served:
            for each in distributions:
                assert self.served.post(each.path).ok
        else:
            index = open_index(IndexName(NAME), IndexProfile(kind=IndexKind.DIRECTORY, path=self.folder), Path())
            assert index.publish(distributions) == tuple(distributions)

    def install_words(self, installer: str, python: Path) -> tuple[str | Path, ...]:
        """Give the words that install from here and from nowhere else."""
        words: Mapping[str, tuple[str | Path, ...]] = {
            "pip": ("-m", "pip", "--python", python, "install", "--no-cache-dir", "--index-url", self.address),
            "uv": ("-m", "uv", "pip", "install", "--no-cache", "--python", python, "--default-index", self.address),
        }
        return (sys.executable, *words[installer])


@dataclass(slots=True)
class Shop:
    """Makes empty indexes; servers are started when the first one of their kind is asked for.

    Attributes:
        servers: Those of the session.
        folder: Where the folders go.
        stack: Ends what was started.
    """

    servers: Servers
    folder: Path
    stack: ExitStack
    _made: int = field(default=0, init=False)

    def make(self, kind: str) -> Backend:
        """Make an empty index."""
        self._made += 1
        return BACKENDS[kind](self, f"{self.folder.name}-{self._made}".replace("_", "-").lower())


def _directory(shop: Shop, name: str) -> Backend:
    folder = shop.folder / name
    return Backend(kind="directory", profile={"kind": "directory", "path": folder}, folder=folder)


def _devpi(shop: Shop, name: str) -> Backend:
    # The user of a token is always the same one; that of devpi has a name.
    return replace(_like_the_public_one("devpi", shop.servers.devpi.index(name)), variable="TWINE_PASSWORD")


def _azure(shop: Shop, name: str) -> Backend:
    server = shop.servers.azure
    profile = {"kind": "azure", "organization": server.organization, "project": "a b", "feed": name}
    served = server.feed(name, project="a b", newest="2.1")
    return Backend(kind="azure", profile={**profile, "server": server.base, "patience": PATIENCE}, served=served)


def _faulty(shop: Shop, _: str) -> Backend:
    index = shop.stack.enter_context(running_faulty())
    return _like_the_public_one("faulty", index.served, faulty=index)


def _like_the_public_one(kind: str, served: Served, *, faulty: FaultyIndex | None = None) -> Backend:
    profile = {"kind": "pypi", "url": served.simple, "upload_url": served.upload, "patience": PATIENCE}
    return Backend(kind=kind, profile=profile, served=served, faulty=faulty)


BACKENDS: Mapping[str, Callable[[Shop, str], Backend]] = MappingProxyType(
    {"directory": _directory, "devpi": _devpi, "azure": _azure, "faulty": _faulty}
)
"""Kind → what makes an empty one."""
