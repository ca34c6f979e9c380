"""The maps of `.paa.config` from files of the repository to where they go: data files, documentation."""

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from paa.model.names import ImportName

__all__ = ["given_files"]


def given_files(
    mapping: Mapping[PurePosixPath, PurePosixPath],
    name: ImportName,
    projects: Container[str],
    files: Iterable[PurePosixPath],
) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Select what a map gives to one project.

    A destination whose first folder is the name of a module goes to that project alone, as it would from
    `artifacts/<name>/`; every other destination goes to every project.

    Args:
        mapping: File or folder of the repository → where it goes.
        name: The project.
        projects: The import names of all projects.
        files: The files of the repository that may be meant, folders expanded.

    Yields:
        A file of the repository, and where it goes in the project's folder.
    """
    paths = tuple(files)
    for source, target in sorted(mapping.items()):
        first, *others = target.parts
        owner = first if others and first in projects else None
        if owner not in {None, name}:
            continue
        place = PurePosixPath(*others) if owner else target
        for path in paths:
            if path == source:
                yield path, place
            elif path.is_relative_to(source):
                yield path, place / path.relative_to(source)
