"""Read a project: its module, the components it reaches, what stands beside it, and its siblings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import read_bytes
from paa.core.source.components import reach_components
from paa.core.source.modules import read_module
from paa.core.source.references import SiblingReference, refer
from paa.core.source.standard_library import is_standard_module
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.interfaces import INTERFACES
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project, ShippedFile
from paa.pipeline.companions import Companions
from paa.pipeline.repository import Repository

__all__ = ["Reader", "read_projects", "unreleased_siblings"]

_NAME_KEY = re.compile(rb"__package_metadata__.*[\"']name[\"']", re.DOTALL)  # its keys are literal texts


class Reader:
    """Reads the sources of one repository; each file is read and parsed once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._companions = Companions(repository)
        self._modules: dict[PurePosixPath, Module] = {}
        self._projects: dict[ImportName, Project] = {}

    def module(self, path: PurePosixPath) -> Module:
        """Read and parse a Python file of the repository.

        Raises:
            SourceError: It cannot be read or parsed.
        """
        if path not in self._modules:
            content = read_bytes(self._companions.file(path), where=str(path))
            self._modules[path] = read_module(content, path)
        return self._modules[path]

    def may_have_other_name(self, name: ImportName) -> bool:
        """Tell without parsing a module whether its metadata may name its project.

        Raises:
            SourceError: It cannot be read.
        """
        path = self.repository.layout.modules[name]
        return _NAME_KEY.search(read_bytes(self._companions.file(path), where=str(path))) is not None

    def documents(self, name: ImportName) -> tuple[ShippedFile, ...]:
        """List the documentation that somebody wrote: each file, and its place among the others; no hidden ones.

        Raises:
            SourceError: A link leads out of the repository, or to a folder, or two files have one place; all at once.
        """
        return self._companions.documents(name)

    def project(self, name: ImportName) -> Project:
        """Read everything that one distribution is made from.

        Raises:
            SourceError: Something of it is missing or wrong.
        """
        if name not in self._projects:
            self._projects[name] = self._read(name)
        return self._projects[name]

    def _read(self, name: ImportName) -> Project:
        repository, settings = self.repository, self.repository.settings
        path = repository.layout.modules[name]
        if is_standard_module(name):
            hint = "rename the file: an index refuses this name, and Python would import the wrong one"
            raise SourceError(f"{name!r} is a module of the standard library", where=str(path), hint=hint)
        module = self.module(path)
        interfaces = self._interfaces(name)
        components = reach_components((module, *interfaces.values()), name, repository.layout, self.module)
        beside = self._companions
        artifacts = beside.artifacts(name) if settings.add_artifacts else ()
        return Project(
            import_name=name,
            module=module,
            components=components,
            interfaces=interfaces,
            siblings=MappingProxyType(dict(self._siblings(name, (module, *components, *interfaces.values())))),
            artifacts=artifacts,
            licenses=tuple(beside.licenses(name)),
            links=beside.links(name, module, artifacts) if settings.add_artifacts else (),
            readme=beside.readme(module),
            walkthrough=beside.walkthrough(name),
        )

    def _interfaces(self, name: ImportName) -> Mapping[str, Module]:
        repository = self.repository
        files: dict[str, PurePosixPath] = {}
        for interface in INTERFACES.values():
            given = repository.places.interfaces.get(interface.name)
            path = PurePosixPath(interface.directory(repository.settings) / f"{name}.py")
            if given is not None:
                files[interface.name] = _inside(given, repository.root)
            elif (repository.root / path).is_file():
                files[interface.name] = path
        return MappingProxyType({interface: self.module(path) for interface, path in files.items()})

    def _siblings(self, name: ImportName, modules: Sequence[Module]) -> Iterator[tuple[ImportName, str]]:
        seen: set[ImportName] = set()
        for module in modules:
            for statement in module.imports:
                if statement.marker == "-" or statement.when == "typing":
                    continue
                for reference in refer(statement, module, name, self.repository.layout):
                    if isinstance(reference, SiblingReference) and reference.import_name not in seen:
                        seen.add(reference.import_name)
                        yield reference.import_name, module.where(statement.line)


def read_projects(reader: Reader, names: Sequence[ImportName]) -> tuple[Project, ...]:
    """Read projects and the siblings that they need, each behind those that it needs.

    Raises:
        SourceError: Something is missing or wrong, or siblings need each other in a circle; all of it at once.
    """
    ordered: dict[ImportName, Project] = {}
    errors: list[PaaError] = []
    for name in names:
        try:
            _visit(name, reader, ordered, [])
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    return tuple(ordered.values())


def unreleased_siblings(project: Project, reader: Reader) -> Iterator[SourceError]:
    """Tell which siblings a project for release would require that no index will ever have."""
    if project.module.metadata is None:
        return
    for name, where in project.siblings.items():
        sibling = reader.project(name)
        if sibling.module.metadata is None:
            yield SourceError(
                f"{project.import_name} is for release and imports {name}, which is not",
                where=where,
                hint=f"add __package_metadata__ to {sibling.module.path}, or make a component of it",
            )


def _visit(name: ImportName, reader: Reader, ordered: dict[ImportName, Project], trail: list[ImportName]) -> None:
    if name in ordered:
        return
    project = reader.project(name)
    path = [*trail, name]
    for sibling in project.siblings:
        if sibling in path:
            raise _circle(path[path.index(sibling) :], reader)
        _visit(sibling, reader, ordered, path)
    ordered[name] = project


def _circle(names: Sequence[ImportName], reader: Reader) -> SourceError:
    """Tell of a circle in one way, wherever it was entered."""
    start = names.index(min(names))
    steps = [*names[start:], *names[:start], names[start]]
    where = reader.project(steps[0]).siblings[steps[1]]
    hint = "move what they need of each other into a component"
    return SourceError(f"circular siblings: {' -> '.join(steps)}", where=where, hint=hint)


def _inside(path: Path, root: Path) -> PurePosixPath:
    resolved = path.resolve()
    if not resolved.is_file():
        raise UsageError("there is no such file", where=str(path))
    return PurePosixPath(resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else resolved)
