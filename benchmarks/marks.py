"""What must be reached, and what would be good: a bound on one row, mostly relative to another row of the same run."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measure import Measured

__all__ = ["MemoryMark", "SecondsMark", "TimeMark"]


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A bound on the time of a row, as a multiple of the time of a reference row.

    Attributes:
        row: The row under test.
        reference: The row it is compared with.
        must: The largest ratio that is allowed.
        reach: The ratio to reach for.
    """

    row: str
    reference: str
    must: float
    reach: float

    def judge(self, rows: Mapping[str, Measured]) -> str:
        """Write the ratio beside its bounds, and MISSED where the first of them is missed."""
        ratio = rows[self.row].milliseconds / rows[self.reference].milliseconds
        bounds = f"must be <= {self.must:g} x, reach <= {self.reach:g} x"
        return f"{self.row}: {ratio:.2f} x {self.reference} ({bounds}) {_verdict(ratio, self.must, self.reach)}"


@dataclass(frozen=True, slots=True)
class SecondsMark:
    """A bound on the time of a row in seconds; what is to be reached for is a multiple of a reference row.

    Attributes:
        row: The row under test.
        must: The longest time that is allowed, in seconds.
        reference: The row it is compared with.
        reach: The ratio to reach for.
    """

    row: str
    must: float
    reference: str
    reach: float

    def judge(self, rows: Mapping[str, Measured]) -> str:
        """Write the time and the ratio beside their bounds, and MISSED where the first of them is missed."""
        seconds = rows[self.row].milliseconds / 1000
        ratio = rows[self.row].milliseconds / rows[self.reference].milliseconds
        verdict = "MISSED" if seconds > self.must else "reached" if ratio <= self.reach else "met"
        bounds = f"must be <= {self.must:g} s, reach <= {self.reach:g} x {self.reference}"
        return f"{self.row}: {seconds:.2f} s, {ratio:.1f} x {self.reference} ({bounds}) {verdict}"


@dataclass(frozen=True, slots=True)
class MemoryMark:
    """A bound on the peak memory of a row, in megabytes.

    Attributes:
        own: Whether the programs that the command starts, such as git, are left out.
    """

    row: str
    must: float
    reach: float
    own: bool = False

    def judge(self, rows: Mapping[str, Measured]) -> str:
        """Write the peak beside its bounds, and MISSED where the first of them is missed."""
        peak = rows[self.row].own_megabytes if self.own else rows[self.row].megabytes
        bounds = f"must be <= {self.must:g} MB, reach <= {self.reach:g} MB"
        return f"{self.row}: {peak:.0f} MB ({bounds}) {_verdict(peak, self.must, self.reach)}"


def _verdict(value: float, must: float, reach: float) -> str:
    if value > must:
        return "MISSED"
    return "reached" if value <= reach else "met"
