"""Show what the sources of a project need, and where that comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from paa.core.source.references import ComponentReference, refer
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import Found
from paa.pipeline.check import warn_of_guesses
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["ReachedComponent", "reached_components", "source_requirements"]


@dataclass(frozen=True, slots=True)
class ReachedComponent:
    """A component that a project uses.

    Attributes:
        path: Inside the repository.
        where: The lines that import it, as `path:line`.
    """

    path: PurePosixPath
    where: tuple[str, ...]


def source_requirements(repository: Repository, name: str, reporter: Reporter) -> tuple[Found, ...]:
    """Infer the requirements of a project from the sources of the repository.

    Raises:
        SourceError: There is no such module, or something that its sources say is wrong.
    """
    reader = Reader(repository)
    project = reader.project(repository.find(name))
    found = Specifier(reader).requirements(project)
    warn_of_guesses(found, reporter)
    return found


def reached_components(repository: Repository, name: str) -> tuple[ReachedComponent, ...]:
    """Follow the components that a project imports, directly or through others.

    Raises:
        SourceError: There is no such module, or a source cannot be read.
    """
    project = Reader(repository).project(repository.find(name))
    places: dict[PurePosixPath, list[str]] = {component.path: [] for component in project.components}
    for path, where in _imports(project, repository, project.import_name):
        places[path].append(where)
    return tuple(ReachedComponent(path, tuple(where)) for path, where in places.items())


def _imports(project: Project, repository: Repository, own: ImportName) -> Iterator[tuple[PurePosixPath, str]]:
    for module in project.sources:
        for statement in module.imports:
            for reference in refer(statement, module, own, repository.layout):
                if isinstance(reference, ComponentReference):
                    yield from ((file, module.where(statement.line)) for file in reference.files if file != module.path)
