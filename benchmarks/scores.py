"""How right answers are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from tests.support.corpus import CorpusCase, Difference, compare

__all__ = ["Score", "ScoreMark", "score_lines", "score_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the answers of one tool to some cases compare with what is expected.

    Attributes:
        right: How many requirements were expected and found.
        surplus: How many were found only.
        missing: How many were expected only.
        exact: How many cases have neither surplus nor missing ones.
        cases: How many there are.
    """

    right: int
    surplus: int
    missing: int
    exact: int
    cases: int

    @property
    def precision(self) -> float:
        """The part of what was found that was expected."""
        return self.right / (self.right + self.surplus) if self.right + self.surplus else 1.0

    @property
    def recall(self) -> float:
        """The part of what was expected that was found."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = 2 * self.right + self.surplus + self.missing
        return 2 * self.right / total if total else 1.0

    @property
    def exact_part(self) -> float:
        """The part of the cases that are wholly right."""
        return self.exact / self.cases


@dataclass(frozen=True, slots=True)
class ScoreMark:
    """What F1 and the exact part must be, and what would be good.

    Attributes:
        must: The least F1 and exact part that are allowed.
        reach: Those to reach for.
    """

    must: tuple[float, float]
    reach: tuple[float, float]

    def judge(self, score: Score) -> str:
        """Write both beside their bounds, and MISSED where the first bound is missed."""
        names = ("F1", "exact")
        values = (score.f1, score.exact_part)
        rows = zip(names, values, self.must, self.reach, strict=True)
        return "; ".join(_judge(*row) for row in rows)


def _judge(name: str, value: float, must: float, reach: float) -> str:
    verdict = "MISSED" if value < must else "reached" if value >= reach else "met"
    return f"{name} {value:.3f} (must be >= {must:g}, reach >= {reach:g}) {verdict}"


def score_names(cases: Iterable[CorpusCase], found: Mapping[str, Sequence[str]]) -> Score:
    """Compare the names of projects; a case without an answer is not right, even where nothing is required."""
    pairs = [(case, frozenset(map(_project, found.get(case.id, ())))) for case in cases]
    return Score(
        right=sum(len(case.names & names) for case, names in pairs),
        surplus=sum(len(names - case.names) for case, names in pairs),
        missing=sum(len(case.names - names) for case, names in pairs),
        exact=sum(case.id in found and case.names == names for case, names in pairs),
        cases=len(pairs),
    )


def score_lines(cases: Iterable[CorpusCase], found: Mapping[str, Sequence[str]]) -> Score:
    """Compare whole lines: names, extras, versions and markers; otherwise as `score_names`."""
    pairs = [(case, compare(case.expected, found.get(case.id, ()))) for case in cases]
    return Score(
        right=sum(len(case.expected) - len(difference.missing) for case, difference in pairs),
        surplus=sum(len(difference.surplus) for _, difference in pairs),
        missing=sum(len(difference.missing) for _, difference in pairs),
        exact=sum(case.id in found and difference == Difference((), ()) for case, difference in pairs),
        cases=len(pairs),
    )


def _project(line: str) -> str:
    try:
        return canonicalize_name(Requirement(line).name)
    except InvalidRequirement:
        return canonicalize_name(line)
