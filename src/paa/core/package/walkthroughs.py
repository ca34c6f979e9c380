"""Make a walkthrough out of an example notebook: its cells and what they printed, as Markdown. Nothing of it is run.

A notebook is JSON (nbformat 4). What it printed may be anything: it is shown as text, never as HTML.
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from paa.errors import SourceError
from paa.model.walkthrough import Walkthrough

__all__ = ["IMAGES", "check_notebook", "open_fences", "read_walkthrough"]

IMAGES = PurePosixPath("walkthrough-images")
"""The folder of the images, beside the text; a hyphen is in no package's name."""

LINES = 60
CHARACTERS = 8_000
WIDTH = 1_000  # of one line

_FORMAT = 4
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z][\w+-]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATTACHMENT = re.compile(r"\]\(attachment:([^)\s]+)\)")

# Kind of image → how a file of it ends, and begins. Vector graphics are left out: they may hold scripts.
_IMAGE_KINDS: Mapping[str, tuple[str, bytes]] = MappingProxyType(
    {
        "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": (".jpg", b"\xff\xd8\xff"),
        "image/gif": (".gif", b"GIF8"),
    }
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


def read_walkthrough(text: str, *, where: str) -> Walkthrough:
    """Turn a notebook into Markdown and images.

    Raises:
        SourceError: It is no notebook, or a cell is damaged.
    """
    document = check_notebook(text, where=where)
    language = _language(document.get("metadata"))
    images: dict[PurePosixPath, bytes] = {}
    blocks: list[str] = []
    for number, cell in enumerate(document["cells"], start=1):
        reader = _Cell(cell, number, f"{where}, cell {number}", images)
        if cell.get("cell_type") == "markdown":
            blocks.append(_closed(reader.markdown()))
        elif cell.get("cell_type") == "code":
            blocks += reader.code(language)
    markdown = "\n\n".join(block for block in blocks if block.strip())
    return Walkthrough(markdown=f"{markdown}\n" if markdown else "", images=MappingProxyType(images))


class _Cell:
    """Reads one cell; collects its images."""

    def __init__(self, cell: Mapping[str, Any], number: int, where: str, images: dict[PurePosixPath, bytes]) -> None:
        self._cell = cell
        self._number = number
        self._where = where
        self._images = images
        self._found = 0

    def markdown(self) -> str:
        """Give the text; attached images become files."""
        attachments = self._cell.get("attachments") or {}
        if not isinstance(attachments, Mapping):
            raise self._damaged("attachments")

        def replace(match: re.Match[str]) -> str:
            bundle = attachments.get(match[1], attachments.get(unquote(match[1])))
            name = self._image(bundle) if isinstance(bundle, Mapping) else None
            return f"]({name})" if name else match[0]

        return _ATTACHMENT.sub(replace, _clean(self._text(self._cell.get("source"), "source"))).strip("\n")

    def code(self, language: str) -> Iterator[str]:
        """Give the code, and what it printed."""
        code = _clean(self._text(self._cell.get("source"), "source")).strip("\n")
        if code.strip():
            yield _fenced(code, language)
        outputs = self._cell.get("outputs") or []
        if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
            raise self._damaged("outputs")
        # A program writes a line in many pieces.
        for kind, group in groupby(outputs, key=lambda output: output.get("output_type")):
            if kind == "stream":
                yield from _printed("".join(self._text(output.get("text"), "outputs") for output in group))
            else:
                for output in group:
                    yield from self._output(kind, output)

    def _output(self, kind: object, output: Mapping[str, Any]) -> Iterator[str]:
        if kind == "error":
            parts = (self._text(output.get(key), "outputs") for key in ("ename", "evalue"))
            yield from _printed(": ".join(part for part in parts if part))
            return
        bundle = output.get("data") or {}
        if not isinstance(bundle, Mapping):
            raise self._damaged("outputs")
        if name := self._image(bundle):
            yield f"![output of cell {self._number}]({name})"
        elif "text/markdown" in bundle:
            text = _clean(self._text(bundle["text/markdown"], "outputs"))
            yield _fenced(_short(text), "markdown")
        else:
            text = self._text(bundle.get("text/plain"), "outputs")
            # Beside HTML, which is left out, stands at times only that there is HTML.
            if not ("text/html" in bundle and text.startswith("<IPython.")):
                yield from _printed(text)

    def _image(self, bundle: Mapping[str, Any]) -> PurePosixPath | None:
        """Keep the image of a bundle of one output's forms, if there is one."""
        for kind, (suffix, start) in _IMAGE_KINDS.items():
            if kind not in bundle:
                continue
            try:
                content = b64decode("".join(self._text(bundle[kind], "image").split()), validate=True)
            except (binascii.Error, ValueError):
                raise self._damaged("image") from None
            if not content.startswith(start):
                raise self._damaged("image")
            self._found += 1
            name = IMAGES / f"cell-{self._number:02}-{self._found}{suffix}"
            self._images[name] = content
            return name
        return None

    def _text(self, value: object, part: str) -> str:
        """Join what nbformat writes as one text or as a list of lines."""
        lines: list[Any] = value if isinstance(value, list) else ["" if value is None else value]
        if not all(isinstance(line, str) for line in lines):
            raise self._damaged(part)
        return "".join(lines)

    def _damaged(self, part: str) -> SourceError:
        hint = "open it in Jupyter, run the cell again and save it"
        return SourceError(f"no valid notebook: the {part} of a cell cannot be read", where=self._where, hint=hint)


def _language(metadata: object) -> str:
    about = metadata.get("language_info") if isinstance(metadata, Mapping) else None
    name = about.get("name") if isinstance(about, Mapping) else None
    return name if isinstance(name, str) and _LANGUAGE.fullmatch(name) else "python"


def _clean(text: str) -> str:
    """Take out what is for terminals, and what is no character."""
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    # A progress bar writes its line again and again; the last one stands.
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return _CONTROL.sub("", "\n".join(lines))


def _printed(text: str) -> Iterator[str]:
    text = _short(_clean(text).strip("\n"))
    if text.strip():
        yield _fenced(text, "text")


def _short(text: str) -> str:
    """Cut an output that nobody would read to its beginning."""
    lines = [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in text.split("\n")]
    kept = lines[:LINES]
    while len(kept) > 1 and sum(map(len, kept)) > CHARACTERS:
        kept.pop()
    left = len(lines) - len(kept)
    return "\n".join([*kept, *([f"… {left} more line{'s' if left > 1 else ''}"] if left else [])])


def _fenced(text: str, language: str) -> str:
    """Put a text into a code block that nothing in it can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _closed(text: str) -> str:
    """Close a code block that a cell leaves open: it would swallow the cells behind it."""
    *_, fence = open_fences([*text.split("\n"), ""])
    return f"{text}\n{fence}" if fence else text


def open_fences(lines: Iterable[str]) -> Iterator[str | None]:
    """Give for each line the fence of the code block that is open before it; None where it is plain text."""
    fence: str | None = None
    for line in lines:
        yield fence
        found = _FENCE.match(line)
        if found is None:
            continue
        if fence is None:
            fence = found[1]
        elif found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = None
