"""Programs: what is quoted of what they say."""

import pytest

from paa.adapters.processes import Completed, hide_logins


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("no https://feed.example/simple", "no https://feed.example/simple", id="no-login"),
        pytest.param("https://me:word@feed.example/simple", "https://***@feed.example/simple", id="login"),
        pytest.param("https://me:w@rd@feed.example/", "https://***@feed.example/", id="at-in-password"),
        pytest.param("http://a:b@x/ http://c:d@y/", "http://***@x/ http://***@y/", id="two"),
        pytest.param("https://x/@scope, me@example.org", "https://x/@scope, me@example.org", id="no-address"),
    ],
)
def test_logins_are_hidden(text: str, shown: str) -> None:
    assert hide_logins(text) == shown


@pytest.mark.parametrize(
    ("done", "lines"),
    [
        pytest.param(Completed(1, "out", "one\n\n  two\nhttp://a:b@x/\n"), ["  two", "http://***@x/"], id="errors"),
        pytest.param(Completed(1, "one\n", ""), ["one"], id="output-where-there-are-no-errors"),
        pytest.param(Completed(1, "", " \n"), [], id="nothing"),
    ],
)
def test_last_lines(done: Completed, lines: list[str]) -> None:
    assert done.last_lines(2) == lines
