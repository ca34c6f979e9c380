"""Archives on disk."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from packaging.version import Version

from paa.model.names import ImportName, NormalizedName

__all__ = ["KINDS", "Distribution", "DistributionKind"]


class DistributionKind(StrEnum):
    """The two archives of a release."""

    WHEEL = "wheel"
    SDIST = "sdist"


KINDS = (DistributionKind.WHEEL, DistributionKind.SDIST)
"""What a release has, in the order in which it is built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A wheel or an sdist.

    Attributes:
        size: In bytes.
        sha256: Hexadecimal.
    """

    import_name: ImportName
    name: NormalizedName
    version: Version
    kind: DistributionKind
    path: Path
    size: int
    sha256: str
