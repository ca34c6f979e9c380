"""Take the pictures of the manual: what a reader of our samples sees, in Chromium without a window."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.browser import Browser

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs_dir" / "paa" / "images"
WIDTH = 1280
LIMIT = 150_000  # bytes of a picture: everybody who clones the repository pays for it

sys.path.insert(0, str(ROOT))  # samples, servers and the browser are handled as the tests handle them


@contextmanager
def _site(sample: str, page: str, folder: Path) -> Iterator[str]:
    """Build the site of a sample in a folder."""
    site = folder / "site"
    words = [sys.executable, "-m", "paa", "site", sample, "--quiet", "--output", str(site)]
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    yield (site / page).as_uri()


@contextmanager
def _server(kind: str, samples: tuple[str, ...], extra: str, page: str, folder: Path) -> Iterator[str]:
    """Install samples, with paa, into an environment of their own, and serve what they bring along."""
    from tests.support.environments import create_environment
    from tests.support.samples import build_engine, build_samples
    from tests.support.servers import ask, serving, wait_until

    environment = create_environment(folder / "environment")
    built = build_samples(folder / "samples")
    own = built.wanted(*(name for name in built.wheels if name not in samples))
    wanted = [*own, *built.wanted(*(f"{name}[{extra}]" for name in samples))]
    environment.install(f"paa[{extra}] @ {build_engine(folder / 'engine').as_uri()}", *wanted)

    def answers(address: str) -> bool:
        try:
            return ask(address).status == HTTPStatus.OK
        except ConnectionRefusedError:
            return False

    packages = [word for name in samples for word in ("--package", name)]
    with serving(environment, kind, *packages, "--port", "0", cwd=folder) as running:
        address = running.base + page
        wait_until(lambda: answers(address), address)
        yield address


def _try_out(browser: "Browser") -> None:
    """Send the first request of a page of requests."""
    browser.click(".opblock-summary-control")
    browser.click(".try-out__btn")
    browser.click(".parameters input")
    browser.type("2 days, 4.5 hours")
    browser.click("button.execute")
    browser.wait_for("document.querySelector('.live-responses-table') !== null")
    browser.run("document.activeElement.blur(); document.querySelector('.opblock-tag').scrollIntoView()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture.

    Attributes:
        name: The file, without its suffix.
        opened: Makes the page, below an empty folder, and gives its address.
        ready: JavaScript that is true when there is everything to be seen.
        hand: What the reader's mouse and keyboard do before.
    """

    name: str
    opened: Callable[[Path], AbstractContextManager[str]]
    ready: str
    hand: "Callable[[Browser], None] | None" = None
    height: int = 760
    dark: bool = False


PICTURES = (
    Picture(
        name="site-light",
        opened=partial(_site, "duration-text", "reference/api.html"),
        ready="document.querySelector('h2') !== null",
    ),
    Picture(
        name="site-dark",
        opened=partial(_site, "duration-text", "background/reading.html"),
        ready="document.querySelector('div.mermaid')?.getBoundingClientRect().height > 20",
        dark=True,
    ),
    Picture(
        name="api",
        opened=partial(_server, "api", ("duration-text", "http-status-advice"), "fastapi", "/docs"),
        hand=_try_out,
        ready="document.querySelector('.live-responses-table .highlight-code') && !document.getAnimations().length",
        height=916,
    ),
    Picture(
        name="app",
        opened=partial(_server, "streamlit", ("meeting-times",), "streamlit", "/"),
        ready="['At work', 'Everybody is at work'].every(each => document.body.innerText.includes(each))"
        " && !document.querySelector('[data-testid=stSkeleton]')",
        height=640,
    ),
)


def _take(picture: Picture, program: str) -> bytes:
    from tests.support.browser import open_browser

    with tempfile.TemporaryDirectory(prefix="paa-screenshots-") as name:
        folder = Path(name)
        with picture.opened(folder) as address, open_browser(program, folder / "profile") as browser:
            browser.dark(wanted=picture.dark)
            browser.screenshot(width=WIDTH, height=picture.height)  # the page is laid out for this size from now on
            browser.visit(address)
            if picture.hand:
                picture.hand(browser)
            browser.wait_for(picture.ready)
            return browser.screenshot(width=WIDTH, height=picture.height)


def main() -> None:
    """Take every picture, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture; all of them by default")
    parser.add_argument("--browser", default="chromium", help="the program")
    words = parser.parse_args()
    known = {each.name for each in PICTURES}
    if unknown := set(words.names) - known:
        parser.error(f"there is no picture {min(unknown)!r}; there are {', '.join(sorted(known))}")
    IMAGES.mkdir(exist_ok=True)
    for picture in PICTURES:
        if words.names and picture.name not in words.names:
            continue
        content = _take(picture, words.browser)
        if len(content) > LIMIT:
            raise SystemExit(f"screenshots: {picture.name} has {len(content)} bytes, more than {LIMIT}")
        (IMAGES / f"{picture.name}.png").write_bytes(content)
        print(f"{picture.name}.png  {len(content) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
