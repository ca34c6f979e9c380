"""Build the documentation site of a project: from its sources to the files that a browser reads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.api import read_api
from paa.adapters.files import list_files, read_bytes, read_text, remove_files, temporary_directory, write_files
from paa.adapters.git import head_time, is_shallow
from paa.adapters.mkdocs import build_site, clean_html
from paa.core.command_reader import read_commands
from paa.core.modules import parse_source
from paa.core.notebooks import read_notebook
from paa.core.notes import read_notes
from paa.core.site import SiteSources, arrange_site
from paa.errors import PaaError, UsageError, raise_together
from paa.model.api import ApiItem
from paa.model.commands import CommandNode
from paa.model.project import Project, ShippedFile
from paa.model.site import Page
from paa.model.spec import PackageSpec
from paa.model.tree import SourceTree
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["BuiltSite", "SiteRequest", "make_site", "serve_site", "site_files", "site_sources", "with_site"]

PLACE = PurePosixPath("mkdocs/site")  # in the package
MANIFEST = ".paa-site.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRequest:
    """Which site shall be built, and where it goes.

    Attributes:
        name: The project, as the user types it.
        output: The folder; `site/<name>` in the working directory where it is None.
        force: Whether it may be a folder that holds something else.
    """

    name: str
    output: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site on disk."""

    spec: PackageSpec
    folder: Path

    @property
    def address(self) -> str:
        """What a browser opens."""
        return (self.folder / "index.html").resolve().as_uri()


def make_site(repository: Repository, request: SiteRequest, reporter: Reporter) -> BuiltSite:
    """Build the site of a project into a folder.

    Raises:
        UsageError: The folder holds what is not ours, or a library is not installed.
        SourceError: A source, a page or the release notes are wrong.
        BuildError: The site cannot be built or written.
    """
    name = repository.find(request.name)
    folder = request.output or Path("site") / name.replace("_", "-")
    _refuse_strangers(folder, forced=request.force)
    spec, files = _build(repository, request.name, reporter)
    if request.output is None:
        # Nobody asked for this folder: git need not see it.
        files = {**files, PurePosixPath(".gitignore"): b"*\n"}
    _deliver(files, folder)
    return BuiltSite(spec, folder)


def serve_site(repository: Repository, request: SiteRequest, reporter: Reporter, *, port: int) -> Iterator[str]:
    """Build the site of a project and serve it to this machine, until the process is asked to end.

    Args:
        repository: The repository.
        request: What is built; nothing is written without an output folder.
        reporter: Hears what happens.
        port: Where it is served; 0 for any free port.

    Yields:
        The address, once; it is served while the caller asks for more.

    Raises:
        UsageError: The port is taken, the folder holds what is not ours, or a library is not installed.
        SourceError: A source, a page or the release notes are wrong.
        BuildError: The site cannot be built or written.
    """
    from paa.adapters.static_server import serve_files

    if request.output is not None:
        _refuse_strangers(request.output, forced=request.force)
    _, files = _build(repository, request.name, reporter)
    if request.output is not None:
        _deliver(files, request.output)
    yield from serve_files(files, port=port)


def site_files(
    project: Project,
    spec: PackageSpec,
    reader: Reader,
    reporter: Reporter,
    *,
    epoch: int,
    notes: Sequence[str] = (),
) -> Mapping[PurePosixPath, bytes]:
    """Build the site of a project.

    Args:
        project: The project.
        spec: Its metadata.
        reader: The sources.
        reporter: Hears what is wrong with the pages.
        epoch: The time of the site, in seconds since 1970.
        notes: Those of the version that is being released, which is not recorded yet.

    Raises:
        UsageError: A library is not installed.
        SourceError: A page or the release notes are wrong.
        BuildError: The site cannot be built.
    """
    repository = reader.repository
    written, files = _written(project, reader)
    with temporary_directory() as folder:
        sources = SiteSources(
            written=written,
            files=files,
            api=_api(project, spec, repository, folder / "package"),
            commands=tuple(_commands(project, spec, reporter)),
            notes=_notes(project, spec, repository, notes),
            licenses={str(each.destination): read_text(each.source) for each in project.licenses},
        )
        built, said = build_site(arrange_site(spec, sources), folder, epoch=epoch)
    for text in said:
        reporter.warn(text, where=str(repository.settings.docs_dir / project.import_name))
    return built


def site_sources(project: Project, repository: Repository) -> Iterator[Path]:
    """Give every place outside the project's own sources that decides what is on its site."""
    settings = repository.settings
    yield repository.root / settings.docs_dir / project.import_name
    yield repository.root / _notes_path(project, repository)


def with_site(tree: SourceTree, files: Mapping[PurePosixPath, bytes]) -> SourceTree:
    """Put a site into a source tree."""
    folder = PurePosixPath(tree.spec.import_name) / PLACE
    merged = {**tree.files, **{folder / path: content for path, content in files.items()}}
    return replace(tree, files=MappingProxyType(dict(sorted(merged.items()))))


def _build(repository: Repository, name: str, reporter: Reporter) -> tuple[PackageSpec, Mapping[PurePosixPath, bytes]]:
    reader = Reader(repository)
    project = reader.project(repository.find(name))
    (spec,) = specify_projects([project], _specifier(reader, project), reporter)
    with reporter.step(f"building the site of {spec.name} {spec.version}"):
        files = site_files(project, spec, reader, reporter, epoch=head_time(repository.work_tree) or 0)
    return spec, files


def _specifier(reader: Reader, project: Project) -> Specifier:
    """Say the version of the last release while it is the project that is there, and that of the next one else."""
    from paa.pipeline.detect import detect_changes

    specifier, tree = Specifier(reader), reader.repository.work_tree
    if not specifier.was_released(project.import_name) or head_time(tree) is None or is_shallow(tree):
        return specifier
    unchanged = detect_changes(reader.repository, names=(project.import_name,)).unchanged
    return Specifier(reader, default_version=unchanged.get(project.import_name))


def _written(project: Project, reader: Reader) -> tuple[tuple[Page, ...], Mapping[PurePosixPath, bytes | Path]]:
    """Read the pages that somebody wrote, and what stands beside them."""
    folder = reader.repository.settings.docs_dir / project.import_name
    pages: list[Page] = []
    files: dict[PurePosixPath, bytes | Path] = {}
    errors: list[PaaError] = []
    for document in reader.documents(project.import_name):
        try:
            page, beside = _READERS.get(document.destination.suffix, _as_it_is)(
                document, str(folder / document.destination)
            )
        except PaaError as error:
            errors.append(error)
            continue
        pages += page
        files |= beside
    raise_together(errors)
    return tuple(pages), files


def _as_it_is(document: ShippedFile, where: str) -> tuple[list[Page], Mapping[PurePosixPath, bytes | Path]]:  # noqa: ARG001 - as the readers below
    return [], {document.destination: document.source}


def _markdown(document: ShippedFile, where: str) -> tuple[list[Page], Mapping[PurePosixPath, bytes | Path]]:
    text = read_text(document.source, where=where)
    return [Page(path=document.destination, text=text, origin=where, written=True)], {}


def _notebook(document: ShippedFile, where: str) -> tuple[list[Page], Mapping[PurePosixPath, bytes | Path]]:
    content = read_bytes(document.source, where=where)
    notebook = read_notebook(content, document.destination, where=where, clean=clean_html)
    path = document.destination.with_suffix(".md")
    return [Page(path=path, text=notebook.text, origin=where, written=True)], dict(notebook.files)


_READERS = MappingProxyType({".md": _markdown, ".ipynb": _notebook})


def _api(project: Project, spec: PackageSpec, repository: Repository, folder: Path) -> tuple[ApiItem, ...]:
    """Read what the package offers; the module stands where its names are imported from."""
    package = PurePosixPath(spec.import_name)
    module = package / f"{spec.import_name}.py"
    tree = assemble_tree(project, spec, repository)
    sources: dict[PurePosixPath, bytes | Path] = {}
    for path, content in tree.files.items():
        if isinstance(content, bytes) and (path == module or path.is_relative_to(package / "components")):
            place = package / "__init__.py" if path == module else path
            sources[place] = parse_source(content, path)[0].encode()
    write_files(folder, sources)
    return read_api(folder, spec.import_name)


def _commands(project: Project, spec: PackageSpec, reporter: Reporter) -> Iterator[CommandNode]:
    module = project.interfaces.get("cli")
    for script, target in spec.scripts.items():
        place, _, entry = target.partition(":")
        if module is None or place != spec.parts.get("cli"):
            continue
        node = read_commands(module.text, entry=entry, script=script)
        if node is None:
            hint = "the site describes commands that decorators declare"
            reporter.warn(f"the commands of {script!r} cannot be read", where=module.where(), hint=hint)
        else:
            yield node


def _notes_path(project: Project, repository: Repository) -> PurePosixPath:
    return repository.settings.paa_dir / "release_notes" / f"{project.import_name}.md"


def _notes(
    project: Project, spec: PackageSpec, repository: Repository, new: Sequence[str]
) -> Mapping[Version, Sequence[str]]:
    path = _notes_path(project, repository)
    recorded: Mapping[Version, Sequence[str]] = {}
    if (repository.root / path).is_file():
        recorded = read_notes(read_text(repository.root / path, where=str(path)), where=str(path))
    return {spec.version: new, **recorded} if new and spec.version not in recorded else recorded


def _refuse_strangers(folder: Path, *, forced: bool) -> None:
    """Refuse to write among files that are somebody's own.

    Raises:
        UsageError: There are such files, or a file stands where the folder would be.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            "this is a file where a folder is needed", where=str(folder), hint="name another with --output"
        )
    is_ours = (folder / MANIFEST).is_file()
    if folder.is_dir() and any(folder.iterdir()) and not is_ours and not forced:
        hint = "name another with --output, or add --force: other files in it are left alone"
        raise UsageError("the folder is not empty, and was not made by `paa site`", where=str(folder), hint=hint)


def _deliver(files: Mapping[PurePosixPath, bytes], folder: Path) -> None:
    """Write a site, and remove what an earlier one had and this one lacks."""
    written = _manifest(folder)
    remove_files(folder, sorted(written - files.keys()))
    manifest = json.dumps([str(path) for path in files], indent=1) + "\n"
    write_files(folder, {**files, PurePosixPath(MANIFEST): manifest.encode()})


def _manifest(folder: Path) -> set[PurePosixPath]:
    """Read what an earlier run wrote, as far as it is there and inside the folder."""
    if not (folder / MANIFEST).is_file():
        return set()
    try:
        listed = json.loads(read_text(folder / MANIFEST))
    except ValueError:
        return set()
    there = set(list_files(folder))
    return {path for each in listed if isinstance(each, str) and (path := PurePosixPath(each)) in there}
