"""Decide the metadata of a project's distribution."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.version import Version

from paa.adapters.environment import owner_of, running_environment
from paa.adapters.files import read_text
from paa.adapters.resources import well_known_project
from paa.core.ledger import read_versions
from paa.core.requirements import ProjectNames, find_requirements
from paa.core.spec import project_name, requires_python, specify
from paa.core.versions import development_version, next_version, parse_version
from paa.errors import SourceError
from paa.interfaces import INTERFACES
from paa.model.choices import InterfaceRequirements
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["Specifier", "version_of"]

VERSIONS = "tracking/lsts_package_versions.yml"
MAPPING = "package_mapping.json"


class Specifier:
    """Decides the metadata of the projects of one repository; what they share is read once.

    Args:
        reader: The sources.
        default_version: Replaces what the version of a first release counts from, and is taken as it is.
        development: Whether the distributions are only installed here, and never released.
    """

    def __init__(self, reader: Reader, *, default_version: Version | None = None, development: bool = False) -> None:
        self._reader = reader
        self._repository = reader.repository
        self._default_version = default_version
        self._development = development
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

    def version(self, name: ImportName, module: Module) -> Version:
        """Decide the version that a project is built as."""
        if self._default_version is not None:
            return self._default_version
        version = version_of(module, recorded=self._recorded.get(name), base=self._repository.settings.default_version)
        return development_version(version) if self._development else version

    def _sibling_requirement(self, name: ImportName) -> Requirement:
        """Require a sibling in its last released version, or in the one that it is about to be released as."""
        module = self._reader.project(name).module
        version = self._recorded.get(name) or self.version(name, module)
        return Requirement(f"{project_name(name, module)}>={version}")


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
