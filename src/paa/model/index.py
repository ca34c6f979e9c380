"""What an index knows of a project."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import Version

from paa.model.names import NormalizedName

__all__ = ["IndexFile", "IndexProblem", "IndexProject", "InstallLines", "InstallerSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFile:
    """A file on an index.

    Attributes:
        sha256: Hexadecimal; None when the index does not say, or was not asked.
        url: Where it is.
        yanked: The reason, an empty text without one, None when it is not yanked.
    """

    filename: str
    sha256: str | None
    url: str
    yanked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexProject:
    """A project on an index.

    Attributes:
        files: Version → its files; every version that ever had a file, also yanked and pre-release ones. One whose
            files were deleted has none, where the index tells of it, and is taken all the same.
    """

    name: NormalizedName
    files: Mapping[Version, tuple[IndexFile, ...]]

    @property
    def latest(self) -> Version | None:
        """The highest version that is taken, of whatever kind."""
        return max(self.files, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexProblem:
    """Something wrong with what an index holds.

    Attributes:
        where: The file.
        hint: The way out.
        harmless: Whether installers never notice.
    """

    message: str
    where: str | None
    hint: str | None
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class InstallLines:
    """The commands that install from an index, in their order, for who uses pip and for who uses uv.

    Attributes:
        login: Where the login goes, in words; None where nobody asks for one.
    """

    pip: tuple[str, ...]
    uv: tuple[str, ...]
    login: str | None = None


@dataclass(frozen=True, slots=True)
class InstallerSettings:
    """The files that let pip and uv install from an index: `pip.conf` and `uv.toml`."""

    pip: str
    uv: str
