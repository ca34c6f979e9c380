"""`paa site`: the documentation site of a project, as a browser shows it."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import PackagingRepository, assert_golden, need_program, run_paa
from tests.support.browser import Browser, open_browser
from tests.support.trees import read_tree
from tests.support.workshop import CONFIG

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

MODULE = '''\
"""Measure ropes.

A rope has a length and a *weight*.

## Use

>>> from rope import measure
>>> measure("1 m")
1.0
"""

from components.units import Unit

__package_metadata__ = {
    "description": "Measure ropes.",
    "license_label": "MIT",
    "project_urls": {"Issues": "https://example.org/rope/issues"},
}
__all__ = ["LIMIT", "Rope", "Unit", "measure"]

LIMIT: int = 100
"""The longest rope in metres."""


class Rope:
    """A rope.

    Attributes:
        length: In metres.
    """

    length: float

    def cut(self, at: float, /, *others: float, keep: bool = True) -> "Rope":
        """Cut the rope.

        Args:
            at: Where.
            others: Where else.
            keep: Whether the rest is kept.

        Returns:
            The first piece.
        """
        raise NotImplementedError


def measure(text: str, *, unit: Unit | None = None, strict: bool = False, tolerance: float = 0.001) -> float:
    """Measure what a text says, as knotted quipus did.

    Raises:
        ValueError: It says nothing.
    """
    raise ValueError(text)


def _hidden() -> None:
    """Nobody reads this."""
'''
CLI = '''\
"""Ropes on the command line."""

from typing import Annotated

import typer

from rope import measure

__cli_metadata__ = {"name": "rope"}
app = typer.Typer(help="Work with ropes.")


@app.callback()
def main(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False) -> None:
    """Work."""


@app.command("measure")
def measure_it(
    text: Annotated[str, typer.Argument(help="What is measured.")], times: int = 1, unit: str = "m"
) -> None:
    """Measure a rope."""
    print(measure(text))
'''
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"language_info": {"name": "python"}},
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A walk along a rope\n", "Step by step."]},
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": "print('steps')",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["steps\n"]},
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"image/png": PIXEL, "text/plain": "<Figure of steps>"},
                },
            ],
        },
    ],
}
FIRST_STEPS = """\
# First steps

See [the knots](knots/bowline.md#tie-it) and <span id="own">own HTML</span>.

![A rope](images/rope.svg)

```mermaid
flowchart LR
    Rope --> Knot
```
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><path d="M0 5h40" stroke="brown"/></svg>\n'


def fill(repository: PackagingRepository) -> None:
    """Write a project with everything that shows on a site."""
    repository.config(CONFIG + "license_path: LICENSE\n")
    repository.write("LICENSE", "Do what you like.\n")
    repository.module("rope", MODULE)
    repository.write("module_dir/components/units.py", '"""Units."""\n\n\nclass Unit:\n    """A unit of length."""\n')
    repository.write("cli/rope.py", CLI)
    repository.write("extra_docs/rope/first-steps.md", FIRST_STEPS)
    repository.write("extra_docs/rope/images/rope.svg", SVG)
    repository.write("extra_docs/rope/knots/2-bowline.md", "# Bowline\n\n## Tie it\n\nLike this.\n")
    repository.write("extra_docs/rope/knots/bowline.md", "# The bowline\n\n## Tie it\n\nLike this.\n")
    repository.write("extra_docs/rope/walk.ipynb", json.dumps(NOTEBOOK))
    repository.write(".paa/release_notes/rope.md", "# Release notes\n\n### 0.1.0\n\n- Ropes are measured\n")
    repository.commit()


@pytest.fixture(scope="module")
def rope(tmp_path_factory: pytest.TempPathFactory, isolated_process: None) -> PackagingRepository:  # noqa: ARG001 - before git runs
    repository = PackagingRepository(tmp_path_factory.mktemp("rope") / "repository")
    fill(repository)
    return repository


@pytest.fixture(scope="module")
def built(rope: PackagingRepository) -> Path:
    """Build the site of the project, and give its folder."""
    done = run_paa("site", "rope", "--output", rope.root.parent / "site", cwd=rope.root)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{(rope.root.parent / 'site' / 'index.html').as_uri()}\n"
    return rope.root.parent / "site"


@pytest.fixture(scope="module")
def address(rope: PackagingRepository) -> Iterator[str]:
    """Serve the site of the project, and see that the server ends when it is asked to."""
    words = [sys.executable, "-m", "paa", "site", "rope", "--serve", "--quiet"]
    with subprocess.Popen(
        words, cwd=rope.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
        assert server.stderr.read() == ""


@pytest.fixture(scope="module", params=["file", "http"])
def start(request: pytest.FixtureRequest, built: Path) -> str:
    """Give the address of the site: as files, and from a server."""
    if request.param == "file":
        return built.as_uri()
    return str(request.getfixturevalue("address")).rstrip("/")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """Open a browser, and see that no page asked for anything elsewhere or complained."""
    with open_browser(need_program("chromium", "chromium-browser", "google-chrome"), tmp_path / "profile") as opened:
        yield opened
        assert (opened.strangers, opened.complaints) == ([], [])


def test_pages_of_a_site(built: Path) -> None:
    pages = [path for path in sorted(read_tree(built)) if not path.startswith("assets/")]
    assets = [path for path in read_tree(built) if path.startswith("assets/") and path.count(".") == 1]

    assert_golden("site.txt", "\n".join([*pages, *sorted(assets)]) + "\n")


def test_search_finds_a_function_and_leads_to_it(browser: Browser, start: str) -> None:
    browser.visit(f"{start}/index.html")
    browser.click("input.md-search__input")
    browser.type("quipus")
    hit = browser.wait_for("document.querySelector('.md-search-result__item a[href*=\"#\"]')?.getAttribute('href')")
    browser.click(".md-search-result__item a[href*='#']")

    assert start.startswith("file:") or browser.watched == ["worker"]
    browser.wait_for("location.pathname.endsWith('/reference/api.html')")
    assert "reference/api.html" in hit
    heading = browser.wait_for("document.getElementById(decodeURIComponent(location.hash.slice(1)))?.textContent")
    assert heading.startswith("measure")
    assert browser.run("document.querySelector('[id=\"rope.measure\"]').nextElementSibling.textContent").startswith(
        "measure("
    )


def test_navigation_leads_through_the_site(browser: Browser, start: str) -> None:
    browser.visit(f"{start}/index.html")
    titles = browser.run(
        "[...document.querySelectorAll('.md-nav--primary .md-ellipsis')]"
        ".filter(each => !each.closest('.md-nav--secondary')).map(each => each.textContent.trim())"
    )
    browser.click(".md-nav--primary a[href='first-steps.html']")
    browser.wait_for("document.querySelector('h1')?.textContent.startsWith('First steps')")
    browser.click("article a[href^='knots/']")

    browser.wait_for("document.querySelector('h1')?.textContent.startsWith('The bowline')")
    assert browser.run("location.hash") == "#tie-it"
    assert list(dict.fromkeys(titles)) == [
        "Home",
        "First steps",
        "A walk along a rope",
        *("Knots", "Bowline", "The bowline"),
        *("Reference", "API", "Command line"),
        *("About", "Requirements", "Release notes", "Licence"),
    ]


def test_every_page_is_quiet(browser: Browser, start: str, built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert built / "index.html" in pages
    for page in pages:
        browser.visit(f"{start}/{page.relative_to(built).as_posix()}")
        browser.wait_for("document.querySelector('article h1') !== null")
        assert browser.run("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


def test_dark_and_light(browser: Browser, start: str) -> None:
    def scheme() -> str:
        return str(browser.run("document.body.getAttribute('data-md-color-scheme')"))

    browser.dark(wanted=True)
    browser.visit(f"{start}/index.html")
    browser.wait_for("document.body.getAttribute('data-md-color-scheme') === 'slate'")
    background = browser.run("getComputedStyle(document.body).backgroundColor")
    browser.click("label[title='Switch to the light colours']:not([hidden])")

    browser.wait_for("document.body.getAttribute('data-md-color-scheme') === 'default'")
    assert browser.run("getComputedStyle(document.body).backgroundColor") != background
    browser.visit(f"{start}/reference/api.html")
    assert scheme() == "default"


def test_diagram_is_drawn(browser: Browser, start: str) -> None:
    browser.visit(f"{start}/first-steps.html")

    # The drawing is in a closed shadow root, which only the protocol of the tools sees.
    browser.wait_for("document.querySelector('div.mermaid')?.getBoundingClientRect().height > 20")
    tree = json.dumps(browser.call("DOM.getDocument", depth=-1, pierce=True))
    roots = re.findall(r'"nodeName": "#document-fragment".*?"shadowRootType": "closed"', tree)
    assert [('"nodeName": "svg"' in root, "Knot" in root) for root in roots] == [(True, True)]


def test_pages_without_a_diagram_do_not_load_its_script(browser: Browser, start: str) -> None:
    browser.visit(f"{start}/index.html")

    assert [each for each in browser.requests if "mermaid" in each] == []


ATTACKS = (
    "<script>window.hurt = 1</script>",
    "<img src=x onerror='window.hurt = 2'>",
    "<svg onload='window.hurt = 3'></svg>",
    "[click](javascript:window.hurt=4)",
    "[click](JaVaScRiPt&colon;window.hurt=5)",
    "![picture](https://stranger.invalid/picture.png)",
    "<https://stranger.invalid/link>",
    "`<script>window.hurt = 6</script>`",
    "&lt;img src=x onerror=window.hurt=7&gt;",
    "[x](y){ onclick=window.hurt=8 }",
    "</title><script>window.hurt = 9</script>",
    "<iframe src='https://stranger.invalid/'></iframe>",
    "<a href='javascript:window.hurt=10'>click</a>",
    "[ref]: javascript:window.hurt=11",
    "<style>@import 'https://stranger.invalid/style.css'</style>",
)


def hostile_module() -> str:
    """Write a module that tries to get into the pages with everything that it says."""
    lines = [f'{attack}\n\n# {attack}\n\n## {attack} {{ #__config data-toc-label="{attack}" }}\n' for attack in ATTACKS]
    # As front matter, it would choose the template of the page.
    docstring = "---\ntemplate: 404.html\ntitle: <script>window.hurt = 12</script>\n---\n\n" + "\n".join(lines)
    mermaid = (
        "```mermaid\nflowchart LR\n    A[\"<img src=x onerror='window.hurt=13'>\"] --> B\n"
        '    click A "javascript:window.hurt=14"\n```\n'
    )
    return (
        f"{(docstring + mermaid)!r}\n\n"
        f"__package_metadata__ = {{'description': {' '.join(ATTACKS)!r}, 'keywords': {list(ATTACKS)!r}}}\n\n"
        f"def act(text: {' '.join(ATTACKS)!r} = {ATTACKS[0]!r}) -> {ATTACKS[1]!r}:\n    {docstring!r}\n\n"
        f"LIMIT = {ATTACKS[0]!r}\n{' '.join(ATTACKS)!r}\n"
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, isolated_process: None) -> Path:  # noqa: ARG001 - before git runs
    """Build the site of a project whose docstrings, commits, commands and notebooks are attacks."""
    repository = PackagingRepository(tmp_path_factory.mktemp("hostile") / "repository")
    repository.config(CONFIG)
    repository.module("tool", hostile_module())
    repository.write(
        "cli/tool.py",
        f"import typer\n\napp = typer.Typer(help={ATTACKS[0]!r})\n\n\n@app.command()\n"
        f"def go(name: str = typer.Option({ATTACKS[1]!r}, help={' '.join(ATTACKS)!r})) -> None:\n"
        f"    {' '.join(ATTACKS)!r}\n",
    )
    notes = "\n".join(f"- {attack}" for attack in ATTACKS)
    repository.write(".paa/release_notes/tool.md", f"# Release notes\n\n### 0.1.0\n\n{notes}\n")
    html = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": "<b>" + "".join(ATTACKS).replace("src=x", "")},
    }
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [html]}
    repository.write("extra_docs/tool/work.ipynb", json.dumps({**NOTEBOOK, "cells": [cell]}))
    repository.commit()
    done = run_paa("site", "tool", "--output", repository.root.parent / "site", cwd=repository.root)
    assert done.code == 0, done.err
    return repository.root.parent / "site"


def test_hostile_text_stays_text(browser: Browser, hostile: Path) -> None:
    pages = sorted(hostile.rglob("*.html"))
    assert hostile / "about/release-notes.html" in pages
    for page in pages:
        browser.visit(page.as_uri())
        browser.wait_for("document.querySelector('article h1') !== null")
        browser.run("document.querySelectorAll('article a').forEach(a => a.protocol === 'javascript:' && a.click())")
        assert browser.run("[...document.links].filter(a => a.protocol === 'javascript:').length") == 0
        assert browser.run("window.hurt ?? null") is None, page
        handlers = "[...document.querySelectorAll('article *')].flatMap(e => [...e.attributes]).map(a => a.name)"
        assert [name for name in browser.run(handlers) if name.startswith("on")] == []
        assert (
            browser.run("[...document.querySelectorAll('article script, article iframe, article style')].length") == 0
        )
        assert browser.run("document.querySelectorAll('#__config').length") == 1
        assert "hurt" not in browser.run("document.title")


def test_hostile_text_is_found_and_stays_text(browser: Browser, hostile: Path) -> None:
    browser.visit((hostile / "index.html").as_uri())
    browser.click("input.md-search__input")
    browser.type("hurt")
    browser.wait_for("document.querySelectorAll('.md-search-result__item').length > 2")

    assert browser.run("window.hurt ?? null") is None
    assert browser.run("document.querySelectorAll('.md-search-result img, .md-search-result script').length") == 0


def test_hostile_text_is_shown(hostile: Path) -> None:
    page = (hostile / "about/release-notes.html").read_text("utf-8").partition("<article")[2]

    assert "&lt;script&gt;window.hurt = 1&lt;/script&gt;" in page
    assert "https://stranger.invalid/picture.png" not in page
    assert 'href="https://stranger.invalid/link"' in page


def test_readme_shows_its_html_and_loads_nothing(
    browser: Browser, repository: PackagingRepository, tmp_path: Path
) -> None:
    repository.config(CONFIG)
    repository.module("tool", "__package_metadata__ = {'readme': 'README.md', 'description': 'A tool.'}\n")
    readme = '<h2 onclick="window.hurt = 1">Tool</h2>\n\n<img src="https://stranger.invalid/a.svg" alt="Badge">'
    repository.write("README.md", f"# Tool\n\n{readme}\n\n<script>window.hurt = 2</script>\n")
    repository.commit()
    done = run_paa("site", "tool", "--output", tmp_path / "site", cwd=repository.root)

    browser.visit((tmp_path / "site/index.html").as_uri())

    assert (done.code, done.err) == (0, "")
    assert browser.run("document.querySelector('h2').textContent") == "Tool"
    browser.click("h2")
    assert browser.run("window.hurt ?? null") is None


def test_request_that_leaves_the_machine_is_seen(tmp_path: Path) -> None:
    """The tests above would notice: from the page, and from a worker of it."""
    (tmp_path / "page.html").write_text(
        "<img src='http://stranger.invalid/a.png'><script>new Worker(URL.createObjectURL(new Blob(["
        "\"fetch('http://stranger.invalid/b').catch(() => postMessage(1))\"]))).onmessage = () => { window.done = 1 }"
        "</script>",
        encoding="utf-8",
    )
    with open_browser(need_program("chromium", "chromium-browser", "google-chrome"), tmp_path / "profile") as opened:
        opened.visit((tmp_path / "page.html").as_uri())
        opened.wait_for("window.done")

        assert sorted(opened.strangers) == ["http://stranger.invalid/a.png", "http://stranger.invalid/b"]
        assert opened.complaints != []
