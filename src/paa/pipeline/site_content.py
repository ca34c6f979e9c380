"""Read what the documentation site of a project tells: pages, docstrings, commands, notes, licences."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.files import read_text, write_files
from paa.adapters.griffe import read_api
from paa.adapters.mkdocs import clean_html
from paa.core.documentation.command_reader import read_commands
from paa.core.documentation.notebook_page import notebook_page
from paa.core.documentation.site import SiteSources
from paa.core.release.notes import read_notes
from paa.core.source.modules import parse_source
from paa.core.source.notebooks import read_notebook
from paa.errors import PaaError, raise_together
from paa.model.api import ApiItem
from paa.model.commands import CommandNode
from paa.model.project import Project, ShippedFile
from paa.model.site import Markup, Page
from paa.model.spec import PackageSpec
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["notes_path", "read_site"]


def read_site(
    project: Project, spec: PackageSpec, reader: Reader, reporter: Reporter, *, folder: Path, notes: Sequence[str]
) -> SiteSources:
    """Read what a site tells besides the metadata.

    Args:
        project: The project.
        spec: Its metadata.
        reader: The sources.
        reporter: Hears what cannot be told.
        folder: A private folder.
        notes: Those of the version that is being released, which is not recorded yet.

    Raises:
        UsageError: A library is not installed.
        SourceError: A page or the release notes are wrong.
        BuildError: The private folder cannot be written to.
    """
    written, files = _written(project, reader)
    return SiteSources(
        written=written,
        files=files,
        api=_api(project, spec, reader.repository, folder),
        commands=tuple(_commands(project, spec, reporter)),
        notes=_notes(project, spec, reader.repository, notes),
        licenses={str(each.destination): read_text(each.source) for each in project.licenses},
        readme=Markup.TEXT if project.readme is None else Markup.CLEANED,
    )


def _written(project: Project, reader: Reader) -> tuple[tuple[Page, ...], Mapping[PurePosixPath, bytes | Path]]:
    """Read the pages that somebody wrote, and what stands beside them."""
    folder = reader.repository.settings.docs_dir / project.import_name
    pages: list[Page] = []
    # The README, which the home page shows, names the images of the walkthrough by these places.
    files: dict[PurePosixPath, bytes | Path] = dict(project.walkthrough.images) if project.walkthrough else {}
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
    return [Page(path=document.destination, text=text, origin=where, markup=Markup.OWN)], {}


def _notebook(document: ShippedFile, where: str) -> tuple[list[Page], Mapping[PurePosixPath, bytes | Path]]:
    notebook = read_notebook(read_text(document.source, where=where), where=where)
    page = notebook_page(notebook, document.destination, clean=clean_html)
    path = document.destination.with_suffix(".md")
    return [Page(path=path, text=page.text, origin=where, markup=Markup.OWN)], dict(page.files)


_READERS = MappingProxyType({".md": _markdown, ".markdown": _markdown, ".ipynb": _notebook})


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


def notes_path(project: Project, repository: Repository) -> PurePosixPath:
    """Give the place of the release notes."""
    return repository.settings.paa_dir / "release_notes" / f"{project.import_name}.md"


def _notes(
    project: Project, spec: PackageSpec, repository: Repository, new: Sequence[str]
) -> Mapping[Version, Sequence[str]]:
    path = notes_path(project, repository)
    recorded: Mapping[Version, Sequence[str]] = {}
    if (repository.root / path).is_file():
        recorded = read_notes(read_text(repository.root / path, where=str(path)), where=str(path))
    return {spec.version: new, **recorded} if new and spec.version not in recorded else recorded
