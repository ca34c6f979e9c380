"""What the tracking files say."""

from dataclasses import dataclass

from packaging.version import Version

__all__ = ["LogRow"]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One release in the log of versions.

    Attributes:
        timestamp: As it is written; rows of the predecessor hold local times.
        package: The import name.
    """

    timestamp: str
    package: str
    version: Version
