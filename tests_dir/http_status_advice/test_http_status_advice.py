"""The table of status codes, the look-up and the command."""

import doctest
import sys
from http import HTTPStatus
from typing import get_args

import pytest
from http_status_advice.cli import app
from typer.testing import CliRunner

from http_status_advice import Retry, explain, search, statuses

ANSWER = """\
404 Not Found (RFC 9110)
There is nothing at this address, or it is kept secret.
Fault:  client
Retry:  changed
Advice: Check the address and who you are logged in as.
"""


def test_the_table_is_sound() -> None:
    """Codes ascend, texts are sentences, and the standard library's codes are all there."""
    table = statuses()
    assert list(table) == sorted(table)
    assert {status.value for status in HTTPStatus} - {418} <= set(table)
    for status in table.values():
        assert status.retry in get_args(Retry)
        assert status.source.startswith("RFC ")
        assert status.name == status.name.strip()
        for sentence in (status.meaning, status.advice):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("code", "name", "retry", "fault"),
    [
        pytest.param(204, "No Content", "no", "nobody", id="success"),
        pytest.param(307, "Temporary Redirect", "changed", "nobody", id="redirect"),
        pytest.param(412, "Precondition Failed", "changed", "client", id="client"),
        pytest.param(503, "Service Unavailable", "later", "server", id="server"),
        pytest.param(499, "Bad Request (as 400; 499 is not registered)", "changed", "client", id="unknown"),
        pytest.param(199, "Continue (as 100; 199 is not registered)", "no", "nobody", id="unknown, informational"),
    ],
)
def test_explain(code: int, name: str, retry: str, fault: str) -> None:
    """A code without an entry is treated like the first of its class."""
    status = explain(code)
    assert (status.code, status.name, status.retry, status.at_fault) == (code, name, retry, fault)


@pytest.mark.parametrize("code", [-404, 0, 99, 600, 4040])
def test_explain_refuses(code: int) -> None:
    """What is no status code is refused."""
    with pytest.raises(ValueError, match=f"^{code} is no HTTP status code; they are between 100 and 599$"):
        explain(code)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        pytest.param("RETRY-AFTER", [413, 429, 503], id="any case"),
        pytest.param("proxy credentials", [407], id="all words"),
        pytest.param("teapot", [], id="nothing found"),
        pytest.param("  ", [], id="nothing asked"),
    ],
)
def test_search(words: str, codes: list[int]) -> None:
    """All of the words have to occur."""
    assert [status.code for status in search(words)] == codes


@pytest.mark.parametrize(
    ("arguments", "exit_code", "output"),
    [
        pytest.param(["explain", "404"], 0, ANSWER, id="explain"),
        pytest.param(
            ["search", "proxy", "credentials"],
            0,
            "407  changed  Proxy Authentication Required\n",
            id="search",
        ),
        pytest.param(["search", "teapot"], 1, "", id="nothing found"),
        pytest.param(["explain", "600"], 2, "", id="out of range"),
    ],
)
def test_command(arguments: list[str], exit_code: int, output: str) -> None:
    """The command prints its result on standard output and nothing else there."""
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (exit_code, output)


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[explain.__module__]).failed == 0
