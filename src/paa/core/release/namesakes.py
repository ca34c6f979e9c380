"""Modules that are one and the same project for an index."""

from collections.abc import Iterable, Iterator

from paa.errors import SourceError
from paa.model.names import ImportName, NormalizedName

__all__ = ["namesakes"]


def namesakes(projects: Iterable[tuple[ImportName, NormalizedName, str]]) -> Iterator[SourceError]:
    """Find the modules whose name on an index an earlier one has.

    Args:
        projects: The import name of each, its name on an index, and the place where it gets that.
    """
    first: dict[NormalizedName, ImportName] = {}
    for import_name, name, where in projects:
        other = first.setdefault(name, import_name)
        if other != import_name:
            message = f"{import_name} and {other} are one and the same project, {name!r}"
            yield SourceError(message, where=where, hint="give one of them another name")
