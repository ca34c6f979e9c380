"""Take the pictures of the manual: what a reader of our samples sees, in Chromium without a window."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs_dir" / "paa" / "images"
WIDTH, HEIGHT = 1280, 760
LIMIT = 150_000  # bytes of a picture: everybody who clones the repository pays for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture.

    Attributes:
        name: The file, without its suffix.
        sample: Whose site is shown.
        page: The page of the site.
        ready: JavaScript that is true when there is everything to be seen.
    """

    name: str
    sample: str
    page: str
    ready: str
    dark: bool = False


PICTURES = (
    Picture(
        name="site-light",
        sample="duration-text",
        page="reference/api.html",
        ready="document.querySelector('h2') !== null",
    ),
    Picture(
        name="site-dark",
        sample="duration-text",
        page="background/reading.html",
        ready="document.querySelector('div.mermaid')?.getBoundingClientRect().height > 20",
        dark=True,
    ),
)


@contextmanager
def _site(sample: str) -> Iterator[Path]:
    """Build the site of a sample in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="paa-screenshots-") as name:
        folder = Path(name) / "site"
        words = [sys.executable, "-m", "paa", "site", sample, "--quiet", "--output", str(folder)]
        subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield folder


def _take(picture: Picture, program: str) -> bytes:
    from tests.support.browser import open_browser

    with _site(picture.sample) as folder, open_browser(program, folder.parent / "profile") as browser:
        browser.dark(wanted=picture.dark)
        browser.screenshot(width=WIDTH, height=HEIGHT)  # the page is laid out for this size from now on
        browser.visit((folder / picture.page).as_uri())
        browser.wait_for(picture.ready)
        return browser.screenshot(width=WIDTH, height=HEIGHT)


def main() -> None:
    """Take every picture, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture; all of them by default")
    parser.add_argument("--browser", default="chromium", help="the program")
    words = parser.parse_args()
    sys.path.insert(0, str(ROOT))  # the browser is driven as the tests drive it
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
