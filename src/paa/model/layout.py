"""Where the Python files of a repository are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from paa.model.names import ImportName

__all__ = ["Layout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The module files and the component files of a repository.

    Attributes:
        module_dir: Inside the repository.
        dependencies_dir: Inside the repository; not necessarily below `module_dir`.
        modules: Import name → file.
        misnamed: Python files in `module_dir` whose names cannot be imported.
        components: Every Python file below `dependencies_dir`.
    """

    module_dir: PurePosixPath
    dependencies_dir: PurePosixPath
    modules: Mapping[ImportName, PurePosixPath]
    misnamed: tuple[PurePosixPath, ...]
    components: frozenset[PurePosixPath]
