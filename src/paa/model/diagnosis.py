"""What was looked at before a release, and how it is."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Diagnosis", "Symptom", "Verdict"]


class Verdict(StrEnum):
    """How it is."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"  # a release would fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One thing that was looked at.

    Attributes:
        subject: What it belongs to: `repository`, an index, a project.
        check: What was looked at, in a word.
        text: How it is.
        hint: What to do about it, if something is to be done.
    """

    subject: str
    check: str
    verdict: Verdict
    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything that was looked at, in that order."""

    symptoms: tuple[Symptom, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of a release."""
        return all(symptom.verdict is not Verdict.BAD for symptom in self.symptoms)
