"""Decide the metadata of a project's distribution."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.version import Version

from paa.adapters.environment import owner_of, running_environment
from paa.adapters.files import read_text
from paa.adapters.resources import well_known_project
from paa.core.ledger import read_versions
from paa.core.requirements import ProjectNames, explain_guess, find_requirements
from paa.core.spec import project_name, requires_python, specify
from paa.core.versions import development_version, next_version, parse_version
from paa.errors import PaaError, SourceError, raise_together
from paa.interfaces import INTERFACES
from paa.model.choices import InterfaceRequirements
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["MAPPING", "Specifier", "specify_projects", "version_of"]

VERSIONS = "tracking/lsts_package_versions.yml"
MAPPING = "package_mapping.json"


class Specifier:
    """Decides the metadata of the projects of one repository; what they share is read once.

    Args:
        reader: The sources.
        default_version: The version of every project that is built, instead of the one that is decided.
        development: Whether the distributions are only installed here, and never released.
        planned: The versions of a plan, which are not decided again: those that it releases, and those of all others.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        default_version: Version | None = None,
        development: bool = False,
        planned: Mapping[ImportName, Version] | None = None,
    ) -> None:
        self._reader = reader
        self._repository = reader.repository
        self._default_version = default_version
        self._development = development
        self._planned = planned
        self._recorded = _recorded_versions(self._repository)
        self._names = ProjectNames(
            overrides=_overrides(self._repository), installed=_installed_owner(), known=well_known_project
        )

    def specify(self, project: Project) -> PackageSpec:
        """Decide the metadata of one project.

        Raises:
            SourceError: Something that the sources say is wrong.
        """
        settings = self._repository.settings
        python = requires_python(project.module, settings)
        in_extras = settings.interface_requirements is InterfaceRequirements.EXTRAS
        requirements = find_requirements(
            project,
            layout=self._repository.layout,
            names=self._names,
            siblings={name: self._sibling_requirement(name) for name in project.siblings},
            requires_python=python,
            extras={name: INTERFACES[name].extra if in_extras else None for name in project.interfaces},
        )
        return specify(
            project,
            settings=settings,
            version=self.version(project.import_name, project.module),
            requirements=requirements,
            scripts=_scripts(project),
            parts=_parts(project),
        )

    def was_released(self, name: ImportName) -> bool:
        """Tell whether the ledger knows a release."""
        return name in self._recorded

    def version(self, name: ImportName, module: Module) -> Version:
        """Decide the version that a project is built as."""
        if self._default_version is not None:
            return self._default_version
        if self._planned is not None and name in self._planned:
            return self._planned[name]
        version = version_of(module, recorded=self._recorded.get(name), base=self._repository.settings.default_version)
        return development_version(version) if self._development else version

    def _sibling_requirement(self, name: ImportName) -> Requirement:
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


def specify_projects(projects: Sequence[Project], specifier: Specifier, reporter: Reporter) -> tuple[PackageSpec, ...]:
    """Decide the metadata of projects.

    Raises:
        SourceError: Something that the sources say is wrong; all of it at once.
    """
    specs: list[PackageSpec] = []
    errors: list[PaaError] = []
    for project in projects:
        try:
            specs.append(specifier.specify(project))
        except PaaError as error:
            errors.append(error)
    raise_together(errors or list(_namesakes(projects, specs)))
    for project, spec in zip(projects, specs, strict=True):
        _warn_of(project, spec, reporter)
    return tuple(specs)


def _namesakes(projects: Sequence[Project], specs: Sequence[PackageSpec]) -> Iterator[PaaError]:
    first: dict[str, Project] = {}
    for project, spec in zip(projects, specs, strict=True):
        other = first.setdefault(spec.name, project)
        if other is not project:
            metadata = project.module.metadata
            where = project.module.where(metadata.lines.get("name") if metadata else None)
            message = f"{project.import_name} and {other.import_name} are one and the same project, {spec.name!r}"
            yield SourceError(message, where=where, hint="give one of them another name")


def _warn_of(project: Project, spec: PackageSpec, reporter: Reporter) -> None:
    """Tell what is probably not meant in a project's metadata."""
    metadata = project.module.metadata
    for key in metadata.unknown if metadata else ():
        where = project.module.where(metadata.lines[key] if metadata else None)
        reporter.warn(f"{key!r} in __package_metadata__ means nothing to paa", where=where)
    for where in project.unfetched:
        reporter.warn("a file named by its address is not fetched yet, and so not in the package", where=where)
    for guess in spec.guesses:
        text, hint = explain_guess(guess)
        reporter.warn(text, where=guess.where, hint=hint)


def version_of(module: Module, *, recorded: Version | None, base: Version) -> Version:
    """Decide the version that a module would be released as next.

    Raises:
        SourceError: Its metadata names something that is no version.
    """
    metadata = module.metadata
    explicit = None
    if metadata is not None and metadata.version:
        explicit = parse_version(metadata.version, where=module.where(metadata.lines["version"]))
    return next_version(explicit=explicit, recorded=recorded, base=base)


def _recorded_versions(repository: Repository) -> Mapping[str, Version]:
    path = repository.settings.paa_dir / VERSIONS
    if not (repository.root / path).is_file():
        return MappingProxyType({})
    return read_versions(read_text(repository.root / path, where=str(path)), where=str(path))


def _overrides(repository: Repository) -> Mapping[str, str]:
    """Read the mapping from import name to project name.

    Raises:
        SourceError: It is no JSON object from text to text.
    """
    path = repository.places.mapping or repository.root / repository.settings.paa_dir / MAPPING
    if repository.places.mapping is None and not path.is_file():
        return MappingProxyType({})
    where = _shown(path, repository.root)
    hint = 'it maps import names to project names: {"cv2": "opencv-python"}'
    try:
        document = json.loads(read_text(path, where=where))
    except json.JSONDecodeError as error:
        raise SourceError(f"no valid JSON: {error.msg}", where=f"{where}:{error.lineno}", hint=hint) from None
    except RecursionError:
        raise SourceError("lists or objects are nested too deeply", where=where, hint=hint) from None
    if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
        raise SourceError("expected an object from text to text", where=where, hint=hint)
    return MappingProxyType(document)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _installed_owner() -> Callable[[str], str | None]:
    @cache
    def owner(import_name: str) -> str | None:
        return owner_of(import_name, environment())

    environment = cache(running_environment)
    return owner


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
