"""Build the documentation site of a project: from its sources to the files that a browser reads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import list_files, read_text, remove_files, temporary_directory, write_files
from paa.adapters.git import head_time, is_shallow
from paa.adapters.mkdocs import build_site
from paa.core.documentation.site import arrange_site
from paa.errors import SourceError, UsageError
from paa.model.project import Project
from paa.model.site import SITE
from paa.model.spec import PackageSpec
from paa.model.tree import SourceTree
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.site_content import notes_path, read_site
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["BuiltSite", "SiteRequest", "make_site", "serve_site", "site_files", "site_sources", "with_site"]

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
    with temporary_directory() as folder:
        sources = read_site(project, spec, reader, reporter, folder=folder / "package", notes=notes)
        site, home = arrange_site(spec, sources), str(repository.settings.docs_dir / project.import_name)
        try:
            built, said = build_site(site, folder, epoch=epoch)
        except SourceError as error:
            raise SourceError(error.message, where=home, hint=error.hint) from None
    for text in said:
        reporter.warn(text, where=home)
    return built


def site_sources(project: Project, reader: Reader) -> Iterator[Path]:
    """Give every place outside the project's own sources that decides what is on its site.

    The folder of the pages is one of them: a page may be missing.
    """
    repository = reader.repository
    yield repository.root / repository.settings.docs_dir / project.import_name
    yield from (document.source for document in reader.documents(project.import_name))
    yield repository.root / notes_path(project, repository)


def with_site(tree: SourceTree, files: Mapping[PurePosixPath, bytes]) -> SourceTree:
    """Put a site into a source tree."""
    folder = PurePosixPath(tree.spec.import_name) / SITE
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


def _refuse_strangers(folder: Path, *, forced: bool) -> None:
    """Refuse to write among files that are somebody's own.

    Raises:
        UsageError: There are such files, or a file stands where the folder would be.
    """
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir():
        raise UsageError("this is a file where a folder is needed", where=str(there), hint="name another with --output")
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
