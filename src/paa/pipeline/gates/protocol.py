"""What every gate answers."""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from paa.model.finding import Finding
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection

__all__ = ["Gate", "Need"]


class Need(StrEnum):
    """What a gate looks at besides the sources; it is ready before the first gate begins."""

    ARCHIVES = "archives"
    """Wheel and sdist of each project: `Inspection.archives`."""
    REBUILT = "rebuilt"
    """What each sdist builds where it is unpacked: `Inspection.rebuilt`."""
    RESOLUTION = "resolution"
    """What an installation would take from outside: projects that take nothing from there pass without being asked."""
    PREVIOUS = "previous"
    """The last release of each project: `Inspection.previous`."""
    TESTS = "tests"
    """The tests of each project, `tests_dir/<import_name>`."""
    LINTING = "linting"
    """What linters are configured by, wherever that is."""
    NETWORK = "network"
    """A server is asked."""


class Gate(Protocol):
    """Decides whether projects are good enough to be released.

    What it cannot tell it raises as a `PaaError` whose hint is the remedy: that becomes a finding of the rule
    `unavailable`, and hides nothing that other gates find. Gates run side by side, each in a thread of its own.
    """

    @property
    def name(self) -> str:
        """What the gate is called, on the command line, in the configuration and in its findings."""

    @property
    def summary(self) -> str:
        """What it looks for, as one line."""

    @property
    def passed(self) -> str:
        """What a user reads when there is no finding."""

    @property
    def needs(self) -> Collection[Need]:
        """What it looks at besides the sources."""

    @property
    def tools(self) -> Collection[str]:
        """Programs and distributions that it asks: another version of one may give another answer."""

    @property
    def together(self) -> bool:
        """Whether it looks at all projects at once; otherwise each of its findings names its project."""

    @property
    def valid_for(self) -> float | None:
        """How many seconds an answer may be remembered when nothing changes; None for ever."""

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look at projects.

        Raises:
            PaaError: It cannot tell.
        """
