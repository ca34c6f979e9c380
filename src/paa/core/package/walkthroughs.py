"""Make a walkthrough out of an example notebook: its cells and what they printed, as Markdown.

A README is shown by indexes that render little: what a notebook shows is told as text and as images, never as HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from paa.core.package.code_blocks import as_fence, open_fences
from paa.core.source.notebooks import place_attachments
from paa.model.notebook import Code, Failure, Notebook, Printed, Prose, Shown
from paa.model.walkthrough import Walkthrough

__all__ = ["IMAGES", "tell_notebook"]

IMAGES = PurePosixPath("walkthrough-images")
"""The folder of the images, beside the text; a hyphen is in no package's name."""

LINES = 60
CHARACTERS = 8_000
WIDTH = 1_000  # of one line

# Vector graphics are left out: they may hold scripts.
_SUFFIXES = MappingProxyType({"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"})


def tell_notebook(notebook: Notebook) -> Walkthrough:
    """Turn a notebook into Markdown and images."""
    images: dict[PurePosixPath, bytes] = {}
    blocks: list[str] = []
    for cell in notebook.cells:
        teller = _Teller(cell.number, images)
        if isinstance(cell, Prose):
            blocks.append(_closed(place_attachments(cell, teller.attachment)))
        else:
            blocks += teller.code(cell, notebook.language)
    markdown = "\n\n".join(block for block in blocks if block.strip())
    return Walkthrough(markdown=f"{markdown}\n" if markdown else "", images=MappingProxyType(images))


@dataclass(slots=True)
class _Teller:
    """Tells one cell; adds its images to those of the others."""

    number: int
    images: dict[PurePosixPath, bytes]
    found: int = field(default=0, init=False)

    def attachment(self, _: str, forms: Mapping[str, bytes]) -> str | None:
        name = self._image(forms)
        return str(name) if name else None

    def code(self, cell: Code, language: str) -> Iterator[str]:
        """Give the code, and what it printed."""
        if cell.text.strip():
            yield as_fence(cell.text, language)
        for output in cell.outputs:
            if isinstance(output, Printed):
                yield from _printed(output.text)
            elif isinstance(output, Failure):
                yield from _printed(": ".join(filter(None, (output.name, output.message))))
            else:
                yield from self._shown(output)

    def _shown(self, output: Shown) -> Iterator[str]:
        if name := self._image(output.images):
            yield f"![output of cell {self.number}]({name})"
        elif "text/markdown" in output.texts:
            yield as_fence(_short(output.texts["text/markdown"]), "markdown")
        else:
            text = output.texts.get("text/plain", "")
            # Beside HTML, which is left out, stands at times only that there is HTML.
            if not ("text/html" in output.texts and text.startswith("<IPython.")):
                yield from _printed(text)

    def _image(self, forms: Mapping[str, bytes]) -> PurePosixPath | None:
        """Keep the best form of an image, if there is one."""
        kind = next((kind for kind in _SUFFIXES if kind in forms), None)
        if kind is None:
            return None
        self.found += 1
        name = IMAGES / f"cell-{self.number:02}-{self.found}{_SUFFIXES[kind]}"
        self.images[name] = forms[kind]
        return name


def _printed(text: str) -> Iterator[str]:
    text = _short(text.strip("\n"))
    if text.strip():
        yield as_fence(text, "text")


def _short(text: str) -> str:
    """Cut an output that nobody would read to its beginning."""
    lines = [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in text.split("\n")]
    kept = lines[:LINES]
    while len(kept) > 1 and sum(map(len, kept)) > CHARACTERS:
        kept.pop()
    left = len(lines) - len(kept)
    return "\n".join([*kept, *([f"… {left} more line{'s' if left > 1 else ''}"] if left else [])])


def _closed(text: str) -> str:
    """Close a code block that a cell leaves open: it would swallow the cells behind it."""
    *_, fence = open_fences([*text.split("\n"), ""])
    return f"{text}\n{fence}" if fence else text
