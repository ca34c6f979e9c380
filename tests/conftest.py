"""Isolation: no test sees this machine's home, configuration or variables; unit tests see no network."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.repositories import HISTORIES
from tests.repositories.steps import Grow, play
from tests.support import FreshEnvironment, PackagingRepository, create_environment
from tests.support.workshop import Workshop

INTEGRATION = Path(__file__).parent / "integration"

GIT_CONFIGURATION = """\
[user]
    name = Ada Example
    email = ada@example.com
[init]
    defaultBranch = main
[commit]
    gpgSign = false
[core]
    autocrlf = false
"""

# Variables that change what a program under test does.
HIDDEN_PREFIXES = ("GIT_", "GITHUB_", "HATCH_", "PAA_", "PIP_", "TWINE_", "UV_", "XDG_")
HIDDEN = frozenset(
    {
        "CI",
        "FORCE_COLOR",
        "LANGUAGE",
        "NO_COLOR",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "SOURCE_DATE_EPOCH",
        "TF_BUILD",
        "VIRTUAL_ENV",
    }
)

# The way to the package index, and what was downloaded before: some tests really install.
KEPT = frozenset(
    {
        "PIP_CACHE_DIR",
        "PIP_CERT",
        "PIP_CLIENT_CERT",
        "PIP_CONFIG_FILE",
        "PIP_DEFAULT_TIMEOUT",
        "PIP_INDEX_URL",
        "PIP_PROXY",
        "PIP_TRUSTED_HOST",
        "UV_CACHE_DIR",
        "UV_DEFAULT_INDEX",
        "UV_HTTP_TIMEOUT",
        "UV_INDEX_URL",
        "UV_INSECURE_HOST",
        "UV_NATIVE_TLS",
        "UV_SYSTEM_CERTS",
    }
)


@pytest.fixture(scope="session", autouse=True)
def isolated_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide this machine's settings from everything that the tests start."""
    git_configuration = tmp_path_factory.mktemp("git") / "config"
    git_configuration.write_text(GIT_CONFIGURATION, encoding="utf-8")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    with pytest.MonkeyPatch.context() as patch:
        for name in sorted(os.environ):
            if name in HIDDEN or (name.startswith(HIDDEN_PREFIXES) and name not in KEPT):
                patch.delenv(name)
        for name, value in {
            "COLUMNS": "80",
            "GIT_CONFIG_GLOBAL": str(git_configuration),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
            "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(cache / "pip")),
            "PIP_CONFIG_FILE": os.environ.get("PIP_CONFIG_FILE", os.devnull),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INPUT": "1",
            "TERM": "dumb",
            "TWINE_NON_INTERACTIVE": "1",
            "TZ": "UTC",
            "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(cache / "uv")),
            "UV_NO_CONFIG": "1",
        }.items():
            patch.setenv(name, value)
        _set_home(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty home folder of its own."""
    folder = tmp_path_factory.mktemp("home")
    _set_home(monkeypatch, folder)
    return folder


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.path.is_relative_to(INTEGRATION):
        return

    def refuse(_: socket.socket, address: object) -> None:
        raise AssertionError(f"a test outside tests/integration connects to {address!r}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


def _set_home(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("HOME", str(folder))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))


@pytest.fixture
def repository(tmp_path: Path) -> PackagingRepository:
    """Start an empty packaging repository without a commit."""
    return PackagingRepository(tmp_path / "repository")


@pytest.fixture
def workshop(repository: PackagingRepository, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Workshop:
    """Give a repository and a way to run commands on it."""
    return Workshop(repository, capsys, tmp_path / "output")


@pytest.fixture(scope="session")
def _grow(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Grow:  # noqa: ARG001 - before git runs
    built: dict[str, PackagingRepository] = {}

    def grow(name: str, root: Path) -> PackagingRepository:
        if name not in built:
            built[name] = play(HISTORIES[name], tmp_path_factory.mktemp("history") / "repository", grow)
        return built[name].copy(root)

    return grow


@pytest.fixture
def history(_grow: Grow, tmp_path: Path) -> Callable[[str], PackagingRepository]:
    """Give a function that puts a history of `tests/repositories` into a folder of the test."""
    return lambda name: _grow(name, tmp_path / "repository")


@pytest.fixture(scope="session")
def new_environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], FreshEnvironment]:
    """Give a function that makes a virtual environment in which nothing is installed."""
    return lambda: create_environment(tmp_path_factory.mktemp("environment") / "venv")
