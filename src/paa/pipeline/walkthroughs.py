"""Run the example notebooks of projects, with the packages as they are about to be built."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from paa.adapters.files import read_text, write_files
from paa.adapters.notebooks import execute_notebook
from paa.core.package.walkthroughs import tell_notebook
from paa.core.source.notebooks import check_notebook, read_notebook
from paa.errors import PaaError, raise_together
from paa.model.names import ImportName
from paa.model.project import Project
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.companions import Companions
from paa.pipeline.events import Reporter
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["execute_walkthroughs"]


def execute_walkthroughs(
    projects: Sequence[Project],
    reader: Reader,
    specifier: Specifier,
    *,
    kernel: str,
    folder: Path,
    reporter: Reporter,
) -> tuple[Project, ...]:
    """Replace the walkthroughs of projects by what their notebooks tell when they are run now.

    The files of the repository stay as they are.

    Raises:
        UsageError: Jupyter, or the kernel, is not there.
        SourceError: A notebook or a cell fails; all of them at once.
    """
    beside = Companions(reader.repository)
    done: list[Project] = []
    errors: list[PaaError] = []
    for project in projects:
        path = beside.notebook(project.import_name)
        if path is None:
            reporter.warn("there is no example notebook to be run", where=project.module.where())
            done.append(project)
            continue
        where = str(path)
        try:
            text = read_text(beside.file(path), where=where)
            check_notebook(text, where=where)
            home = folder / "notebooks" / project.import_name
            _write_packages(project, reader, specifier, home / "packages")
            with reporter.step(f"executing {path}"):
                text = execute_notebook(text, kernel=kernel, importable=home / "packages", folder=home, where=where)
            done.append(replace(project, walkthrough=tell_notebook(read_notebook(text, where=where))))
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    return tuple(done)


def _write_packages(project: Project, reader: Reader, specifier: Specifier, folder: Path) -> None:
    """Put a package and those of its siblings where a notebook can import them."""
    for each in (project, *_siblings(project, reader, set())):
        tree = assemble_tree(each, specifier.specify(each), reader.repository)
        package = {path: content for path, content in tree.files.items() if path.parts[0] == each.import_name}
        write_files(folder, package)


def _siblings(project: Project, reader: Reader, seen: set[ImportName]) -> Iterator[Project]:
    """Give every sibling that a project needs, those that its siblings need among them."""
    for name in project.siblings:
        if name not in seen:
            seen.add(name)
            sibling = reader.project(name)
            yield sibling
            yield from _siblings(sibling, reader, seen)
