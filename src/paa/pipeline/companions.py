"""Read what stands beside a module and is no Python: data files, links to data files, licences, notebook, README."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from unicodedata import category

from paa.adapters.files import list_files, read_text
from paa.core.package.addresses import check_address, read_link
from paa.core.package.given_files import given_files
from paa.core.package.licenses import LICENSE_KINDS, license_kinds, place_license
from paa.core.package.walkthroughs import tell_notebook
from paa.core.source.notebooks import read_notebook
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.model.artifacts import ARTIFACTS, LINK_SUFFIX, LinkedFile
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import ShippedFile
from paa.model.walkthrough import Walkthrough
from paa.pipeline.repository import CONFIG, Repository

__all__ = ["Companions"]

_HINT = "put the file itself there"


class Companions:
    """Reads what stands beside the modules of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def file(self, path: PurePosixPath) -> Path:
        """Find a file of the repository on disk.

        Raises:
            SourceError: It is a link that leads out of the repository: what is there is nobody's to publish. Or it is
                a pipe or a device, which would be waited for.
        """
        root, file = self._repository.root, self._repository.root / path
        if path.is_absolute():
            return file  # The command line names it.
        resolved = file.resolve()
        if not resolved.is_relative_to(root) or ".git" in resolved.relative_to(root).parts:
            raise SourceError("a link leads out of the repository", where=str(path), hint=_HINT)
        if resolved.exists() and not (resolved.is_file() or resolved.is_dir()):
            raise SourceError("this is a pipe or a device, no file", where=str(path), hint="remove it, or move it away")
        return file

    def artifacts(self, name: ImportName) -> tuple[ShippedFile, ...]:
        """Find the data files of a project.

        Raises:
            SourceError: Some cannot be shipped; all of them at once.
        """
        found: list[ShippedFile] = []
        errors: list[PaaError] = []
        for path, place in self._artifact_places(name):
            if place.suffix == LINK_SUFFIX:
                continue
            try:
                found.append(ShippedFile(self._artifact(path), ARTIFACTS / place))
            except SourceError as error:
                errors.append(error)
        raise_together([*errors, *_collisions([(each.destination, self._shown(each.source)) for each in found])])
        return tuple(sorted(found, key=lambda each: each.destination))

    def links(self, name: ImportName, module: Module, artifacts: Sequence[ShippedFile]) -> tuple[LinkedFile, ...]:
        """Find the data files of a project that are named by their addresses.

        Raises:
            SourceError: An address or a name cannot be used, or a file of that name is there, too; all of it at once.
        """
        found: list[LinkedFile] = []
        errors: list[PaaError] = []
        for path, place in self._artifact_places(name):
            if place.suffix == LINK_SUFFIX:
                try:
                    url = read_link(read_text(self._artifact(path), where=str(path)), where=str(path))
                    found.append(LinkedFile(str(place.with_suffix("")), url, str(path)))
                except PaaError as error:
                    errors.append(error)
        metadata = module.metadata
        if metadata is not None and metadata.artifact_urls:
            where = module.where(metadata.lines["artifact_urls"])
            found += [LinkedFile(file, url, where) for file, url in sorted(metadata.artifact_urls.items())]
        errors += [error for link in found for error in _wrong_link(link)]
        places = [(each.destination, self._shown(each.source)) for each in artifacts]
        places += [(place, link.where) for link in found for place in (link.destination, link.link)]
        raise_together(errors or list(_collisions(places)))
        return tuple(sorted(found, key=lambda each: each.name))

    def documents(self, name: ImportName) -> tuple[ShippedFile, ...]:
        """List the documentation that somebody wrote: each file, and its place among the others; no hidden ones.

        Raises:
            SourceError: A link leads out of the repository, or to a folder, or two files have one place; all at once.
        """
        settings = self._repository.settings
        found: list[ShippedFile] = []
        errors: list[PaaError] = []
        for path, place in self._places(name, settings.docs_dir, settings.docs_file_paths, "docs_file_paths"):
            # Editors and Jupyter keep their own copies in hidden folders.
            if any(part.startswith(".") for part in place.parts):
                continue
            try:
                found.append(ShippedFile(self._artifact(path), place))
            except SourceError as error:
                errors.append(error)
        raise_together([*errors, *_collisions([(each.destination, self._shown(each.source)) for each in found])])
        return tuple(sorted(found, key=lambda each: each.destination))

    def _artifact_places(self, name: ImportName) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
        settings = self._repository.settings
        return self._places(name, settings.artifacts_dir, settings.artifacts_filepaths, "artifacts_filepaths")

    def _places(
        self, name: ImportName, home: PurePosixPath, given: Mapping[PurePosixPath, PurePosixPath], key: str
    ) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
        """Give the files that a project has in a folder, and by a key: where they are, and where they belong in it.

        Raises:
            SourceError: The key names what is not there.
        """
        repository, folder = self._repository, home / name
        yield from ((folder / path, path) for path in list_files(repository.root / folder))
        files: dict[PurePosixPath, None] = {}
        for source in given:
            below = list_files(repository.root / source)
            if not below and not (repository.root / source).is_file():
                raise SourceError(f"{key} names what is not there: {source}", where=CONFIG)
            files |= dict.fromkeys([source / path for path in below] or [source])
        yield from given_files(given, name, repository.layout.modules, files)

    def _shown(self, file: Path) -> str:
        root = self._repository.root
        return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)

    def _artifact(self, path: PurePosixPath) -> Path:
        file = self.file(path)
        try:
            str(path).encode()
        except UnicodeEncodeError:
            hint = "rename it; where it is UTF-8, run paa with PYTHONUTF8=1"
            raise SourceError("the file name is not UTF-8 for this process", where=str(path), hint=hint) from None
        if _is_strange(str(path)):
            message = "an archive cannot hold this file name everywhere: there is a control character or `\\` in it"
            raise SourceError(message, where=repr(str(path))[1:-1], hint="rename it")
        if not file.is_file():
            message = "a link to a folder is not shipped" if file.is_dir() else "there is no file to ship"
            raise SourceError(message, where=str(path), hint="put the files themselves there")
        return file

    def licenses(self, name: ImportName) -> Iterator[ShippedFile]:
        """Take the project's own licence files, and what the configuration names for every package.

        Raises:
            SourceError: A configured file is not there.
        """
        root, settings = self._repository.root, self._repository.settings
        folder = settings.licenses_dir / name
        own = [path for path in list_files(root / folder) if not path.name.startswith(".")]
        yield from (ShippedFile(self._artifact(folder / path), place_license(path)) for path in own)
        configured = dict(zip(LICENSE_KINDS, (settings.license_path, settings.notice_path), strict=True))
        for kind, path in configured.items():
            if path is not None and kind not in license_kinds(own):
                if not (root / path).is_file():
                    key = f"{kind.lower()}_path"
                    raise SourceError(f"{key} names a file that is not there: {path}", where=CONFIG)
                yield ShippedFile(self.file(path), PurePosixPath(kind))

    def walkthrough(self, name: ImportName) -> Walkthrough | None:
        """Read the example notebook of a project, if there is one.

        Raises:
            SourceError: It is no notebook.
            UsageError: The command line names one that is not there.
        """
        path = self.notebook(name)
        if path is None:
            return None
        return tell_notebook(read_notebook(read_text(self.file(path), where=str(path)), where=str(path)))

    def notebook(self, name: ImportName) -> PurePosixPath | None:
        """Find the example notebook of a project: what the command line names, else that of the conventions.

        Raises:
            UsageError: The command line names one that is not there.
        """
        root, given = self._repository.root, self._repository.places.notebook
        if given is not None:
            if not given.is_file():
                raise UsageError("there is no such file", where=str(given))
            resolved = given.resolve()
            return PurePosixPath(resolved.relative_to(root) if resolved.is_relative_to(root) else resolved)
        path = self._repository.settings.example_notebooks_path / f"{name}.ipynb"
        return path if (root / path).is_file() else None

    def readme(self, module: Module) -> str | None:
        """Read the file that the metadata names as the README.

        Raises:
            SourceError: It is not there, or cannot be read.
        """
        metadata = module.metadata
        if metadata is None or not metadata.readme:
            return None
        path = PurePosixPath(metadata.readme)
        where = module.where(metadata.lines["readme"])
        if path.is_absolute() or ".." in path.parts or not (self._repository.root / path).is_file():
            hint = "name a Markdown file by its path from the repository's root"
            raise SourceError(f"'readme' names no file of the repository: {path}", where=where, hint=hint)
        return read_text(self.file(path), where=str(path))


def _wrong_link(link: LinkedFile) -> Iterator[PaaError]:
    path = PurePosixPath(link.name)
    outside = path.is_absolute() or ".." in path.parts or str(path) != link.name
    if outside or path.name in {"", "."} or _is_strange(link.name):
        message = f"{link.name!r} is no name for a file below artifacts/"
        yield SourceError(message, where=link.where, hint="write it as in `model.bin` or `data/model.bin`")
    elif path.suffix == LINK_SUFFIX:
        message = f"the name of a fetched file must not end in {LINK_SUFFIX}"
        yield SourceError(message, where=link.where, hint="that ending is for the address beside it")
    try:
        check_address(link.url, where=link.where, plain_http=True)
    except SourceError as error:
        yield error


def _is_strange(name: str) -> bool:
    """Tell whether another system would take a name for something else."""
    return "\\" in name or any(category(character) == "Cc" for character in name)


def _collisions(places: Sequence[tuple[PurePosixPath, str]]) -> Iterator[PaaError]:
    """Find files that go to one and the same place, or to a place below a file; each is told once."""
    first: dict[PurePosixPath, str] = {}
    told: set[str] = set()
    for place, where in places:
        if place in first and where not in told:
            told.add(where)
            yield SourceError(f"{place} has two sources", where=where, hint=f"the other one is {first[place]}")
        first.setdefault(place, where)
    for place, where in places:
        for parent in place.parents:
            if parent in first:
                yield SourceError(f"{place} lies below a file", where=where, hint=f"the file is {first[parent]}")
