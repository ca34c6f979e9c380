"""Decide the metadata of a project's distribution."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.version import Version

from paa.adapters.files import read_text
from paa.core.inference.requirements import find_requirements
from paa.core.package.spec import project_name, requires_python, specify
from paa.core.release.ledger import read_versions
from paa.core.release.namesakes import namesakes
from paa.core.release.versions import Numbering, development_version, next_version, parse_version
from paa.errors import PaaError, SourceError, raise_together
from paa.interfaces import INTERFACES
from paa.model.choices import InterfaceRequirements
from paa.model.ledger import VERSIONS
from paa.model.module import Module
from paa.model.names import ImportName, NormalizedName
from paa.model.project import Project
from paa.model.spec import METADATA_VERSION, Found, PackageSpec
from paa.pipeline.events import Reporter
from paa.pipeline.inference import Inferences
from paa.pipeline.numbering import numbering_of
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["Specifier", "specify_projects"]


class Specifier:
    """Decides the metadata of the projects of one repository; what they share is read once.

    Args:
        reader: The sources.
        default_version: The version of every project that is built, instead of the one that is decided.
        development: Whether the distributions are only installed here, and never released; an installation asks the
            index anyway.
        planned: The versions of a plan, which are not decided again: those that it releases, and those of all others.
        metadata_version: The core metadata of the distributions, where they go to an index.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        default_version: Version | None = None,
        development: bool = False,
        planned: Mapping[ImportName, Version] | None = None,
        metadata_version: Version = METADATA_VERSION,
    ) -> None:
        self._reader = reader
        self._repository = reader.repository
        self._default_version = default_version
        self._development = development
        self._planned = planned
        self._metadata_version = metadata_version
        self._recorded = _recorded_versions(self._repository)
        self._numbering = numbering_of(self._repository)
        self._inferences = Inferences(self._repository, ask=not development)

    def specify(self, project: Project, *, inferring: bool = True) -> PackageSpec:
        """Decide the metadata of one project.

        Args:
            project: The project.
            inferring: Whether its requirements are looked for; otherwise it has none.

        Raises:
            SourceError: Something that the sources say is wrong.
        """
        settings = self._repository.settings
        spec = specify(
            project,
            settings=settings,
            version=self.version(project.import_name, project.module),
            requirements=self.requirements(project) if inferring else (),
            scripts=_scripts(project),
            parts=_parts(project),
        )
        return replace(spec, metadata_version=self._metadata_version)

    def requirements(self, project: Project) -> tuple[Found, ...]:
        """Infer what one project requires.

        Raises:
            SourceError: Something that the sources say is wrong.
        """
        settings = self._repository.settings
        in_extras = settings.interface_requirements is InterfaceRequirements.EXTRAS
        return find_requirements(
            project,
            self._inferences.on(requires_python(project.module, settings)),
            siblings={name: self.sibling_requirement(name) for name in project.siblings},
            extras={name: INTERFACES[name].extra if in_extras else None for name in project.interfaces},
        )

    def was_released(self, name: ImportName) -> bool:
        """Tell whether the ledger knows a release."""
        return name in self._recorded

    def planned(self, name: ImportName) -> Version | None:
        """Give the version of a plan; None where there is no plan, or it does not know the project."""
        return self._planned.get(name) if self._planned is not None else None

    def version(self, name: ImportName, module: Module) -> Version:
        """Decide the version that a project is built as."""
        if self._default_version is not None:
            return self._default_version
        if self._planned is not None and name in self._planned:
            return self._planned[name]
        version = _version_of(module, recorded=self._recorded.get(name), numbering=self._numbering)
        return development_version(version) if self._development else version

    def sibling_requirement(self, name: ImportName) -> Requirement:
        """Require a sibling in its last released version, or in the one that it is about to be released as."""
        module = self._reader.project(name).module
        if self._planned is not None:
            return Requirement(f"{project_name(name, module)}>={self._planned_version(name, module)}")
        version = self.version(name, module)
        if recorded := self._recorded.get(name):
            # A copy for development may be older than the last release: --default-version says which one it is.
            version = min(recorded, version) if self._development else recorded
        return Requirement(f"{project_name(name, module)}>={version}")

    def _planned_version(self, name: ImportName, module: Module) -> Version:
        if self._planned is None or name not in self._planned:
            hint = f"release it, too: `paa release {name}`, or everything that changed"
            raise SourceError(
                f"{name} was never released, and another project needs it", where=module.where(), hint=hint
            )
        return self._planned[name]


def specify_projects(
    projects: Sequence[Project], specifier: Specifier, reporter: Reporter, *, inferring: bool = True
) -> tuple[PackageSpec, ...]:
    """Decide the metadata of projects.

    Args:
        projects: The projects.
        specifier: Decides on each.
        reporter: Hears what is probably not meant.
        inferring: Whether requirements are looked for.

    Raises:
        SourceError: Something that the sources say is wrong; all of it at once.
    """
    specs: list[PackageSpec] = []
    errors: list[PaaError] = []
    for project in projects:
        try:
            specs.append(specifier.specify(project, inferring=inferring))
        except PaaError as error:
            errors.append(error)
    raise_together(errors or list(namesakes(_named(projects, specs))))
    for project in projects:
        _warn_of(project, reporter)
    return tuple(specs)


def _named(
    projects: Sequence[Project], specs: Sequence[PackageSpec]
) -> Iterator[tuple[ImportName, NormalizedName, str]]:
    """Give the name of each project on an index, and where it gets it."""
    for project, spec in zip(projects, specs, strict=True):
        metadata = project.module.metadata
        yield project.import_name, spec.name, project.module.where(metadata.lines.get("name") if metadata else None)


def _warn_of(project: Project, reporter: Reporter) -> None:
    """Tell what is probably not meant in a project's metadata."""
    metadata = project.module.metadata
    for key in metadata.unknown if metadata else ():
        where = project.module.where(metadata.lines[key] if metadata else None)
        reporter.warn(f"{key!r} in __package_metadata__ means nothing to paa", where=where)


def _version_of(module: Module, *, recorded: Version | None, numbering: Numbering) -> Version:
    """Decide the version that a module would be released as next.

    Raises:
        SourceError: Its metadata names something that is no version, or the last one is above those of the calendar.
    """
    metadata = module.metadata
    explicit = None
    if metadata is not None and metadata.version:
        explicit = parse_version(metadata.version, where=module.where(metadata.lines["version"]))
    return next_version(explicit=explicit, recorded=recorded, numbering=numbering, where=module.where())


def _recorded_versions(repository: Repository) -> Mapping[str, Version]:
    path = repository.settings.paa_dir / VERSIONS
    if not (repository.root / path).is_file():
        return MappingProxyType({})
    return read_versions(read_text(repository.root / path, where=str(path)), where=str(path))


def _scripts(project: Project) -> Mapping[str, str]:
    scripts: dict[str, str] = {}
    for name, module in project.interfaces.items():
        scripts |= INTERFACES[name].scripts(module, project.import_name)
    return MappingProxyType(scripts)


def _parts(project: Project) -> Mapping[str, str]:
    places = {name: INTERFACES[name].place.removesuffix(".py") for name in project.interfaces}
    return MappingProxyType(
        {
            "module": f"{project.import_name}.{project.import_name}",
            **{name: f"{project.import_name}.{place}" for name, place in places.items()},
        }
    )
