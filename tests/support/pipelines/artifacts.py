"""Files that jobs hand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

__all__ = ["Artifact", "Artifacts"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A set of files under a name; paths are as they will be where it is unpacked.

    Attributes:
        number: No other one has it, also none that takes its name.
    """

    name: str
    attempt: int
    job: str
    files: Mapping[str, bytes]
    number: int = 0


@dataclass(slots=True)
class Artifacts:
    """The artifacts of a run; a later attempt covers what an earlier one has left."""

    stored: list[Artifact] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        """Go on behind the numbers that are there."""
        self.count = max([self.count, *(artifact.number for artifact in self.stored)])

    def add(self, artifact: Artifact, *, overwrite: bool) -> bool:
        """Keep an artifact; tell whether the name was free."""
        same = [old for old in self.stored if (old.name, old.attempt) == (artifact.name, artifact.attempt)]
        if same and not overwrite:
            return False
        self.count += 1
        self.stored = [old for old in self.stored if old not in same] + [replace(artifact, number=self.count)]
        return True

    def numbered(self, number: int) -> list[Artifact]:
        """Give the one that has a number, if it is still the newest of its name."""
        return [artifact for artifact in self.named("*") if artifact.number == number]

    def named(self, pattern: str) -> list[Artifact]:
        """Give those whose name matches, in order of the names."""
        newest: dict[str, Artifact] = {}
        for artifact in sorted(self.stored, key=lambda artifact: artifact.attempt):
            newest[artifact.name] = artifact
        return [newest[name] for name in sorted(newest) if fnmatchcase(name, pattern)]

    def __getitem__(self, name: str) -> Mapping[str, bytes]:
        """Give the files of an artifact."""
        (found,) = (artifact for artifact in self.named("*") if artifact.name == name)
        return found.files

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one of that name."""
        return any(artifact.name == name for artifact in self.stored)
