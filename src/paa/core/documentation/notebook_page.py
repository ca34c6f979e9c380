"""Write the page of an example notebook, and the files that it shows beside it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from paa.core.package.code_blocks import as_fence
from paa.core.source.notebooks import place_attachments
from paa.model.notebook import Code, Failure, Notebook, Printed, Prose, Shown

__all__ = ["NotebookPage", "notebook_page"]

# Those that say most come first.
_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class NotebookPage:
    """A notebook as a page.

    Attributes:
        text: Markdown.
        files: The images of its outputs and attachments, beside the page.
    """

    text: str
    files: Mapping[PurePosixPath, bytes]


def notebook_page(notebook: Notebook, path: PurePosixPath, *, clean: Callable[[str], str]) -> NotebookPage:
    """Write a notebook as a page.

    Args:
        notebook: The notebook.
        path: Its place in the site; what it shows goes to a folder beside it.
        clean: Takes out of HTML what is more than text and tables.
    """
    writer = _Writer(PurePosixPath(f"{path.stem}_files"), notebook.language, clean)
    blocks = [text for cell in notebook.cells for text in writer.cell(cell) if text.strip()]
    return NotebookPage("\n\n".join(blocks) + "\n", {path.parent / name: file for name, file in writer.files.items()})


@dataclass(slots=True)
class _Writer:
    """Writes cell by cell, and numbers the files."""

    folder: PurePosixPath
    language: str
    clean: Callable[[str], str]
    files: dict[PurePosixPath, bytes] = field(default_factory=dict)

    def cell(self, cell: Prose | Code) -> Iterator[str]:
        """Give the Markdown of a cell, part by part."""
        if isinstance(cell, Prose):
            yield place_attachments(cell, lambda name, forms: self._image(forms) or name)
            return
        if cell.text.strip():
            yield as_fence(cell.text, self.language)
        for output in cell.outputs:
            if isinstance(output, Printed):
                yield _block(output.text)
            elif isinstance(output, Failure):
                yield _block(output.traceback)
            else:
                yield self._shown(output)

    def _shown(self, output: Shown) -> str:
        plain = output.texts.get("text/plain", "")
        if place := self._image(output.images):
            label = " ".join(plain.replace("[", "(").replace("]", ")").split())
            return f"![{label or 'Output'}]({place})"
        if "text/markdown" in output.texts:
            return output.texts["text/markdown"]
        if "text/html" in output.texts and (table := self.clean(output.texts["text/html"]).strip()):
            return f"<div class='output'>{' '.join(table.split())}</div>"
        return _block(plain)

    def _image(self, forms: Mapping[str, bytes]) -> str | None:
        """Keep the best form of an image, if there is one, and give its address."""
        kind = next((kind for kind in _IMAGES if kind in forms), None)
        if kind is None:
            return None
        name = self.folder / f"{len(self.files) + 1}.{_IMAGES[kind]}"
        self.files[name] = forms[kind]
        return quote(str(name))


def _block(text: str) -> str:
    return as_fence(text, "text") if text.strip() else ""
