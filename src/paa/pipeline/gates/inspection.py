"""What gates look at: the sources, and what is made of them once for all gates."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.frontend import rebuild
from paa.adapters.git import release_tags
from paa.core.release.tags import last_tags
from paa.errors import PaaError
from paa.model.distribution import DistributionKind
from paa.model.history import Tag
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.resolution import Resolution
from paa.pipeline.closures import Closure, read_closures
from paa.pipeline.events import Reporter
from paa.pipeline.gates.archives import Built, build_projects
from paa.pipeline.repository import Repository
from paa.pipeline.resolve import Trial, resolve
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["Built", "Inspection", "Subject", "Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the gates of a run look at.

    Attributes:
        built: Archives that are there already.
        specifier: What decided the metadata of the projects, where that is done already.
    """

    reader: Reader
    projects: Sequence[Project]
    built: Mapping[ImportName, Built] = field(default_factory=lambda: MappingProxyType({}))
    specifier: Specifier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How closely the gates of a run look; `Inspection` has the same fields."""

    full: bool
    seconds: float
    folder: Path


class _Shared:
    """What is made once for all gates of a run, when the first one asks for it."""

    def __init__(self, subject: "Subject", reporter: Reporter) -> None:
        self.lock = threading.RLock()
        self.built: dict[ImportName, Built | PaaError] = dict(subject.built)
        self.rebuilt: dict[ImportName, Mapping[DistributionKind, str] | PaaError] = {}
        self.resolution: Resolution | None = None
        self._reader = subject.reader
        self._projects = subject.projects
        self.specifier = subject.specifier or Specifier(subject.reader)
        self.reporter = reporter

    @cached_property
    def closures(self) -> Sequence[Closure]:
        return read_closures(self._reader, self._projects, self.specifier)

    @cached_property
    def tags(self) -> Mapping[str, Tag]:
        return last_tags(release_tags(self._reader.repository.work_tree))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a gate looks at, and how closely.

    Attributes:
        reader: The sources of the repository.
        projects: Those that the gate is asked about: all of them for a gate that looks at them together, else those
            whose answer is not known yet.
        full: Whether a resolver is asked, besides comparing the declared requirements.
        seconds: How long a gate may wait for tools and servers altogether.
        folder: A private folder; what a gate writes there is removed after the run.
    """

    reader: Reader
    projects: Sequence[Project]
    full: bool
    seconds: float
    folder: Path
    _shared: _Shared = field(repr=False)

    @classmethod
    def begin(cls, subject: "Subject", terms: "Terms", reporter: Reporter) -> "Inspection":
        """Begin to look at projects.

        Args:
            subject: What is looked at.
            terms: How closely.
            reporter: Hears of what is made for all gates.
        """
        return cls(
            reader=subject.reader,
            projects=subject.projects,
            full=terms.full,
            seconds=terms.seconds,
            folder=terms.folder,
            _shared=_Shared(subject, reporter),
        )

    @property
    def repository(self) -> Repository:
        """The repository that the projects are of."""
        return self.reader.repository

    def of(self, projects: Sequence[Project]) -> "Inspection":
        """Look at some of the projects only; what is made for all gates is shared."""
        return replace(self, projects=projects)

    def closures(self) -> Sequence[Closure]:
        """Give what every project of the run requires, with what its siblings require.

        Raises:
            SourceError: Something that the sources say is wrong.
        """
        with self._shared.lock:
            return self._shared.closures

    def build(self) -> None:
        """Build the archives of the projects that have none yet.

        What cannot be built is told by `archives`. The clock of the build belongs to the whole process, so this is done
        before gates run side by side.
        """
        with self._shared.lock:
            missing = [each for each in self.projects if each.import_name not in self._shared.built]
            if missing:
                folder = self.folder / "archives"
                self._shared.built.update(build_projects(self.reader, missing, folder, self._shared.reporter))

    def archives(self, project: Project) -> Built:
        """Give wheel and sdist of a project, built once for all gates.

        Raises:
            PaaError: They cannot be built.
        """
        with self._shared.lock:
            if project.import_name not in self._shared.built:
                self.of([project]).build()
            built = self._shared.built[project.import_name]
        if isinstance(built, PaaError):
            raise built
        return built

    def rebuild(self) -> None:
        """Build again what each sdist holds, where it is unpacked; before gates run side by side, as with `build`."""
        with self._shared.lock:
            for project in self.projects:
                built = self._shared.built.get(project.import_name)
                if isinstance(built, Built) and project.import_name not in self._shared.rebuilt:
                    self._shared.rebuilt[project.import_name] = self._rebuild(built)

    def _rebuild(self, built: Built) -> Mapping[DistributionKind, str] | PaaError:
        try:
            return rebuild(built.sdist.path, folder=self.folder / "again" / built.spec.name, epoch=built.epoch)
        except PaaError as error:
            return error

    def rebuilt(self, project: Project) -> Mapping[DistributionKind, str]:
        """Give the SHA-256 of both archives that a project's sdist builds.

        Raises:
            PaaError: They cannot be built.
        """
        self.archives(project)
        with self._shared.lock:
            self.of([project]).rebuild()
            again = self._shared.rebuilt[project.import_name]
        if isinstance(again, PaaError):
            raise again
        return again

    def resolution(self) -> Resolution:
        """Resolve what all projects of the run require from outside the repository, together and once.

        Raises:
            SourceError: Something that the sources say is wrong.
        """
        with self._shared.lock:
            if self._shared.resolution is None:
                trial = Trial(gate="compatibility", folder=self.repository.root, seconds=self.seconds)
                self._shared.resolution = resolve(self._shared.closures, trial, self._shared.reporter)
            return self._shared.resolution

    def previous(self, project: Project) -> Tag | None:
        """Give the tag of a project's last release: its version, and the commit that was built."""
        with self._shared.lock:
            return self._shared.tags.get(project.import_name)

    def planned(self, project: Project) -> Version | None:
        """Give the version that a plan releases a project as; None where there is no plan."""
        return self._shared.specifier.planned(project.import_name)
