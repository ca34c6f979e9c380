"""The registry of interfaces, and what each of its rows must be."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest

from paa.errors import SourceError
from paa.interfaces import INTERFACES
from paa.model.settings import Settings
from tests.unit.builders import OWN, described, module_of

WHERE = "some_dir/my_module.py"


def scripts(interface: str, source: str) -> Mapping[str, str]:
    return INTERFACES[interface].scripts(module_of(source, WHERE), OWN)


def test_registry() -> None:
    settings = Settings()

    rows = {key: (each.name, each.place, each.extra, each.directory(settings)) for key, each in INTERFACES.items()}

    assert rows == {
        "cli": ("cli", "cli.py", None, PurePosixPath("cli")),
        "fastapi": ("fastapi", "routes.py", "fastapi", PurePosixPath("api_routes")),
        "streamlit": ("streamlit", "streamlit.py", "streamlit", PurePosixPath("streamlit")),
        "mcp": ("mcp", "mcp_server.py", "mcp", PurePosixPath("mcp")),
    }


def test_directories_are_those_of_the_configuration() -> None:
    folder = PurePosixPath("elsewhere")
    settings = Settings(cli_dir=folder, api_routes_dir=folder, streamlit_dir=folder, mcp_dir=folder)

    assert {each.directory(settings) for each in INTERFACES.values()} == {folder}


@pytest.mark.parametrize(
    ("interface", "source"),
    [
        pytest.param("fastapi", "from fastapi import APIRouter\nrouter = APIRouter()", id="fastapi"),
        pytest.param("fastapi", "from my_module.routing import router", id="fastapi, imported"),
        pytest.param("streamlit", "import streamlit as st\nst.write(1)", id="streamlit"),
        pytest.param("mcp", "mcp = FastMCP('x')", id="mcp"),
    ],
)
def test_interfaces_without_a_console_script(interface: str, source: str) -> None:
    assert scripts(interface, source) == {}


@pytest.mark.parametrize(
    ("interface", "source", "message", "hint"),
    [
        pytest.param(
            "cli",
            "def main(): ...",
            "there is no `app` or `cli` in this file",
            "define a Typer application `app` or a Click group `cli`",
            id="cli",
        ),
        pytest.param(
            "cli",
            "def make():\n    app = Typer()\n    return app",
            "there is no `app` or `cli` in this file",
            "define a Typer application `app` or a Click group `cli`",
            id="cli, only in a function",
        ),
        pytest.param(
            "fastapi",
            "app = FastAPI()",
            "there is no `router` in this file",
            "define a FastAPI `router`",
            id="fastapi",
        ),
        pytest.param("mcp", "server = 1", "there is no `mcp` in this file", "define an MCP server `mcp`", id="mcp"),
    ],
)
def test_a_file_that_lacks_its_object_is_refused(interface: str, source: str, message: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        scripts(interface, source)

    assert described(caught.value) == [(message, WHERE, hint)]
