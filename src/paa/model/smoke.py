"""What is tried of a wheel, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from packaging.version import Version

from paa.model.names import ImportName, NormalizedName

__all__ = ["Smoked", "Stumble", "Trial", "WheelSource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelSource:
    """Where a wheel of ours comes from.

    Attributes:
        url: Its address; a file on this machine has one as well.
        sha256: Hexadecimal; whatever has another one is not installed.
    """

    name: NormalizedName
    version: Version
    url: str
    sha256: str

    @property
    def is_local(self) -> bool:
        """Whether it is installed without a network."""
        return self.url.startswith("file:")


class Trial(StrEnum):
    """What is tried, in this order; what fails ends it."""

    INSTALL = "install"
    IMPORT = "import"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stumble:
    """What failed.

    Attributes:
        trial: What was tried.
        text: What is wrong, in half a sentence behind the name of the project.
        said: The last lines that the program printed, without anybody's password; empty when it said nothing.
        missing: The module that was looked for and is not there.
    """

    trial: Trial
    text: str
    said: str = ""
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoked:
    """What came of trying a wheel in a fresh environment.

    Attributes:
        python: The version of the interpreter.
        commands: The console scripts that were run.
        stumble: What failed; None when everything works.
    """

    import_name: ImportName
    name: NormalizedName
    version: Version
    python: str
    commands: tuple[str, ...]
    stumble: Stumble | None
