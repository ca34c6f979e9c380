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
            content = read_bytes(self._file(path), where=str(path))
            self._modules[path] = read_module(content, path)
        return self._modules[path]

    def _file(self, path: PurePosixPath) -> Path:
        """Find a file of the repository on disk.

        Raises:
            SourceError: It is a link that leads out of the repository: what is there is nobody's to publish.
        """
        root, file = self.repository.root, self.repository.root / path
        if path.is_absolute():
            return file  # The command line names it.
        resolved = file.resolve()
        if not resolved.is_relative_to(root) or ".git" in resolved.relative_to(root).parts:
            hint = "put the file itself there"
            raise SourceError("a link leads out of the repository", where=str(path), hint=hint)
        return file

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
            unfetched=tuple(self._unfetched(name, module)),
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
        folder = self.repository.settings.artifacts_dir / name
        errors: list[PaaError] = []
        for path in list_files(self.repository.root / folder):
            if path.suffix == ".link":
                continue
            try:
                yield ShippedFile(self._artifact(folder / path), PurePosixPath("artifacts") / path)
            except SourceError as error:
                errors.append(error)
        raise_together(errors)

    def documents(self, name: ImportName) -> tuple[ShippedFile, ...]:
        """List the documentation that somebody wrote: each file, and its place among the others; no hidden ones.

        Raises:
            SourceError: A link leads out of the repository, or to a folder; all of them at once.
        """
        folder = self.repository.settings.docs_dir / name
        found: list[ShippedFile] = []
        errors: list[PaaError] = []
        # Editors and Jupyter keep their own copies in hidden folders.
        visible = [path for path in list_files(self.repository.root / folder) if not any(map(_is_hidden, path.parts))]
        for path in visible:
            try:
                found.append(ShippedFile(self._artifact(folder / path), path))
            except SourceError as error:
                errors.append(error)
        raise_together(errors)
        return tuple(found)

    def _unfetched(self, name: ImportName, module: Module) -> Iterator[str]:
        folder = self.repository.settings.artifacts_dir / name
        yield from (str(folder / path) for path in list_files(self.repository.root / folder, suffix=".link"))
        if module.metadata is not None and module.metadata.artifact_urls:
            yield module.where(module.metadata.lines["artifact_urls"])

    def _artifact(self, path: PurePosixPath) -> Path:
        file = self._file(path)
        try:
            str(path).encode()
        except UnicodeEncodeError:
            hint = "rename it; where it is UTF-8, run paa with PYTHONUTF8=1"
            raise SourceError("the file name is not UTF-8 for this process", where=str(path), hint=hint) from None
        if not file.is_file():
            message = "a link to a folder is not shipped" if file.is_dir() else "there is no file to ship"
            raise SourceError(message, where=str(path), hint="put the files themselves there")
        return file

    def _licenses(self, name: ImportName) -> Iterator[ShippedFile]:
        """Take the project's own licence files, else those that the configuration names for every package."""
        root, settings = self.repository.root, self.repository.settings
        configured = dict(zip(_LICENSE_FILES, (settings.license_path, settings.notice_path), strict=True))
        for kind in _LICENSE_FILES:
            own = settings.licenses_dir / name / kind
            path = configured[kind]
            if (root / own).is_file():
                yield ShippedFile(self._file(own), PurePosixPath(kind))
            elif path is not None:
                if not (root / path).is_file():
                    key = f"{kind.lower()}_path"
                    raise SourceError(f"{key} names a file that is not there: {path}", where=".paa.config")
                yield ShippedFile(self._file(path), PurePosixPath(kind))

    def _readme(self, module: Module) -> str | None:
        metadata = module.metadata
        if metadata is None or not metadata.readme:
            return None
        path = PurePosixPath(metadata.readme)
        where = module.where(metadata.lines["readme"])
        if path.is_absolute() or ".." in path.parts or not (self.repository.root / path).is_file():
            hint = "name a Markdown file by its path from the repository's root"
            raise SourceError(f"'readme' names no file of the repository: {path}", where=where, hint=hint)
        return read_text(self._file(path), where=str(path))


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


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _inside(path: Path, root: Path) -> PurePosixPath:
    resolved = path.resolve()
    if not resolved.is_file():
        raise UsageError("there is no such file", where=str(path))
    return PurePosixPath(resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else resolved)
