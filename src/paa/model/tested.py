"""What became of the tests of a project."""

from dataclasses import dataclass
from enum import StrEnum

from packaging.version import Version

from paa.errors import PaaError
from paa.model.names import ImportName, NormalizedName

__all__ = ["Outcome", "Tested"]


class Outcome(StrEnum):
    """How tests ended; the values are what a user reads."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    NONE = "no tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The tests of a project, run against its wheel.

    Attributes:
        python: The version of the interpreter that ran them; empty where there are none.
        output: What pytest printed.
        where: The folder of the tests.
        failure: Why they could not be run.
    """

    import_name: ImportName
    name: NormalizedName
    version: Version
    outcome: Outcome
    where: str
    python: str = ""
    output: str = ""
    failure: PaaError | None = None
