"""`paa run streamlit`: a web app as a browser shows it, from a folder that has nothing to do with it."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, PackagingRepository, need_program, run_paa
from tests.support.browser import Browser, open_browser
from tests.support.samples import Samples
from tests.support.servers import ask, serving, wait_until
from tests.support.workshop import CONFIG, RELEASED

pytestmark = pytest.mark.slow

# The name of the package that it imports, a value that stands alone, and a component.
APP = '''\
"""Not shown."""

import sys

import streamlit as st

from components.words import WORD
from greeting import greet

st.set_page_config(page_title="Greetings")
greeting = greet("you")
greeting
st.text(f"file {__file__.rpartition('/')[2]}, package {__package__}, name {__name__}, {WORD}, {len(sys.argv)} word")
print("a print of the app")
'''
ALONE = """\
import streamlit as st
from duration_text import parse_duration

st.write(f"{parse_duration('1h').total_seconds():.0f} seconds")
"""


@pytest.fixture(scope="module")
def environment(new_environment: Callable[[], FreshEnvironment], samples: Samples, engine: Path) -> FreshEnvironment:
    """Install paa and a package with a web app."""
    environment = new_environment()
    environment.install(
        f"paa[streamlit] @ {engine.as_uri()}",
        *samples.wanted("meeting-times[streamlit]", "table-text", "duration-text"),
    )
    return environment


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Open a browser for all tests of this file; its profile is in nobody's home."""
    folder = tmp_path_factory.mktemp("browser")
    with open_browser(need_program("chromium"), folder / "profile") as browser:
        yield browser
        # An app that lost its server asks for it again and again; nobody would read what the browser tells of that.
        browser.visit("about:blank")


def read(browser: Browser, address: str, awaited: str) -> str:
    """Open an app, wait until it shows a text, and give all that it shows."""
    browser.requests.clear()
    browser.visit(address)
    there = f"document.querySelector('.stApp') && document.body.innerText.includes({awaited!r})"
    shown = browser.wait_for(f"{there} && document.body.innerText")
    assert browser.strangers == []
    return str(shown)


def test_app_of_a_package_is_shown(environment: FreshEnvironment, browser: Browser, home: Path, tmp_path: Path) -> None:
    with serving(environment, "streamlit", "--package", "meeting_times", "--port", "0", cwd=tmp_path) as running:
        wait_until(lambda: is_healthy(running.base), "the app")
        shown = read(browser, running.base, "Time zones")
        title = browser.run("document.title")
        code = running.stop(signal.SIGTERM)

    assert "Everybody is at work" in shown
    assert title == "Meeting times"
    assert code == 0, running.log.read_text()
    assert running.out.read_text() == f"{running.base}/  the web app of meeting-times\n"
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert {path.name for path in tmp_path.iterdir()} == {"server.log", "server.out"}


def is_healthy(base: str) -> bool:
    """Tell whether an app answers."""
    try:
        return ask(f"{base}/_stcore/health").status == 200
    except ConnectionRefusedError:
        return False


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_app_runs_as_a_module_of_its_package(
    environment: FreshEnvironment,
    browser: Browser,
    repository: PackagingRepository,
    tmp_path: Path,
    editable: bool,
) -> None:
    repository.config(CONFIG)
    repository.write(
        "module_dir/greeting.py", f'{RELEASED}\ndef greet(name: str) -> str:\n    return f"Hello {{name}}"\n'
    )
    repository.write("module_dir/components/words.py", 'WORD = "component"\n')
    repository.write("streamlit/greeting.py", APP)
    repository.commit()
    options = ["--editable"] if editable else []
    installed = run_paa("test-install", "greeting", *options, "--python", environment.python, cwd=repository.root)
    assert installed.code == 0, installed.err
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    with serving(environment, "streamlit", "--package", "greeting", "--port", "0", cwd=elsewhere) as running:
        wait_until(lambda: is_healthy(running.base), "the app")
        shown = read(browser, running.base, "package greeting")

    file = "greeting.py" if editable else "streamlit.py"
    assert f"file {file}, package greeting, name __main__, component, 1 word" in shown
    assert "Hello you" in shown
    assert "Not shown." not in shown
    assert "a print of the app" in running.log.read_text()


def test_file_does_not_hide_the_package_of_its_name(
    environment: FreshEnvironment, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "duration_text.py").write_text(ALONE, encoding="utf-8")
    (tmp_path / ".paa.streamlit.config").write_text("theme:\n  base: dark\nserver:\n  port: 0\n", encoding="utf-8")

    with serving(environment, "streamlit", "--path", "duration_text.py", cwd=tmp_path) as running:
        wait_until(lambda: is_healthy(running.base), "the app")
        read(browser, running.base, "3600 seconds")
        color = browser.run("getComputedStyle(document.querySelector('.stApp')).backgroundColor")

    assert max(map(int, re.findall("[0-9]+", color)[:3])) < 64, color


def test_options_that_streamlit_does_not_have_are_refused(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / ".paa.streamlit.config").write_text(
        "theme:\n  bass: dark\nkitchen:\n  sink: {deep: 1}\nserver: {headless: no}\n", encoding="utf-8"
    )

    ended = environment.run("paa", "run", "streamlit", "--package", "meeting-times", "--port", "0", cwd=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "error: .paa.streamlit.config:2: Streamlit has no option `theme.bass`\n"
        "  hint: did you mean `theme.base`?\n"
        "error: .paa.streamlit.config:4: Streamlit has no option `kitchen.sink.deep`\n"
        "  hint: `streamlit run --help` lists them\n"
        "error: .paa.streamlit.config:5: paa always runs with `server.headless: true`\n"
        "  hint: leave it out; `streamlit run` does what you want\n"
    )


def test_values_that_streamlit_refuses_are_named(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / ".paa.streamlit.config").write_text("server: {maxUploadSize: big}\n", encoding="utf-8")

    ended = environment.run("paa", "run", "streamlit", "--package", "meeting-times", "--port", "0", cwd=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: .paa.streamlit.config: Streamlit refuses an option: ")
    assert "server.maxUploadSize" in ended.err
    assert "big" in ended.err


def test_one_app_is_served_at_a_time(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()

    ended = environment.run("paa", "run", "streamlit", "--package", "meeting-times", "--path", "app.py", cwd=tmp_path)

    assert ended.err == "error: 2 are named, and only 1 can be served\n  hint: start one for each\n"
    assert (ended.code, ended.out) == (2, "")


def test_home_of_nobody_is_needed(environment: FreshEnvironment, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)

    words = ["streamlit", "--package", "meeting-times", "--port", "0"]
    with serving(environment, *words, cwd=tmp_path, env={**os.environ, "HOME": str(home)}) as running:
        wait_until(lambda: is_healthy(running.base), "the app")
        code = running.stop(signal.SIGINT)

    assert code == 0
    assert list(home.iterdir()) == []
