"""Fetch the data files that the repository names by their addresses, and keep the lock of what they held."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.downloads import Download, stored
from paa.adapters.files import read_text, temporary_directory, write_atomically
from paa.adapters.git import git_directory
from paa.adapters.locks import exclusive
from paa.core.package.addresses import shown_address
from paa.core.package.artifact_lock import LOCK, read_lock, render_lock
from paa.errors import BuildError, PaaError, SourceError, raise_together
from paa.model.artifacts import LinkedFile, Pin, Pins, PinState
from paa.model.names import ImportName
from paa.model.project import Project, ShippedFile
from paa.pipeline.events import Reporter
from paa.pipeline.fetch import fetch
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["Fetched", "LockRequest", "Pinning", "fetch_artifacts", "lock_artifacts", "write_pins"]

PATIENCE = 30  # seconds to wait for another process that writes the lock


class Pinning(Enum):
    """What happens to a file that the lock does not know at its address."""

    REFUSED = "a release takes only what was accepted before"
    NOTED = "it is fetched, and the caller writes the lock"
    UNSEEN = "it is fetched, and the lock stays as it is"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Projects whose linked files are there.

    Attributes:
        projects: With the fetched files among their artifacts.
        pins: What the lock lacks.
    """

    projects: tuple[Project, ...]
    pins: tuple[PinState, ...] = ()


def fetch_artifacts(
    projects: Sequence[Project], repository: Repository, *, pinning: Pinning, folder: Path, reporter: Reporter
) -> Fetched:
    """Fetch what projects name by addresses; what was fetched before is not fetched again.

    Args:
        projects: As they were read.
        repository: Theirs.
        pinning: What happens to what the lock does not know.
        folder: Where files go when git keeps no folder for the repository, or none that can be written to.
        reporter: Hears of downloads.

    Raises:
        SourceError: The lock is damaged, lacks a file, or an address must not be asked for.
        BuildError: A file cannot be fetched, or is not what the lock says; all of it at once.
    """
    if not any(project.links for project in projects):
        return Fetched(tuple(projects))
    store = _Store(repository, folder, pinning, reporter)
    pins: list[PinState] = []
    complete: list[Project] = []
    errors: list[PaaError] = []
    for project in projects:
        files: list[ShippedFile] = []
        for link in project.links:
            try:
                found, known = store.fetch(project.import_name, link)
            except PaaError as error:
                errors.append(error)
                continue
            files.append(ShippedFile(found.path, link.destination))
            if not known:
                pin = Pin(link.url, found.sha256, found.size)
                pins.append(PinState(import_name=project.import_name, name=link.name, state="added", pin=pin))
        complete.append(replace(project, artifacts=(*project.artifacts, *files)))
    raise_together(errors)
    return Fetched(tuple(complete), tuple(pins))


class _Store:
    """Gets the content of linked files, from git's own folder where it was kept, else from the web."""

    def __init__(self, repository: Repository, folder: Path, pinning: Pinning, reporter: Reporter) -> None:
        self._lock = _lock_path(repository)
        self._pins = _read(repository)
        self._pinning = pinning
        self._reporter = reporter
        self._folder = _writable(repository) or folder

    def fetch(self, name: ImportName, link: LinkedFile) -> tuple[Download, bool]:
        """Get one file, and tell whether the lock knows it.

        Raises:
            SourceError: The lock does not know it and has to, or knows another address.
            BuildError: It cannot be fetched, or is something else.
        """
        pin = self._pins.get(name, {}).get(link.name)
        if pin is not None and pin.url != link.url:
            if self._pinning is not Pinning.UNSEEN:
                raise _moved(name, link, pin)
            pin = None
        if pin is None:
            if self._pinning is Pinning.REFUSED:
                hint = f"`paa artifacts lock {name}`, and commit {self._lock}"
                raise SourceError(f"artifacts/{link.name} is not in {self._lock}", where=link.where, hint=hint)
            return self.get(link), False
        found = stored(self._folder, pin.sha256) or self.get(link, pin)
        if found.sha256 != pin.sha256:
            raise BuildError(
                f"{shown_address(link.url)} holds something else than when it was pinned: "
                f"sha256 {found.sha256[:12]}… ({found.size:,} bytes), not {pin.sha256[:12]}… ({pin.size:,} bytes)",
                where=link.where,
                hint=f"find out who changed it; `paa artifacts lock {name} --update` accepts it",
            )
        return found, True

    def pin(self, name: ImportName, link: LinkedFile, request: "LockRequest") -> tuple[Pin, str]:
        """Decide what the lock shall say of a file, and what became of its entry.

        Raises:
            SourceError: It was pinned at another address, or must not be asked for.
            BuildError: It cannot be fetched.
        """
        known = self._pins.get(name, {}).get(link.name)
        if known is not None and not request.update:
            if known.url != link.url:
                raise _moved(name, link, known)
            return known, "kept"
        found = self.get(link, plain_http=request.plain_http)
        pin = Pin(link.url, found.sha256, found.size)
        return pin, "added" if known is None else "kept" if pin == known else "updated"

    def get(self, link: LinkedFile, pin: Pin | None = None, *, plain_http: bool = False) -> Download:
        """Ask the web for a file.

        Args:
            link: The file.
            pin: What it has to be; then it may come unencrypted.
            plain_http: Whether it may come unencrypted anyway.

        Raises:
            SourceError: The address must not be asked for.
            BuildError: It cannot be fetched.
        """
        pinned = pin is not None
        return fetch(
            link.url, self._folder, self._reporter, where=link.where, plain_http=plain_http or pinned, whole=pinned
        )


def _moved(name: ImportName, link: LinkedFile, pin: Pin) -> SourceError:
    message = f"artifacts/{link.name} was pinned at another address, {shown_address(pin.url)}"
    hint = f"`paa artifacts lock {name} --update` pins what is at the new one"
    return SourceError(message, where=link.where, hint=hint)


def _lock_path(repository: Repository) -> PurePosixPath:
    return repository.settings.paa_dir / LOCK


def _read(repository: Repository) -> Pins:
    path = _lock_path(repository)
    file = repository.root / path
    return read_lock(read_text(file, where=str(path)), where=str(path)) if file.is_file() else MappingProxyType({})


def _writable(repository: Repository) -> Path | None:
    """Give the folder in which git lets us keep files; None when it cannot be written to."""
    git = git_directory(repository.work_tree)
    if git is None:
        return None
    folder = git / "paa" / "artifacts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def write_pins(repository: Repository, changed: Iterable[PinState], *, removed: Iterable[PinState] = ()) -> None:
    """Change entries of the lock, and leave the others as they are, also those that somebody else writes just now.

    Raises:
        SourceError: The lock is damaged, or another process holds it.
        BuildError: It cannot be written; it is as it was.
    """
    with _alone(repository):
        pins = {name: dict(entries) for name, entries in _read(repository).items()}
        for state in changed:
            pins.setdefault(state.import_name, {})[state.name] = state.pin
        for state in removed:
            pins.get(state.import_name, {}).pop(state.name, None)
        write_atomically(repository.root / _lock_path(repository), render_lock(pins).encode())


@contextmanager
def _alone(repository: Repository) -> Iterator[None]:
    """Let one process at a time change the lock.

    Raises:
        SourceError: Another one does not come to an end.
        BuildError: The lock cannot be written.
    """
    git = git_directory(repository.work_tree)
    where = str(_lock_path(repository))
    try:
        with exclusive(git / "paa" / "artifacts.guard", patience=PATIENCE) if git else nullcontext():
            yield
    except TimeoutError:
        hint = "run the command again when it is done"
        raise SourceError("another process is changing the lock of artifacts", where=where, hint=hint) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BuildError(f"the lock of artifacts cannot be changed: {reason}", where=where) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """Which entries of the lock are looked at.

    Attributes:
        names: Projects, as the user types them; all of them where there are none.
        update: Whether what is at the addresses now is accepted instead of what was pinned.
        plain_http: Whether addresses without encryption may be asked.
    """

    names: tuple[str, ...] = ()
    update: bool = False
    plain_http: bool = False


def lock_artifacts(repository: Repository, request: LockRequest, reporter: Reporter) -> tuple[PinState, ...]:
    """Pin what the addresses of artifacts hold, and forget entries whose files are gone.

    Raises:
        SourceError: A source or the lock is wrong, an address must not be asked for, or has changed.
        BuildError: A file cannot be fetched, or the lock cannot be written.
    """
    if request.names:
        names = repository.find_every(request.names)
        named = set(names)
    else:
        names = repository.all_projects()
        named = {*names, *_read(repository)}
    reader = Reader(repository)
    projects = [reader.project(name) for name in names]
    with temporary_directory() as folder:
        states = _pin_links(projects, _Store(repository, folder, Pinning.NOTED, reporter), request)
    there = {(project.import_name, link.name) for project in projects for link in project.links}
    removed = [
        PinState(import_name=name, name=each, state="removed", pin=pin)
        for name, entries in _read(repository).items()
        for each, pin in entries.items()
        if name in named and (name, each) not in there
    ]
    changed = [state for state in states if state.state != "kept"]
    if changed or removed:
        write_pins(repository, changed, removed=removed)
    return tuple(sorted([*states, *removed], key=lambda state: (state.import_name, state.name)))


def _pin_links(projects: Sequence[Project], store: _Store, request: LockRequest) -> list[PinState]:
    states: list[PinState] = []
    errors: list[PaaError] = []
    for name, link in [(project.import_name, link) for project in projects for link in project.links]:
        try:
            pin, state = store.pin(name, link, request)
        except PaaError as error:
            errors.append(error)
        else:
            states.append(PinState(import_name=name, name=link.name, state=state, pin=pin))
    raise_together(errors)
    return states
