"""Read a project: its module, the components it reaches, what stands beside it, and its siblings."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import list_files, read_bytes, read_text
from paa.core.components import reach_components
from paa.core.modules import read_module
from paa.core.references import SiblingReference, refer
from paa.core.standard_library import is_standard_module
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.interfaces import INTERFACES
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project, ShippedFile
from paa.pipeline.repository import Repository

__all__ = ["Reader", "read_projects"]

_LICENSE_FILES = ("LICENSE", "NOTICE")


class Reader:
    """Reads the sources of one repository; each file is read and parsed once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._modules: dict[PurePosixPath, Module] = {}
        self._projects: dict[ImportName, Project] = {}

    def module(self, path: PurePosixPath) -> Module:
        """Read and parse a Python file of the repository.

        Raises:
            SourceError: It cannot be read or parsed.
        """
        if path not in self._modules:
            self._modules[path] = read_module(read_bytes(self.repository.root / path, where=str(path)), path)
        return self._modules[path]

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
        return Project(
            import_name=name,
            module=module,
            components=components,
            interfaces=interfaces,
            siblings=MappingProxyType(dict(self._siblings(name, (module, *components, *interfaces.values())))),
            artifacts=tuple(self._artifacts(name)) if settings.add_artifacts else (),
            licenses=tuple(self._licenses(name)),
            readme=self._readme(module),
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

    def _artifacts(self, name: ImportName) -> Iterator[ShippedFile]:
        root, settings = self.repository.root, self.repository.settings
        folder = root / settings.artifacts_dir / name
        for path in list_files(folder):
            if path.suffix != ".link":
                yield ShippedFile(folder / path, PurePosixPath("artifacts") / path)

    def _licenses(self, name: ImportName) -> Iterator[ShippedFile]:
        """Take the project's own licence files, else those that the configuration names for every package."""
        root, settings = self.repository.root, self.repository.settings
        configured = dict(zip(_LICENSE_FILES, (settings.license_path, settings.notice_path), strict=True))
        for kind in _LICENSE_FILES:
            own = root / settings.licenses_dir / name / kind
            path = configured[kind]
            if own.is_file():
                yield ShippedFile(own, PurePosixPath(kind))
            elif path is not None:
                if not (root / path).is_file():
                    key = f"{kind.lower()}_path"
                    raise SourceError(f"{key} names a file that is not there: {path}", where=".paa.config")
                yield ShippedFile(root / path, PurePosixPath(kind))

    def _readme(self, module: Module) -> str | None:
        metadata = module.metadata
        if metadata is None or not metadata.readme:
            return None
        path = PurePosixPath(metadata.readme)
        where = module.where(metadata.lines["readme"])
        if path.is_absolute() or ".." in path.parts or not (self.repository.root / path).is_file():
            hint = "name a Markdown file by its path from the repository's root"
            raise SourceError(f"'readme' names no file of the repository: {path}", where=where, hint=hint)
        return read_text(self.repository.root / path, where=str(path))


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
    raise_together(_without_repetition(errors))
    return tuple(ordered.values())


def _visit(name: ImportName, reader: Reader, ordered: dict[ImportName, Project], trail: list[ImportName]) -> None:
    if name in ordered:
        return
    project = reader.project(name)
    for sibling, where in project.siblings.items():
        path = [*trail, name]
        if sibling in path:
            circle = " -> ".join((*path[path.index(sibling) :], sibling))
            hint = "move what both need into a component"
            raise SourceError(f"circular siblings: {circle}", where=where, hint=hint)
        _visit(sibling, reader, ordered, path)
    ordered[name] = project


def _without_repetition(errors: Sequence[PaaError]) -> list[PaaError]:
    """Keep each problem once: a broken sibling is found again by everybody who needs it."""
    unique = {(problem.message, problem.where): problem for error in errors for problem in error.problems}
    return list(unique.values())


def _inside(path: Path, root: Path) -> PurePosixPath:
    resolved = path.resolve()
    if not resolved.is_file():
        raise UsageError("there is no such file", where=str(path))
    return PurePosixPath(resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else resolved)
