"""What every gate answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from paa.model.finding import Finding
from paa.model.project import Project
from paa.pipeline.events import Reporter
from paa.pipeline.sources import Reader

__all__ = ["Gate", "Inspection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a gate looks at, and how closely.

    Attributes:
        reader: The sources of the repository.
        projects: Those that were asked for.
        full: Whether tools and indexes are asked, too.
        seconds: How long a gate may wait for them altogether.
    """

    reader: Reader
    projects: Sequence[Project]
    full: bool
    seconds: float


class Gate(Protocol):
    """Decides whether projects are good enough to be released; what it cannot tell is a finding."""

    @property
    def name(self) -> str:
        """What the gate is called, on the command line and in its findings."""

    @property
    def passed(self) -> str:
        """What a user reads when there is no finding."""

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look at projects.

        Raises:
            SourceError: A source is wrong, so that there is nothing to look at.
        """
