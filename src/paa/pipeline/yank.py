"""Yank a release: tell installers to leave it alone, where the index lets a program do that, else tell a person how."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.adapters.index import Index, Yanker, open_index, whole_of
from paa.adapters.index.management import release_page
from paa.core.package.spec import project_name
from paa.errors import IndexFailure, SourceError, UsageError
from paa.model.index import IndexProject
from paa.model.index_profile import DefinedIndex
from paa.model.index_traits import traits_of
from paa.model.names import NormalizedName
from paa.model.settings import IndexName
from paa.pipeline.indexes import find_index
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["YankRequest", "YankState", "Yanked", "yank_release"]

SHOWN = 5  # versions in a message


class YankState(StrEnum):
    """What an index tells of a version."""

    YANKED = "yanked"
    OFFERED = "offered"  # installers take it
    GONE = "deleted"
    UNKNOWN = "unknown"  # its pages do not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class YankRequest:
    """What shall be yanked.

    Attributes:
        name: The project, as the user types it; its module may be gone.
        version: Its version, as the user types it.
        reason: Why; needed to yank.
        undo: Take it back instead.
        only_look: Change nothing, and tell how it is.
        index: The index; the configured one where it is None.
    """

    name: str
    version: str
    reason: str | None = None
    undo: bool = False
    only_look: bool = False
    index: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yanked:
    """What became of it.

    Attributes:
        state: What the index tells now.
        reason: The reason that it tells; None where it tells none.
        changed: Whether this was done just now.
        wanted: Whether it is as it was asked for; None where nobody can tell.
        steps: What a person has to do.
    """

    name: NormalizedName
    version: Version
    index: IndexName
    state: YankState
    reason: str | None
    changed: bool
    wanted: bool | None
    steps: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 only where the index tells what was asked for."""
        return 0 if self.wanted else IndexFailure.exit_code


def yank_release(repository: Repository, request: YankRequest) -> Yanked:
    """Yank a version, or take that back, and read what the index tells afterwards; its number stays taken.

    Raises:
        UsageError: What is asked for is no version, or there is no reason.
        ConfigError: There is no such index.
        IndexFailure: The index has no such version, or cannot be read or written.
    """
    version = _version(request)
    goal = find_index(repository, request.index or repository.settings.publish_to)
    index = whole_of(open_index(goal.name, goal.profile, repository.root))
    name = _name(repository, request.name)
    state, _ = _look(index, goal, name, version)
    by_program = isinstance(index, Yanker)
    is_changed = False
    if isinstance(index, Yanker) and not request.only_look and state is not YankState.GONE:
        is_changed = index.yank(name, version, None if request.undo else request.reason)
    state, reason = _look(index, goal, name, version)
    wanted = None if state is YankState.UNKNOWN else (state is YankState.OFFERED) is request.undo
    steps = () if by_program or wanted or state is YankState.GONE else tuple(_steps(goal, name, version, request))
    return Yanked(
        name=name,
        version=version,
        index=goal.name,
        state=state,
        reason=reason,
        changed=is_changed,
        wanted=wanted,
        steps=steps,
    )


def _version(request: YankRequest) -> Version:
    if not (request.undo or request.only_look or (request.reason or "").strip()):
        hint = "--reason 'breaks on Python 3.13': installers show it to whoever asks for this very version"
        raise UsageError("a release is yanked for a reason", hint=hint)
    if request.reason and (request.undo or request.only_look):
        raise UsageError("--reason goes with neither --undo nor --verify", hint="leave it out")
    try:
        return Version(request.version)
    except InvalidVersion:
        raise UsageError(f"{request.version!r} is no version", hint="write it as in 1.2.3 (PEP 440)") from None


def _name(repository: Repository, text: str) -> NormalizedName:
    """Find the name on the index: by the module, or as it is typed where the module is gone.

    Raises:
        UsageError: It cannot be one.
    """
    try:
        module = repository.find(text)
    except SourceError:
        try:
            return canonicalize_name(text, validate=True)
        except InvalidName:
            raise UsageError(f"{text!r} is no name of a project", hint="name a module, or a project") from None
    return project_name(module, Reader(repository).module(repository.layout.modules[module]))


def _look(index: Index, goal: DefinedIndex, name: NormalizedName, version: Version) -> tuple[YankState, str | None]:
    project = index.project(name)
    if project is None or version not in project.files:
        raise _unknown(project, name, version, index)
    files = project.files[version]
    if not files:
        return YankState.GONE, None
    reasons = [file.yanked for file in files if file.yanked is not None]
    if len(reasons) == len(files):
        return YankState.YANKED, next(filter(None, reasons), None)
    tells = traits_of(goal.profile).yanks or reasons
    return (YankState.OFFERED if tells else YankState.UNKNOWN), None


def _unknown(project: IndexProject | None, name: NormalizedName, version: Version, index: Index) -> IndexFailure:
    if project is None:
        return IndexFailure(f"the index {index.name!r} has no project {name}", where=index.location)
    last = sorted(project.files)[-SHOWN:]
    hint = f"it has {', '.join(map(str, last))}{' and earlier ones' if len(project.files) > SHOWN else ''}"
    return IndexFailure(f"the index {index.name!r} has no {name} {version}", where=index.location, hint=hint)


def _steps(goal: DefinedIndex, name: NormalizedName, version: Version, request: YankRequest) -> Iterator[str]:
    """Tell what a person has to do, and where."""
    traits = traits_of(goal.profile)
    page = release_page(goal.profile, name, version)
    where = f"open {page}" if page else f"open the page of {name} {version} on the server of {goal.name!r}"
    again = f"paa yank {name} {version}{' --undo' if request.undo else ''} --verify --index {goal.name}"
    if traits.yank_by is None:
        yield f"{traits.title} has no yank that paa knows of: release a higher version that mends it"
        yield f"to take it away for good, {where}, and delete it as an owner; its number stays taken"
    else:
        yield f"{where}, logged in as an owner or a maintainer"
        yield "choose `Un-yank release`" if request.undo else "choose `Yank release`, and confirm with the version"
        if request.reason:
            yield f"give the reason: {request.reason}"
    yield f"then ask again: {again}"
