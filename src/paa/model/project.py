"""A project: one module of the repository on its way to one distribution package."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from paa.model.artifacts import LinkedFile
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.walkthrough import Walkthrough

__all__ = ["Project", "ShippedFile"]


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """A file that is taken into the package as it is.

    Attributes:
        source: Where it is on disk.
        destination: Where it goes, inside the package (`artifacts/a.json`) or the source tree (`LICENSE`).
    """

    source: Path
    destination: PurePosixPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything of the repository that one distribution package is made from.

    Attributes:
        components: The components that the module and its interfaces reach, in the order of their paths.
        interfaces: The files that stand beside the module, by the name of the interface.
        siblings: The other modules of the repository that it imports, with the line of the first import.
        artifacts: The data files.
        licenses: LICENSE, NOTICE and the like.
        links: Data files that the repository only names by their addresses; `artifacts` has their content once it is
            fetched.
        readme: The text of the file that the metadata names as the README; None to make one from the rest.
        walkthrough: What the example notebook tells.
    """

    import_name: ImportName
    module: Module
    components: tuple[Module, ...]
    interfaces: Mapping[str, Module]
    siblings: Mapping[ImportName, str]
    artifacts: tuple[ShippedFile, ...]
    licenses: tuple[ShippedFile, ...]
    links: tuple[LinkedFile, ...] = ()
    readme: str | None = None
    walkthrough: Walkthrough | None = None

    @property
    def sources(self) -> tuple[Module, ...]:
        """Every Python file of the project, the module first."""
        return (self.module, *self.components, *self.interfaces.values())
