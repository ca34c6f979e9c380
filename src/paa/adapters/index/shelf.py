"""A project's folder in a directory index: what is in it, and the files that paa writes beside the archives."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packaging.utils import is_normalized_name
from packaging.version import Version

from paa.adapters.files import digest
from paa.adapters.index.archives import Archive, named, read_archive
from paa.adapters.index.pages import project_html, project_json
from paa.errors import IndexFailure, PaaError, raise_together
from paa.model.index import IndexFile, IndexProject
from paa.model.names import NormalizedName

__all__ = [
    "HTML",
    "JSON",
    "Shelf",
    "describe",
    "entries_of",
    "holds",
    "list_archives",
    "listed_projects",
    "read_shelf",
    "text_of",
]

HTML = "index.html"
JSON = "index.json"
_OURS = (".whl", ".tar.gz")
# What reading a page leads to that was not written by paa.
_EDITED = (AttributeError, OSError, ValueError, LookupError, TypeError, RecursionError)
_MOVE = "move it out of the index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The archives of a project, as they are or as they shall be.

    Attributes:
        deleted: Versions that its page lists, and whose archives are gone.
    """

    name: NormalizedName
    folder: Path
    archives: tuple[Archive, ...]
    deleted: frozenset[Version] = frozenset()

    def incoming(self) -> tuple[Archive, ...]:
        """Give the archives that are still somewhere else."""
        return tuple(each for each in self.archives if each.path.parent != self.folder)

    def project(self) -> IndexProject | None:
        """Tell the same without what only the pages need."""
        files = [(each.page.version, _file(each.path, each.page.sha256, each.page.yanked)) for each in self.archives]
        return _project(self.name, files, self.deleted)

    def metadata(self) -> Mapping[Path, bytes]:
        """Give the files that stand beside the wheels (PEP 658)."""
        wheels = {each.page.filename: each.metadata for each in self.archives if each.metadata is not None}
        return {self.folder / f"{filename}.metadata": content for filename, content in wheels.items()}

    def pages(self) -> Mapping[Path, bytes]:
        """Give the pages; the one that installers find in a folder comes last."""
        files = [each.page for each in self.archives]
        return {
            self.folder / JSON: project_json(self.name, files, self.deleted).encode(),
            self.folder / HTML: project_html(self.name, files).encode(),
        }

    def strangers(self) -> Iterator[Path]:
        """Give what stands in the folder and is neither an archive nor written by paa; hidden files do not count."""
        ours = {*self.metadata(), *self.pages(), *(each.path for each in self.archives)}
        found = (Path(entry) for entry in entries_of(self.folder) if not entry.name.startswith("."))
        return (path for path in found if path not in ours)


def list_archives(folder: Path, name: NormalizedName) -> Mapping[Path, Version]:
    """List the archives of a project with their versions, by their names alone; none where there is no folder.

    Raises:
        IndexFailure: The folder cannot be read, or an archive in it tells no version of the project; all at once.
    """
    found: dict[Path, Version] = {}
    errors: list[PaaError] = []
    for entry in entries_of(folder):
        if not entry.name.endswith(_OURS) or entry.name.startswith("."):
            continue
        try:
            found[Path(entry)] = _version(entry, name)
        except ValueError as error:
            errors.append(IndexFailure(str(error), where=entry.path, hint=_MOVE))
    raise_together(errors)
    return MappingProxyType(found)


def entries_of(folder: Path) -> list[os.DirEntry[str]]:
    """List a folder, sorted; nothing where there is none.

    Raises:
        IndexFailure: It cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "is it a folder, and may you read it?"
        raise IndexFailure(f"cannot read the folder: {reason}", where=str(folder), hint=hint) from None


def _version(entry: os.DirEntry[str], name: NormalizedName) -> Version:
    if not entry.is_file(follow_symlinks=False):
        raise ValueError("this has the name of an archive and is no file")
    project, version = named(entry.name)
    if project != name:
        raise ValueError(f"this is an archive of {project} in the folder of {name}")
    return version


def describe(
    name: NormalizedName, folder: Path, archives: Mapping[Path, Version], *, hashed: bool
) -> IndexProject | None:
    """Tell what an index has of a project: its archives, and what its page says of them and of those that are gone.

    Args:
        name: The project.
        folder: Where it is.
        archives: What is there, as `list_archives` finds it.
        hashed: Whether the hashes are wanted.

    Raises:
        IndexFailure: The hashes are wanted, and an archive cannot be read.
    """
    page = folder / JSON
    yanked = _yanked(page)
    files = [
        (version, _file(path, _digest(path) if hashed else None, yanked.get(path.name)))
        for path, version in archives.items()
    ]
    return _project(name, files, _listed_versions(page))


def _file(path: Path, sha256: str | None, yanked: str | None) -> IndexFile:
    return IndexFile(filename=path.name, sha256=sha256, url=path.as_uri(), yanked=yanked)


def _project(
    name: NormalizedName, files: Sequence[tuple[Version, IndexFile]], listed: Iterable[Version]
) -> IndexProject | None:
    by_version: dict[Version, tuple[IndexFile, ...]] = dict.fromkeys(sorted(listed), ())
    for version, file in sorted(files, key=lambda pair: pair[0]):
        by_version[version] = (*by_version.get(version, ()), file)
    return IndexProject(name=name, files=MappingProxyType(by_version)) if by_version else None


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IndexFailure(f"cannot read the archive: {reason}", where=str(path)) from None


def read_shelf(folder: Path, name: NormalizedName) -> Shelf:
    """Read every archive of a project, and compare it with the hash that it was published with.

    Raises:
        IndexFailure: An archive is damaged, was replaced, or has no place here; all of them at once.
    """
    published, yanked = _published(folder / JSON), _yanked(folder / JSON)
    archives: list[Archive] = []
    errors: list[PaaError] = []
    for path in list_archives(folder, name):
        try:
            archive = _unchanged(read_archive(path), published)
            archives.append(replace(archive, page=replace(archive.page, yanked=yanked.get(path.name))))
        except IndexFailure as error:
            errors.append(error)
    raise_together(errors)
    deleted = _listed_versions(folder / JSON) - {archive.page.version for archive in archives}
    return Shelf(name=name, folder=folder, archives=tuple(archives), deleted=deleted)


def _unchanged(archive: Archive, published: Mapping[str, str]) -> Archive:
    page = archive.page
    expected = published.get(page.filename, page.sha256)
    if expected != page.sha256:
        raise IndexFailure(
            f"the archive is not what was published: sha256 {page.sha256[:12]}… here, {expected[:12]}… on its page",
            where=str(archive.path),
            hint=f"put the published file back; or, if this one shall count, remove {HTML} and {JSON} beside it",
        )
    return archive


def _published(page: Path) -> Mapping[str, str]:
    """Read from a project's page the hashes that its archives were published with; one that is missing tells none.

    Raises:
        IndexFailure: It cannot be read: then an archive that was replaced would pass for what was published.
    """
    try:
        if not (page.is_symlink() or page.exists()):
            return {}
        return {str(file["filename"]): str(file["hashes"]["sha256"]) for file in _document(page)["files"]}
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except _EDITED:
        reason = "it is damaged"
    message = f"this page tells no hashes, so nobody knows whether the archives are what was published: {reason}"
    hint = "put the published page back; or, if the archives beside it shall count as they are, remove it"
    raise IndexFailure(message, where=str(page), hint=hint)


def _yanked(page: Path) -> Mapping[str, str]:
    """Read from a project's page which files are yanked, and why; one that is missing or edited tells none."""
    try:
        told = {str(file["filename"]): file.get("yanked", False) for file in _document(page)["files"]}
    except _EDITED:
        return {}
    return {name: reason if isinstance(reason, str) else "" for name, reason in told.items() if reason}


def _listed_versions(page: Path) -> frozenset[Version]:
    """Read from a project's page the versions that were ever published; one that is missing or edited tells none."""
    try:
        return frozenset(Version(version) for version in _document(page)["versions"])
    except _EDITED:
        return frozenset()


def listed_projects(page: Path) -> frozenset[str]:
    """Read the names from the page that lists the projects; one that is missing or edited tells none."""
    try:
        names = frozenset(str(project["name"]) for project in _document(page)["projects"])
    except _EDITED:
        return frozenset()
    return frozenset(filter(is_normalized_name, names))


def _document(page: Path) -> Any:  # noqa: ANN401 - whatever somebody left there
    return {} if page.is_symlink() else json.loads(page.read_bytes())


def text_of(page: Path) -> str:
    """Read a page; one that is missing says nothing."""
    try:
        return "" if page.is_symlink() else page.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def holds(path: Path, content: bytes) -> bool:
    """Tell whether a file, and no link to one, has this content."""
    try:
        return not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False
