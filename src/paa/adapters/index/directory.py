"""The index that needs no server: a folder of static files from which pip and uv install.

    <path>/simple/index.html             the projects, and index.json for when a server hands them out
    <path>/simple/<name>/                the archives of a project, `<wheel>.metadata`, index.html, index.json
    <path>/.lock                         held by who writes
    <path>/.incoming/                    what is being written; gone when nobody writes

What counts is the archives; the pages are written from them again whenever something is published.
"""

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.utils import is_normalized_name
from packaging.version import Version

from paa.adapters.files import digest
from paa.adapters.index.archives import Archive, read_archive
from paa.adapters.index.pages import project_link, root_html, root_json
from paa.adapters.index.shelf import (
    HTML,
    JSON,
    Shelf,
    describe,
    entries_of,
    holds,
    list_archives,
    listed_projects,
    read_shelf,
    text_of,
)
from paa.adapters.locks import exclusive
from paa.core.release.duplicates import by_project, missing_files
from paa.errors import ConfigError, IndexFailure, PaaError, raise_together
from paa.model.distribution import Distribution
from paa.model.index import IndexFile, IndexProblem, IndexProject, InstallLines
from paa.model.names import NormalizedName
from paa.model.patience import AT_ONCE, Patience
from paa.model.settings import CONFIG, IndexName, IndexProfile

__all__ = ["DirectoryIndex", "open_directory"]

PATIENCE = 120.0  # seconds to wait for another publisher


def open_directory(name: IndexName, profile: IndexProfile, root: Path) -> "DirectoryIndex":
    """Open a directory index; its folder is made when something is published.

    Raises:
        ConfigError: The profile names no folder.
    """
    if profile.path is None:
        raise ConfigError(f"the index {name!r} needs `path`", where=CONFIG)
    return DirectoryIndex(name, (root / profile.path).resolve())


@dataclass(frozen=True, slots=True)
class DirectoryIndex:
    """An index in a folder.

    Attributes:
        folder: Absolute; nothing outside it is written, and no link in it is followed.
    """

    name: IndexName
    folder: Path

    @property
    def location(self) -> str:
        """The address of the simple API: a `file:` URL."""
        return self._simple.as_uri()

    @property
    def patience(self) -> Patience:
        """None: what is written is there."""
        return AT_ONCE

    @property
    def _simple(self) -> Path:
        return self.folder / "simple"

    def project(self, name: NormalizedName, *, hashed: bool = False) -> IndexProject | None:
        """Tell what is there of a project, from the names of its archives; a page tells what was yanked or deleted.

        Raises:
            IndexFailure: The folder cannot be read, or an archive in it tells no version of the project.
        """
        folder = self._simple / name
        return describe(name, folder, list_archives(folder, name), hashed=hashed)

    def publish(self, distributions: Sequence[Distribution]) -> tuple[Distribution, ...]:
        """Store what is missing and bring the pages up to date: all that is asked for, or nothing.

        Raises:
            IndexFailure: A file is there with other bytes, the folder was damaged, or it cannot be written.
        """
        groups = by_project(distributions)
        homes = [self._simple / name for name in groups]
        self._refuse_links(self._incoming, self._simple, *homes)
        with self._alone():
            shelves: list[Shelf] = []
            errors: list[PaaError] = []
            for name, group in groups.items():
                try:
                    shelves.append(self._stocked(name, group))
                except PaaError as error:
                    errors.append(error)
            raise_together(errors)
            stored = {archive.path for shelf in shelves for archive in shelf.incoming()}
            self._write(self._changes(shelves))
        return tuple(each for each in distributions if each.path in stored)

    def yank(self, name: NormalizedName, version: Version, reason: str | None) -> bool:
        """Tell installers to leave a version alone, or no longer to (PEP 592); False where that was said before.

        Args:
            name: The project.
            version: Its version.
            reason: Why; None to take it back.

        Raises:
            IndexFailure: There is no such version, the folder was damaged, or it cannot be written.
        """
        self._refuse_links(self._incoming, self._simple, self._simple / name)
        with self._alone():
            shelf = read_shelf(self._simple / name, name)
            if all(archive.page.version != version for archive in shelf.archives):
                raise IndexFailure(f"the index {self.name!r} has no files of {name} {version}", where=self.location)
            archives = tuple(_yanked(archive, version, reason) for archive in shelf.archives)
            if archives == shelf.archives:
                return False
            self._write(self._changes([replace(shelf, archives=archives)]))
        return True

    def problems(self, name: NormalizedName) -> tuple[IndexProblem, ...]:
        """Tell what somebody edited, what a killed publisher left unfinished, and what does not belong there."""
        found = self._problems(name)
        if all(problem.harmless for problem in found):
            return found
        try:
            with self._alone():
                # What somebody was writing when we looked is finished now.
                return self._problems(name)
        except IndexFailure:
            # Who may only read has no lock.
            return found

    def installable(self, file: IndexFile, folder: Path) -> str:  # noqa: ARG002 - who can read the folder needs no copy
        """Give the address of a file, which everybody here can read."""
        return file.url

    def install_lines(self, pins: Mapping[NormalizedName, Version]) -> InstallLines:
        """Give the commands that install releases from here.

        uv takes each project from the first index that has it. pip asks all indexes and takes the highest version,
        whoever published it; so it installs from here alone first, and what is still missing afterwards.
        """
        releases = shlex.join(f"{name}=={version}" for name, version in pins.items())
        return InstallLines(
            pip=(f"pip install --no-deps --index-url {self.location} {releases}", f"pip install {releases}"),
            uv=(f"uv pip install --index {self.location} {releases}",),
        )

    def _problems(self, name: NormalizedName) -> tuple[IndexProblem, ...]:
        try:
            shelf = read_shelf(self._simple / name, name)
            wrong = map(_unfinished, self._stale(shelf)) if shelf.archives else ()
            return (*wrong, *map(_strange, shelf.strangers()))
        except PaaError as error:
            return tuple(IndexProblem(message=e.message, where=e.where, hint=e.hint) for e in error.problems)

    def _stocked(self, name: NormalizedName, distributions: Sequence[Distribution]) -> Shelf:
        """Put what is missing beside what is there, on paper."""
        shelf = read_shelf(self._simple / name, name)
        missing = missing_files(distributions, shelf.project(), index=self.name)
        return replace(shelf, archives=(*shelf.archives, *map(_described, missing)))

    def _changes(self, shelves: Sequence[Shelf]) -> Mapping[Path, bytes | Archive]:
        """Give the files that must be written, in such an order that no page ever names a file that is not there."""
        archives = {shelf.folder / each.path.name: each for shelf in shelves for each in shelf.incoming()}
        beside = {path: content for shelf in shelves for path, content in shelf.metadata().items()}
        pages = {path: content for shelf in shelves for path, content in shelf.pages().items()}
        names = self._names() | {shelf.name for shelf in shelves}
        root = {self._simple / JSON: root_json(names).encode(), self._simple / HTML: root_html(names).encode()}
        derived = {**beside, **pages, **root}
        return {**archives, **{path: content for path, content in derived.items() if not holds(path, content)}}

    def _stale(self, shelf: Shelf) -> Iterator[Path]:
        """Give the files that paa writes and that do not say what is there."""
        derived = {**shelf.metadata(), **shelf.pages()}
        yield from (path for path, content in derived.items() if not holds(path, content))
        if shelf.name not in listed_projects(self._simple / JSON):
            yield self._simple / JSON
        if project_link(shelf.name) not in text_of(self._simple / HTML):
            yield self._simple / HTML

    def _names(self) -> set[NormalizedName]:
        """List the projects that have a page."""
        # Asking each of thousands of folders for its page costs more than everything else: what was listed had one.
        listed = listed_projects(self._simple / JSON)
        return {
            NormalizedName(entry.name)
            for entry in entries_of(self._simple)
            if entry.is_dir(follow_symlinks=False)
            and (entry.name in listed or (is_normalized_name(entry.name) and Path(entry, HTML).is_file()))
        }

    @property
    def _incoming(self) -> Path:
        return self.folder / ".incoming"

    def _refuse_links(self, *folders: Path) -> None:
        hint = "put a folder in its place, or name another one as the index's `path`"
        links = [folder for folder in folders if folder.is_symlink()]
        message = "this is a link, and paa writes nowhere but in the index"
        raise_together([IndexFailure(message, where=str(link), hint=hint) for link in links])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other publishers out while the block runs.

        Raises:
            IndexFailure: One of them does not come to an end, or the folder cannot be written to.
        """
        lock = self.folder / ".lock"
        with ExitStack() as stack:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(exclusive(lock, patience=PATIENCE))
            except TimeoutError:
                hint = "wait until it is done, and run this again"
                raise IndexFailure("another process publishes to this index", where=str(lock), hint=hint) from None
            except OSError as error:
                raise self._unwritable(error) from None
            yield

    def _unwritable(self, error: OSError) -> IndexFailure:
        reason = (error.strerror or str(error)).lower()
        hint = "is there space, and may you write there? Run this again when it can be written"
        return IndexFailure(f"cannot write to the index: {reason}", where=str(self.folder), hint=hint)

    def _write(self, changes: Mapping[Path, bytes | Archive]) -> None:
        """Write everything aside first, where it can fail without a trace, and then give it its names."""
        places = {target: self._incoming / str(number) for number, target in enumerate(changes)}
        try:
            self._clear()
            for target, content in changes.items():
                _set_aside(content, places[target])
            for target, place in places.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                place.replace(target)
        except OSError as error:
            raise self._unwritable(error) from None
        finally:
            self._clear()

    def _clear(self) -> None:
        """Remove what was written aside, also by a publisher that was killed: files that have a number for a name."""
        with suppress(OSError):
            for path in list(self._incoming.iterdir()):
                with suppress(OSError):
                    if path.name.isdecimal():
                        path.unlink()
            self._incoming.rmdir()


def _yanked(archive: Archive, version: Version, reason: str | None) -> Archive:
    if archive.page.version != version:
        return archive
    return replace(archive, page=replace(archive.page, yanked=reason))


def _described(distribution: Distribution) -> Archive:
    archive = read_archive(distribution.path)
    if archive.page.sha256 != distribution.sha256:
        hint = "build it again"
        raise IndexFailure("the archive changed since it was built", where=str(distribution.path), hint=hint)
    return archive


def _set_aside(content: bytes | Archive, place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    # "x" follows no link.
    with place.open("xb") as file:
        if isinstance(content, bytes):
            file.write(content)
            return
        with content.path.open("rb") as source:
            shutil.copyfileobj(source, file)
        # A machine that goes down must not leave the name of an archive without its bytes; pages are written again.
        file.flush()
        os.fsync(file.fileno())
    if digest(place) != content.page.sha256:
        hint = "build it again"
        raise IndexFailure("the archive changed while it was copied", where=str(content.path), hint=hint)


def _unfinished(path: Path) -> IndexProblem:
    hint = "the next publication of the project writes it again"
    return IndexProblem(message="this does not say what is there", where=str(path), hint=hint)


def _strange(path: Path) -> IndexProblem:
    hint = "move it out of the index"
    message = "paa did not write this, and installers do not see it"
    return IndexProblem(message=message, where=str(path), hint=hint, harmless=True)
