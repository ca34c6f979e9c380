"""What a resolver chose."""

from dataclasses import dataclass

from packaging.version import Version

from paa.model.finding import Finding
from paa.model.names import ImportName, NormalizedName

__all__ = ["Resolution", "Resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A project from outside the repository, in the version that an installation would take today.

    Attributes:
        version: None where it comes from an address, and not from an index.
        marker: The environments that it is for; empty for all of them.
    """

    name: NormalizedName
    version: Version | None
    marker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The requirements of projects, resolved together, and each by itself where that has no solution.

    Attributes:
        chosen: Sorted by name and version; one project may be there in several versions.
        findings: What the resolver has to say against it.
        left_out: The projects of whose requirements `chosen` does not hold all: no versions meet them, they were not
            looked up because one of them is only guessed, or there was no answer.
    """

    chosen: tuple[Resolved, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[ImportName, ...] = ()
