"""What deciding which projects changed needs to know of a source file; small, and cached by the file's blob id."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from paa.model.module import ImportStatement

__all__ = ["Facts", "ReleaseFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """What `__package_metadata__` says that decides about releases.

    Attributes:
        name: The project name that it gives.
        version: The version that it asks for.
        readme: The file that it names as the README.
        artifacts: The data files that it names by their addresses.
        own: The settings of the repository that it replaces.
    """

    name: str | None
    version: str | None
    readme: str | None
    artifacts: tuple[str, ...]
    own: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One source file.

    Attributes:
        release: None when the module is not for release.
        error: Why the file cannot be read; then nothing else is known.
    """

    path: PurePosixPath
    imports: tuple[ImportStatement, ...] = ()
    release: ReleaseFacts | None = None
    error: str | None = None

    def where(self, line: int | None = None) -> str:
        """Point into the file, as an error does."""
        return f"{self.path}:{line}" if line else str(self.path)
