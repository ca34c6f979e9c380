"""Read a Jupyter notebook; nothing of it is run.

A notebook is JSON (nbformat 4). What it printed may be anything.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from paa.errors import SourceError
from paa.model.notebook import Code, Failure, Notebook, Printed, Prose, Shown

__all__ = ["check_notebook", "place_attachments", "read_notebook"]

_FORMAT = 4
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z][\w+-]*")
_ATTACHMENT = re.compile(r"\]\(attachment:([^)\s]+)\)")

_VECTOR = "image/svg+xml"
# How a file of a kind begins; the others are taken as they are.
_SIGNATURES: Mapping[str, bytes] = MappingProxyType(
    {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/webp": b"RIFF"}
)


def check_notebook(text: str, *, where: str) -> Mapping[str, Any]:
    """Parse a notebook as far as every notebook of nbformat 4 is alike.

    Raises:
        SourceError: It is none.
    """
    hint = "open it in Jupyter and save it, or remove it"
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"no valid notebook: {error.msg}", where=f"{where}:{error.lineno}", hint=hint) from None
    except (RecursionError, ValueError):
        raise SourceError("no valid notebook: numbers or lists are too large", where=where, hint=hint) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise SourceError("no valid notebook: it says no `nbformat`", where=where, hint=hint)
    if document["nbformat"] != _FORMAT:
        message = f"a notebook of nbformat {document['nbformat']} cannot be read, only {_FORMAT}"
        raise SourceError(message, where=where, hint=hint)
    cells = document.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise SourceError("no valid notebook: `cells` is no list of cells", where=where, hint=hint)
    return document


def read_notebook(text: str, *, where: str) -> Notebook:
    """Read the cells of Markdown and of code; others are left out.

    Raises:
        SourceError: It is no notebook, or a cell is damaged.
    """
    document = check_notebook(text, where=where)
    cells = (
        _Reader(f"{where}, cell {number}").cell(cell, number) for number, cell in enumerate(document["cells"], start=1)
    )
    return Notebook(_language(document.get("metadata")), tuple(cell for cell in cells if cell is not None))


def place_attachments(prose: Prose, place: Callable[[str, Mapping[str, bytes]], str | None]) -> str:
    """Give the text of a cell with the addresses of its attached images.

    Args:
        prose: The cell.
        place: Told the name of an attachment and its forms, gives its address; None leaves it as it is written.
    """

    def replace(match: re.Match[str]) -> str:
        forms = prose.attachments.get(match[1], prose.attachments.get(unquote(match[1]), {}))
        address = place(match[1], forms)
        return match[0] if address is None else f"]({address})"

    return _ATTACHMENT.sub(replace, prose.text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one cell; `where` is its place, for messages."""

    where: str

    def cell(self, cell: Mapping[str, Any], number: int) -> Prose | Code | None:
        kind = cell.get("cell_type")
        if kind == "markdown":
            return Prose(number, self._source(cell), MappingProxyType(dict(self._attachments(cell))))
        if kind == "code":
            return Code(number, self._source(cell), tuple(self._outputs(cell)))
        return None

    def _source(self, cell: Mapping[str, Any]) -> str:
        return _clean(self._text(cell.get("source"), "source")).strip("\n")

    def _attachments(self, cell: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, bytes]]]:
        attachments = cell.get("attachments") or {}
        if not isinstance(attachments, Mapping):
            raise self._damaged("attachments")
        for name, bundle in attachments.items():
            if isinstance(bundle, Mapping):
                yield name, self._images(bundle)

    def _outputs(self, cell: Mapping[str, Any]) -> Iterator[Printed | Failure | Shown]:
        outputs = cell.get("outputs") or []
        if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
            raise self._damaged("outputs")
        for kind, group in groupby(outputs, key=lambda output: output.get("output_type")):
            if kind == "stream":
                # A program writes a line in many pieces.
                yield Printed(_clean("".join(self._text(output.get("text"), "outputs") for output in group)))
            elif kind == "error":
                yield from map(self._failure, group)
            else:
                yield from map(self._shown, group)

    def _failure(self, output: Mapping[str, Any]) -> Failure:
        name, message = (_clean(self._text(output.get(key), "outputs")) for key in ("ename", "evalue"))
        traceback = output.get("traceback") or []
        lines = traceback if isinstance(traceback, list) else [traceback]
        return Failure(name, message, _clean("\n".join(self._text(line, "outputs") for line in lines)))

    def _shown(self, output: Mapping[str, Any]) -> Shown:
        bundle = output.get("data") or {}
        if not isinstance(bundle, Mapping):
            raise self._damaged("outputs")
        texts = {k: _clean(self._text(form, "outputs")) for k, form in bundle.items() if k.startswith("text/")}
        return Shown(MappingProxyType(texts), self._images(bundle))

    def _images(self, bundle: Mapping[str, Any]) -> Mapping[str, bytes]:
        """Take the images among the forms of one thing."""
        kinds = [kind for kind in bundle if kind == _VECTOR or kind in _SIGNATURES]
        return MappingProxyType({kind: self._image(kind, self._text(bundle[kind], "image")) for kind in kinds})

    def _image(self, kind: str, text: str) -> bytes:
        try:
            content = text.encode() if kind == _VECTOR else b64decode("".join(text.split()), validate=True)
        except ValueError:
            raise self._damaged("image") from None
        if not content.startswith(_SIGNATURES.get(kind, b"")):
            raise self._damaged("image")
        return content

    def _text(self, value: object, part: str) -> str:
        """Join what nbformat writes as one text or as a list of lines."""
        lines: list[Any] = value if isinstance(value, list) else ["" if value is None else value]
        if not all(isinstance(line, str) for line in lines):
            raise self._damaged(part)
        return "".join(lines)

    def _damaged(self, part: str) -> SourceError:
        hint = "open it in Jupyter, run the cell again and save it"
        return SourceError(f"no valid notebook: the {part} of a cell cannot be read", where=self.where, hint=hint)


def _language(metadata: object) -> str:
    for table, key in (("language_info", "name"), ("kernelspec", "language")):
        about = metadata.get(table) if isinstance(metadata, Mapping) else None
        name = about.get(key) if isinstance(about, Mapping) else None
        if isinstance(name, str) and _LANGUAGE.fullmatch(name):
            return name
    return "python"


def _clean(text: str) -> str:
    """Take out what is for terminals, and what is no character."""
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    # A progress bar writes its line again and again; the last one stands.
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return _CONTROL.sub("", "\n".join(lines))
