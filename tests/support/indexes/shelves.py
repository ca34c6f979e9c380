"""What the public index does when nothing is wrong: its rules, and its pages in both forms."""

import hashlib
import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from html import escape
from zipfile import ZipFile

from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from tests.support.indexes.forms import Form

__all__ = ["HTML", "JSON", "Shelves", "Stored"]

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
UPLOADED = datetime(2024, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file.

    Attributes:
        metadata: That of a wheel, which is served beside it (PEP 658).
        yanked: The reason; None when it is not yanked.
        unseen: How often the page of its project will not show it yet.
    """

    filename: str
    project: str
    version: Version
    content: bytes
    metadata: bytes | None
    requires_python: str | None
    yanked: str | None = None
    unseen: int = 0

    @property
    def sha256(self) -> str:
        """Its hash, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


class Shelves:
    """The files of an index; whoever uses it in several threads holds a lock."""

    def __init__(self) -> None:
        self.files: dict[str, Stored] = {}
        self._deleted: dict[str, Stored] = {}
        self.stale = 0

    def store(self, form: Form) -> tuple[int, str]:
        """Take a file in, or tell why not: status and text."""
        digest = hashlib.blake2b(form.content, digest_size=32).hexdigest()
        there = self.files.get(form.filename)
        if there is not None:
            text = f"File already exists ('{form.filename}', with blake2_256 hash '{digest}')."
            return (200, "") if there.content == form.content else (400, text)
        if form.filename in self._deleted:
            return (
                400,
                "This filename was previously used by a file that has since been deleted. Use a different version.",
            )
        if form.fields.get("sha256_digest", digest_of(form.content)) != digest_of(form.content):
            return 400, "The digest supplied does not match a digest calculated from the uploaded file."
        name, version = _parsed(form.filename)
        if version.local:
            return 400, f"The use of local versions in '{version}' is not allowed."
        self.files[form.filename] = _described(form, name, version, self.stale)
        return 200, ""

    def show(self) -> None:
        """Show everything."""
        self.stale = 0
        self.files = {name: replace(stored, unseen=0) for name, stored in self.files.items()}

    def delete(self, filename: str) -> None:
        """Delete a file; its name stays taken for ever."""
        self._deleted[filename] = self.files.pop(filename)

    def yank(self, version: str, reason: str) -> None:
        """Yank what has a version."""
        for filename, stored in self.files.items():
            if stored.version == Version(version):
                self.files[filename] = replace(stored, yanked=reason)

    def look(self, project: str) -> tuple[list[Stored], list[str]] | None:
        """Look at the page of a project once: files and versions; None when there is none."""
        own = [stored for stored in self.files.values() if stored.project == project]
        seen = [stored for stored in own if not stored.unseen]
        for stored in own:
            self.files[stored.filename] = replace(stored, unseen=max(0, stored.unseen - 1))
        gone = [stored.version for stored in self._deleted.values() if stored.project == project]
        versions = sorted({stored.version for stored in seen} | set(gone))
        if not versions:
            return None
        return sorted(seen, key=lambda stored: (stored.version, stored.filename)), [str(each) for each in versions]


def digest_of(content: bytes) -> str:
    """Hash what is there."""
    return hashlib.sha256(content).hexdigest()


def page(project: str, files: list[Stored], versions: list[str], *, as_json: bool) -> str:
    """Write the page of a project."""
    if not as_json:
        return "<!DOCTYPE html><html><body>\n" + "\n".join(map(_anchor, files)) + "\n</body></html>\n"
    about = {"meta": {"api-version": "1.4"}, "name": project, "versions": versions}
    return json.dumps({**about, "files": [_entry(stored) for stored in files]})


def _anchor(stored: Stored) -> str:
    attributes = {"href": f"/files/{stored.filename}#sha256={stored.sha256}"}
    if stored.requires_python:
        attributes["data-requires-python"] = stored.requires_python
    if stored.yanked is not None:
        attributes["data-yanked"] = stored.yanked
    if stored.metadata is not None:
        attributes["data-core-metadata"] = f"sha256={digest_of(stored.metadata)}"
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<a {written}>{escape(stored.filename)}</a><br>"


def _entry(stored: Stored) -> dict[str, object]:
    return {
        "filename": stored.filename,
        "url": f"/files/{stored.filename}",
        "hashes": {"sha256": stored.sha256},
        "requires-python": stored.requires_python,
        "size": len(stored.content),
        "upload-time": UPLOADED.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "yanked": False if stored.yanked is None else stored.yanked,
        "core-metadata": False if stored.metadata is None else {"sha256": digest_of(stored.metadata)},
    }


def _parsed(filename: str) -> tuple[str, Version]:
    if filename.endswith(".whl"):
        name, version, _, _ = parse_wheel_filename(filename)
        return name, version
    return parse_sdist_filename(filename)


def _described(form: Form, name: str, version: Version, unseen: int) -> Stored:
    metadata, requires = None, form.fields.get("requires_python")
    if form.filename.endswith(".whl"):
        with ZipFile(io.BytesIO(form.content)) as wheel:
            (inside,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
            metadata = wheel.read(inside)
        requires = message_from_bytes(metadata)["Requires-Python"]
    return Stored(
        filename=form.filename,
        project=canonicalize_name(name),
        version=version,
        content=form.content,
        metadata=metadata,
        requires_python=requires,
        unseen=unseen,
    )
