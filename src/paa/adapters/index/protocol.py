"""What every index answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from packaging.version import Version

from paa.model.distribution import Distribution
from paa.model.index import IndexFile, IndexProblem, IndexProject, InstallLines
from paa.model.names import NormalizedName
from paa.model.patience import Patience
from paa.model.settings import IndexName

__all__ = ["Index", "Yanker"]


class Index(Protocol):
    """A place that distributions are published to and installed from."""

    @property
    def name(self) -> IndexName:
        """What the configuration calls it."""

    @property
    def location(self) -> str:
        """The address of its simple API, as an installer takes it."""

    @property
    def patience(self) -> Patience:
        """How long to go on looking for what was published."""

    def project(self, name: NormalizedName, *, hashed: bool = False) -> IndexProject | None:
        """Tell what is there of a project; None when it never had a file.

        Args:
            name: The project.
            hashed: Whether the hashes are needed, too; some indexes must read the files for them.

        Raises:
            IndexFailure: The index cannot be read, or holds what has no version.
        """

    def publish(self, distributions: Sequence[Distribution]) -> tuple[Distribution, ...]:
        """Store what is missing, and return it; what is there with the same bytes is done.

        Raises:
            IndexFailure: A file is there with other bytes, or the index refuses.
        """

    def problems(self, name: NormalizedName) -> tuple[IndexProblem, ...]:
        """Tell what is wrong with what the index holds of a project; nothing, where a server keeps the books."""

    def installable(self, file: IndexFile, folder: Path) -> str:
        """Give an address from which an installer that knows no password takes a file.

        Args:
            file: What `project` told of it.
            folder: A private one, for a copy of what the index hands out to nobody else.

        Raises:
            IndexFailure: The index does not hand it out.
        """

    def install_lines(self, pins: Mapping[NormalizedName, Version]) -> InstallLines:
        """Give the commands that install releases from here, and what they require.

        Args:
            pins: The releases, with the siblings that they require: those are looked up nowhere else.
        """


@runtime_checkable
class Yanker(Protocol):
    """An index that lets a program yank."""

    def yank(self, name: NormalizedName, version: Version, reason: str | None) -> bool:
        """Tell installers to leave a version alone, or no longer to; False where that was said before.

        Args:
            name: The project.
            version: Its version.
            reason: Why; None to take it back.

        Raises:
            IndexFailure: There is no such version, or the index refuses.
        """
