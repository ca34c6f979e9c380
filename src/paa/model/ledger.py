"""What the tracking files say."""

from dataclasses import dataclass

from packaging.version import Version

__all__ = ["LOG", "VERSIONS", "LogRow"]

VERSIONS = "tracking/lsts_package_versions.yml"
"""The ledger: the last version of each project; a path below `paa_dir`."""

LOG = "tracking/version_logs.csv"
"""Every release with its time; a path below `paa_dir`."""


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
