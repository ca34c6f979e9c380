"""Read a Jupyter notebook as Markdown with the files that it shows; nothing in it is run."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from paa.core.documentation.markdown import as_fence
from paa.errors import SourceError

__all__ = ["ReadNotebook", "read_notebook"]

_FORMAT = 4
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_ATTACHMENT = re.compile(r"\(attachment:([^)\s]+)\)")
# Those that say most come first.
_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class ReadNotebook:
    """A notebook as a page.

    Attributes:
        text: Markdown.
        files: The images of its outputs and attachments, beside the page.
    """

    text: str
    files: Mapping[PurePosixPath, bytes]


def read_notebook(content: bytes, path: PurePosixPath, *, where: str, clean: Callable[[str], str]) -> ReadNotebook:
    """Read a notebook.

    Args:
        content: The file.
        path: Its place in the site; what it shows goes to a folder beside it.
        where: The path, for messages.
        clean: Takes out of HTML what is more than text and tables.

    Raises:
        SourceError: It is no notebook of the format that is written since 2014.
    """
    hint = "open it in Jupyter and save it again"
    try:
        document = json.loads(content)
        if document["nbformat"] != _FORMAT:
            raise SourceError(f"a notebook of format {document['nbformat']} cannot be read", where=where, hint=hint)
        reader = _Reader(PurePosixPath(f"{path.stem}_files"), _language(document), clean)
        cells = [text for cell in document["cells"] for text in reader.cell(cell) if text.strip()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SourceError("this is no notebook", where=where, hint=hint) from None
    return ReadNotebook("\n\n".join(cells) + "\n", {path.parent / name: file for name, file in reader.files.items()})


def _language(document: Mapping[str, Any]) -> str:
    metadata = document.get("metadata", {})
    name = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")
    return name if isinstance(name, str) and name.isalnum() else "python"


@dataclass(slots=True)
class _Reader:
    """Reads cell by cell, and numbers the files."""

    folder: PurePosixPath
    language: str
    clean: Callable[[str], str]
    files: dict[PurePosixPath, bytes] = field(default_factory=dict)

    def cell(self, cell: Mapping[str, Any]) -> Iterator[str]:
        """Give the Markdown of a cell, part by part."""
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            yield self._attached(source, cell.get("attachments", {}))
        elif cell["cell_type"] == "code":
            if source.strip():
                yield as_fence(source, self.language)
            for output in cell["outputs"]:
                yield self._output(output)

    def _attached(self, source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
        places: dict[str, str] = {}
        for name, versions in attachments.items():
            for kind, suffix in _IMAGES.items():
                if kind in versions and name not in places:
                    places[name] = self._file(suffix, _decoded(kind, versions[kind]))
        return _ATTACHMENT.sub(lambda match: f"({places.get(match[1], match[1])})", source)

    def _output(self, output: Mapping[str, Any]) -> str:
        if output["output_type"] == "stream":
            return as_fence(_plain(_joined(output["text"])), "text")
        if output["output_type"] == "error":
            return as_fence(_plain("\n".join(output["traceback"])), "text")
        shown = output["data"]
        for kind, suffix in _IMAGES.items():
            if kind in shown:
                label = _plain(_joined(shown.get("text/plain", ""))).strip().replace("[", "(").replace("]", ")")
                place = self._file(suffix, _decoded(kind, _joined(shown[kind])))
                return f"![{' '.join(label.split()) or 'Output'}]({place})"
        if "text/markdown" in shown:
            return _joined(shown["text/markdown"])
        if "text/html" in shown and (table := self.clean(_joined(shown["text/html"])).strip()):
            return f"<div class='output'>{' '.join(table.split())}</div>"
        text = _joined(shown.get("text/plain", ""))
        return as_fence(_plain(text), "text") if text else ""

    def _file(self, suffix: str, content: bytes) -> str:
        name = self.folder / f"{len(self.files) + 1}.{suffix}"
        self.files[name] = content
        return quote(str(name))


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _plain(text: str) -> str:
    return _TERMINAL.sub("", text)


def _decoded(kind: str, content: str) -> bytes:
    if kind == "image/svg+xml":
        return content.encode()
    try:
        return base64.b64decode(content)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
