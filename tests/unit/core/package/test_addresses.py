"""Which addresses may be asked for, and what is shown of them."""

import pytest

from paa.core.package.addresses import check_address, check_step, read_link, shown_address
from paa.errors import SourceError
from tests.unit.builders import described, problems_of

AS_IN = "write it as in https://example.org/file.bin"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://example.org/x", id="bare"),
        pytest.param("  https://example.org/x \r\n", id="blanks around"),
        pytest.param("\n\nhttps://example.org/x\n\n", id="empty lines"),
    ],
)
def test_link_holds_one_address(text: str) -> None:
    assert read_link(text, where="a.link") == "https://example.org/x"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "holds no address", id="empty"),
        pytest.param(" \n\t\n", "holds no address", id="blank"),
        pytest.param("https://a\nhttps://b\n", "holds 2 lines", id="two"),
    ],
)
def test_link_that_holds_something_else_is_refused(text: str, problem: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_link(text, where="a.link")

    assert described(caught.value) == [
        (f"a file that ends in .link {problem}", "a.link", "write one address into it: https://…")
    ]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://example.org/a%20b?c=d#e", id="https"),
        pytest.param("HTTPS://EXAMPLE.ORG:8443/", id="port"),
        pytest.param("http://127.0.0.1:80/x", id="this machine"),
        pytest.param("http://localhost/x", id="this machine by name"),
        pytest.param("http://[::1]:80/x", id="this machine, IPv6"),
        pytest.param("https://10.0.0.1/x", id="a network of one's own"),
    ],
)
def test_address_may_be_asked_for(url: str) -> None:
    check_address(url, where="a.link", plain_http=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/x",
        "//example.org/x",
        "https:///x",
        "https://",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "javascript:alert(1)",
        "https://example.org/a b",
        "https://example.org/a\tb",
        "https://exämple.org/",
        "https://example.org:x/",
        "https://[::1",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    problems = problems_of(lambda: check_address(url, where="a.link", plain_http=True))

    assert [each for problem in problems for each in described(problem)] == [
        (f"{url!r} is no web address", "a.link", AS_IN)
    ]


@pytest.mark.parametrize("user", ["ada:secret@", "ada@", "@", ":secret@"])
def test_credentials_are_refused_and_not_shown(user: str) -> None:
    (problem,) = problems_of(lambda: check_address(f"https://{user}example.org/x", where="a.link", plain_http=True))

    assert problem.message == "an address must not hold a user or a password"
    assert "secret" not in str(described(problem))


@pytest.mark.parametrize("url", ["ada:secret@example.org/x", "https://ada:secret@[::1/x"])
def test_what_may_be_credentials_is_not_shown(url: str) -> None:
    (problem,) = problems_of(lambda: check_address(url, where="a.link", plain_http=True))

    assert problem.message == "this is no web address"


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "10.0.0.1", "169.254.169.254", "127.0.0.1.x"])
def test_plain_http_needs_a_permission(host: str) -> None:
    url = f"http://{host}/x"
    (problem,) = problems_of(lambda: check_address(url, where="a.link", plain_http=False))

    assert problem.message == f"{url} is not encrypted: anybody could answer"
    assert problem.hint == "use https; where there is none, pin what is there now: `paa artifacts lock --allow-http`"
    assert problems_of(lambda: check_address(url, where="a.link", plain_http=True)) == ()


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        pytest.param("https://a.org/x", "https://b.org/y", None, id="elsewhere"),
        pytest.param("http://a.org/x", "https://a.org/x", None, id="to more encryption"),
        pytest.param("http://localhost/x", "http://127.0.0.1:8000/x", None, id="on this machine"),
        pytest.param(
            "https://a.org/x?k=1",
            "http://b.org/y",
            "https://a.org/x?… leads to http://b.org/y, which is not encrypted",
            id="to less encryption",
        ),
        pytest.param(
            "https://a.org/x",
            "https://127.0.0.1/y",
            "https://a.org/x leads to https://127.0.0.1/y, which is this machine",
            id="to this machine",
        ),
        pytest.param(
            "http://a.org/x",
            "http://0.0.0.0/y",
            "http://a.org/x leads to http://0.0.0.0/y, which is this machine",
            id="to this machine by another number",
        ),
        pytest.param("https://a.org/x", "file:///x", "'file:///x' is no web address", id="to a file"),
    ],
)
def test_steps_of_a_redirect(before: str, after: str, problem: str | None) -> None:
    problems = problems_of(lambda: check_step(after, before, where="a.link"))

    assert [each.message for each in problems] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://example.org/x.bin", "https://example.org/x.bin", id="whole"),
        pytest.param("https://example.org/x?sig=secret#part", "https://example.org/x?…", id="signature"),
        pytest.param("https://ada:secret@example.org/x", "https://example.org/x", id="password"),
        pytest.param("https://[", "the address", id="no address"),
    ],
)
def test_secrets_of_an_address_are_not_shown(url: str, shown: str) -> None:
    assert shown_address(url) == shown
