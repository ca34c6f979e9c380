"""Files that jobs hand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

__all__ = ["Artifact", "Artifacts"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A set of files under a name; paths are as they will be where it is unpacked."""

    name: str
    attempt: int
    job: str
    files: Mapping[str, bytes]


@dataclass(slots=True)
class Artifacts:
    """The artifacts of a run; a later attempt covers what an earlier one has left."""

    stored: list[Artifact] = field(default_factory=list)

    def add(self, artifact: Artifact, *, overwrite: bool) -> bool:
        """Keep an artifact; tell whether the name was free."""
        same = [old for old in self.stored if (old.name, old.attempt) == (artifact.name, artifact.attempt)]
        if same and not overwrite:
            return False
        self.stored = [old for old in self.stored if old not in same] + [artifact]
        return True

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
