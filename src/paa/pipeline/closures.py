"""Read what projects require together with the siblings that are installed with them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from paa.core.inference.closure import ReachedRequirement, reach_requirements
from paa.core.inference.markers import python_conditions
from paa.core.package.spec import project_name, requires_python
from paa.errors import PaaError, SourceError, raise_together
from paa.model.names import ImportName, NormalizedName
from paa.model.project import Project
from paa.model.spec import Found
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["Closure", "read_closures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A project, and everything that an installation of it would have to meet.

    Attributes:
        where: The file of its module.
        pythons: The Pythons that it supports.
    """

    import_name: ImportName
    name: NormalizedName
    where: str
    pythons: SpecifierSet
    requirements: tuple[ReachedRequirement, ...]


class _Requirements:
    """What the modules of a repository require, each inferred once, and the names of the projects that they become."""

    def __init__(self, reader: Reader, specifier: Specifier) -> None:
        self._reader = reader
        self._specifier = specifier
        self._found: dict[ImportName, tuple[Found, ...]] = {}

    def of(self, name: ImportName) -> tuple[Found, ...]:
        """Infer what a module requires.

        Raises:
            SourceError: Something that its sources say is wrong.
        """
        if name not in self._found:
            self._found[name] = self._specifier.requirements(self._reader.project(name))
        return self._found[name]

    def sibling(self, project: str) -> ImportName | None:
        """Find the module that becomes the project of a normalised name."""
        return self._names.get(project)

    @cached_property
    def _names(self) -> Mapping[str, ImportName]:
        names: dict[str, ImportName] = {}
        for name, path in self._reader.repository.layout.modules.items():
            project = canonicalize_name(name)
            # A module that is wrong, and that nobody asked for, stops nothing.
            with suppress(SourceError):
                if self._reader.may_have_other_name(name):
                    project = project_name(name, self._reader.module(path))
            names[project] = name
        return names


def read_closures(reader: Reader, projects: Sequence[Project], specifier: Specifier) -> list[Closure]:
    """Gather what projects require, those of their siblings included.

    Args:
        reader: The sources.
        projects: The projects.
        specifier: Infers what each requires.

    Raises:
        SourceError: Something that the sources say is wrong; all of it at once.
    """
    requirements, settings = _Requirements(reader, specifier), reader.repository.settings
    closures: list[Closure] = []
    errors: list[PaaError] = []
    for project in projects:
        try:
            pythons = requires_python(project.module, settings)
            reached = reach_requirements(
                project.import_name, requirements.of, requirements.sibling, python_conditions(pythons)
            )
        except PaaError as error:
            errors.append(error)
            continue
        closures.append(
            Closure(
                import_name=project.import_name,
                name=project_name(project.import_name, project.module),
                where=project.module.where(),
                pythons=pythons,
                requirements=reached,
            )
        )
    raise_together(errors)
    return closures
