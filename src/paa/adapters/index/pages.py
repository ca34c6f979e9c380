"""The pages of the simple API as text: HTML (PEP 503, 592, 629, 658, 714) and JSON (PEP 592, 691, 700).

Links are relative, so that a page says the same from a folder and from a server. Equal files give equal bytes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from packaging.version import Version

from paa.model.names import NormalizedName

__all__ = ["PageFile", "project_html", "project_json", "project_link", "root_html", "root_json"]

API_VERSION = "1.1"  # with sizes, times and versions: PEP 700


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file that stands beside its project's page.

    Attributes:
        sha256: Hexadecimal.
        size: In bytes.
        requires_python: As its metadata says it, not validated.
        metadata_sha256: The hash of `<filename>.metadata`; None when there is none.
        upload_time: In UTC.
        yanked: The reason, an empty text without one, None when it is not yanked.
    """

    filename: str
    version: Version
    sha256: str
    size: int
    requires_python: str | None
    metadata_sha256: str | None
    upload_time: datetime
    yanked: str | None = None


def project_html(name: NormalizedName, files: Iterable[PageFile]) -> str:
    """Write the page of a project."""
    return _page(f"Links for {name}", map(_anchor, _sorted(files)))


def root_html(names: Iterable[NormalizedName]) -> str:
    """Write the page that lists the projects."""
    return _page("Simple index", map(project_link, sorted(names)))


def project_link(name: NormalizedName) -> str:
    """Write the line of a project in the page that lists the projects."""
    return f'<a href="{name}/">{name}</a><br>'


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta name="pypi:repository-version" content="{API_VERSION}">',
            f"<title>{title}</title>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            *lines,
            "</body>",
            "</html>",
            "",
        )
    )


def _anchor(file: PageFile) -> str:
    attributes = {"href": f"{quote(file.filename)}#sha256={file.sha256}"}
    if file.requires_python is not None:
        attributes["data-requires-python"] = file.requires_python
    if file.metadata_sha256 is not None:
        # The second name is the one of older installers (PEP 714).
        attributes["data-core-metadata"] = f"sha256={file.metadata_sha256}"
        attributes["data-dist-info-metadata"] = f"sha256={file.metadata_sha256}"
    if file.yanked is not None:
        attributes["data-yanked"] = file.yanked
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<a {written}>{escape(file.filename)}</a><br>"


def project_json(name: NormalizedName, files: Iterable[PageFile], deleted: Iterable[Version] = ()) -> str:
    """Write what a server answers to who asks for the JSON of a project.

    Args:
        name: The project.
        files: What is there.
        deleted: Versions whose files are gone: they stay listed, and taken.
    """
    ordered = _sorted(files)
    versions = map(str, sorted({*deleted, *(file.version for file in ordered)}))
    return _document({"name": name, "versions": list(versions), "files": list(map(_entry, ordered))})


def root_json(names: Iterable[NormalizedName]) -> str:
    """Write what a server answers to who asks for the JSON of the list of projects."""
    return _document({"projects": [{"name": name} for name in sorted(names)]})


def _document(content: Mapping[str, object]) -> str:
    return json.dumps({"meta": {"api-version": API_VERSION}, **content}) + "\n"


def _entry(file: PageFile) -> Mapping[str, object]:
    metadata = False if file.metadata_sha256 is None else {"sha256": file.metadata_sha256}
    requires = {} if file.requires_python is None else {"requires-python": file.requires_python}
    # Without a reason it is true (PEP 691).
    yanked = {} if file.yanked is None else {"yanked": file.yanked or True}
    return {
        "filename": file.filename,
        "url": quote(file.filename),
        "hashes": {"sha256": file.sha256},
        **requires,
        "size": file.size,
        "upload-time": file.upload_time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "core-metadata": metadata,
        "dist-info-metadata": metadata,
        **yanked,
    }


def _sorted(files: Iterable[PageFile]) -> list[PageFile]:
    return sorted(files, key=lambda file: (file.version, file.filename))
