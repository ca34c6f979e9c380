"""`paa run api`: the routers of installed packages as one application, without the repository that they come from."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, need_program
from tests.support.browser import open_browser
from tests.support.samples import Samples
from tests.support.servers import Serving, ask, serving

pytestmark = pytest.mark.slow

CONFIG = """\
DESCRIPTION:
  title: Our API
  description: All that we *know*.
  version: 1.10
MIDDLEWARE:
  allow_origins: ["https://ours.example"]
  allow_credentials: true
RUN:
  access_log: false
"""
ROUTER = """\
from typing import Annotated

from fastapi import APIRouter, Query
from duration_text import parse_duration

router = APIRouter()


@router.get("/hours")
def hours(minutes: Annotated[int, Query(ge=0, le=10_000)]) -> float:
    return parse_duration(f"{minutes}m").total_seconds() / 3600
"""
OWN_APPLICATION = """\
import asyncio, json, sys

sys.modules["paa"] = None  # importing it would fail

from fastapi import FastAPI
from http_status_advice.routes import router

app = FastAPI()
app.include_router(router, prefix="/v1")


async def ask(path):
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    messages = []
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    scope |= {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": []}
    await app(scope | {"server": ("localhost", 80), "client": ("localhost", 1)}, receive, send)
    return messages[0]["status"], json.loads(messages[1]["body"])["name"]


print(*asyncio.run(ask("/v1/http-status-advice/statuses/404")))
"""


@pytest.fixture(scope="module")
def environment(new_environment: Callable[[], FreshEnvironment], samples: Samples, engine: Path) -> FreshEnvironment:
    """Install paa and two packages with a web API; one of them brings a documentation site along."""
    environment = new_environment()
    environment.install(
        f"paa[fastapi] @ {engine.as_uri()}", *samples.wanted("http-status-advice[fastapi]", "duration-text[fastapi]")
    )
    write_site(environment.site_packages / "http_status_advice" / "mkdocs" / "site", "How to read status codes")
    return environment


def write_site(folder: Path, text: str) -> None:
    """Write a page of static documentation."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"<title>{text}</title><h1>{text}</h1>", encoding="utf-8")


@pytest.fixture(scope="module")
def composed(environment: FreshEnvironment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve two packages, a file and a folder of pages as one application."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".paa.api.config").write_text(CONFIG, encoding="utf-8")
    # The name of the package that it imports: its folder must not hide the package.
    (folder / "duration_text.py").write_text(ROUTER, encoding="utf-8")
    write_site(folder / "pages", "Our pages")
    words = ["--package", "http-status-advice", "--package", "duration_text", "--package", "duration-text"]
    words += ["--docs", "pages"]
    with serving(environment, "api", *words, "--route", "duration_text.py", "--port", "0", cwd=folder) as running:
        yield running
        assert running.stop() == 0, running.log.read_text()


def test_packages_and_files_are_one_application(composed: Serving) -> None:
    description = ask(f"{composed.base}/openapi.json").document

    assert description["info"] == {"title": "Our API", "description": "All that we *know*.", "version": "1.10"}
    assert sorted(description["paths"]) == [
        "/duration-text/format",
        "/duration-text/hours",
        "/duration-text/parse",
        "/http-status-advice/statuses",
        "/http-status-advice/statuses/{code}",
    ]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        pytest.param("/duration-text/parse?text=90m", {"seconds": 5400.0, "text": "1h 30m"}, id="prefixed by us"),
        pytest.param("/http-status-advice/statuses/404", {"code": 404, "name": "Not Found"}, id="its own prefix"),
    ],
)
def test_requests_are_answered(composed: Serving, path: str, answer: dict[str, object]) -> None:
    document = ask(f"{composed.base}{path}").document

    assert {key: document[key] for key in answer} == answer


def test_file_is_served_beside_packages(composed: Serving) -> None:
    assert ask(f"{composed.base}/duration-text/hours?minutes=90").document == 1.5


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("/http-status-advice/docs/", "How to read status codes", id="of a package"),
        pytest.param("/mkdocs/", "Our pages", id="of the command line"),
    ],
)
def test_documentation_is_served(composed: Serving, path: str, text: str) -> None:
    page = ask(f"{composed.base}{path}")

    assert page.status == 200
    assert text in page.text


def test_addresses_are_printed_and_nothing_else(composed: Serving) -> None:
    assert composed.out.read_text().splitlines() == [
        f"{composed.base}/docs                      the requests that it answers, to be tried out",
        f"{composed.base}/openapi.json              the same for programs",
        f"{composed.base}/http-status-advice/docs/  documentation",
        f"{composed.base}/mkdocs/                   documentation: pages",
    ]


def test_other_origins_are_those_of_the_configuration(composed: Serving) -> None:
    ours = ask(f"{composed.base}/openapi.json", Origin="https://ours.example").headers
    theirs = ask(f"{composed.base}/openapi.json", Origin="https://theirs.example").headers

    assert ours["access-control-allow-origin"] == "https://ours.example"
    assert ours["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in theirs


def test_page_of_the_requests_asks_nobody_else(composed: Serving, tmp_path: Path) -> None:
    with open_browser(need_program("chromium"), tmp_path / "profile") as browser:
        browser.visit(f"{composed.base}/docs")
        shown = browser.wait_for("document.querySelectorAll('.opblock').length === 5 && document.body.innerText")

    assert "Our API" in shown
    assert "/http-status-advice/statuses/{code}" in shown
    assert f"{composed.base}/docs/assets/swagger-ui-bundle.js" in browser.requests
    assert browser.strangers == []
    assert browser.complaints == []


def test_samples_keep_what_they_promise(
    composed: Serving, new_environment: Callable[[], FreshEnvironment], tmp_path: Path
) -> None:
    tools = new_environment()
    tools.install("schemathesis>=4.10,<5")
    # Not each text that is short enough is a duration: such a one is refused, and the description says so.
    options = ["--exclude-checks", "positive_data_acceptance", "--phases", "coverage,fuzzing"]
    options += ["--max-examples", "8", "--seed", "1", "--no-color"]

    tested = tools.run("schemathesis", "run", f"{composed.base}/openapi.json", *options, cwd=tmp_path)

    assert tested.code == 0, tested.out
    assert "Tested: 5" in tested.out


def test_router_is_of_use_without_paa(environment: FreshEnvironment, tmp_path: Path) -> None:
    used = environment.run("python", "-I", "-c", OWN_APPLICATION, cwd=tmp_path)

    assert (used.code, used.out) == (0, "200 Not Found\n"), used.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_server_that_is_told_to_stop_has_done_its_work(
    environment: FreshEnvironment, tmp_path: Path, number: int
) -> None:
    words = ["api", "--package", "duration-text", "--port", "0"]
    with serving(environment, *words, cwd=tmp_path) as running:
        ask(f"{running.base}/docs")

        assert running.stop(number) == 0

    assert "Application shutdown complete." in running.log.read_text()


def test_only_this_machine_reaches_it_by_default(environment: FreshEnvironment, tmp_path: Path) -> None:
    words = ["api", "--package", "duration-text", "--port", "0"]
    with serving(environment, *words, cwd=tmp_path) as running:
        assert running.base.startswith("http://127.0.0.1:")
        assert "note:" not in running.log.read_text()
    with serving(environment, *words, "--host", "0.0.0.0", cwd=tmp_path) as running:  # noqa: S104 - that is the test
        note = running.log.read_text()

    assert note.startswith("note: other machines can reach the server: it listens on 0.0.0.0\n")


def test_taken_port_is_one_sentence(environment: FreshEnvironment, tmp_path: Path) -> None:
    words = ["--package", "duration-text", "--port"]
    with serving(environment, "api", *words, "0", cwd=tmp_path) as running:
        port = running.base.rpartition(":")[2]
        second = environment.run("paa", "run", "api", *words, port, cwd=tmp_path)

    assert (second.code, second.out) == (2, "")
    assert second.err == (
        f"error: cannot listen on 127.0.0.1, port {port}: address already in use\n"
        "  hint: name another one with --port; --port 0 takes one that is free\n"
    )


def test_file_that_is_no_python_is_one_sentence(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\ndef (\n")

    ended = environment.run("paa", "run", "api", "--route", "app.py", "--port", "0", cwd=tmp_path)

    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "error: app.py:2: syntax error: invalid syntax\n  hint: mend it\n"


SAME = 'from fastapi import APIRouter\nrouter = APIRouter(prefix="/http-status-advice")\n'


@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param(
            SAME + '@router.get("/statuses/{number}")\ndef f(number: int): ...\n',
            "error: other.py: GET /http-status-advice/statuses/{} is answered by http_status_advice.routes as well\n"
            "  hint: give one of the routers another prefix: APIRouter(prefix='/…')\n",
            id="the same path",
        ),
        pytest.param(
            SAME + '@router.get("/docs/more")\ndef f(): ...\n',
            "error: other.py: GET /http-status-advice/docs/more is answered by the pages of /http-status-advice/docs"
            " as well\n  hint: give one of the routers another prefix: APIRouter(prefix='/…')\n",
            id="documentation",
        ),
        pytest.param(
            'from fastapi import APIRouter\nrouter = APIRouter(prefix="/docs")\n@router.get("")\ndef f(): ...\n',
            "error: other.py: GET /docs is answered by paa as well\n"
            "  hint: give one of the routers another prefix: APIRouter(prefix='/…')\n",
            id="paa",
        ),
        pytest.param(
            "router = 1\n",
            "error: other.py: `router` is no APIRouter of FastAPI, but int\n  hint: write `router = APIRouter()`\n",
            id="no router",
        ),
        pytest.param(
            "app = 1\n",
            "error: other.py: there is no `router` in this file\n  hint: define a FastAPI `router`\n",
            id="nothing",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    environment: FreshEnvironment, tmp_path: Path, source: str, error: str
) -> None:
    (tmp_path / "other.py").write_text(source, encoding="utf-8")
    words = ["--package", "http-status-advice", "--route", "other.py", "--port", "0"]

    ended = environment.run("paa", "run", "api", *words, cwd=tmp_path)

    assert (ended.out, ended.err) == ("", error)
    assert ended.code in {2, 3}
