"""What gates answered before; kept in git's own folder, and never needed to get a right answer."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from paa.adapters.caches import read_cache, write_cache
from paa.adapters.clock import now
from paa.adapters.git import git_directory
from paa.model.choices import GateAction
from paa.model.finding import UNAVAILABLE, Finding
from paa.pipeline.gates.protocol import Gate
from paa.pipeline.repository import Repository

__all__ = ["Memory"]

_FORM = 1  # of what is remembered
_KEPT = 60 * 24 * 60 * 60.0  # seconds after which an answer that nobody asked for is dropped


class Memory:
    """Remembers answers by the digest of what they depend on; an answer that is not known to be right is not kept."""

    def __init__(self, repository: Repository) -> None:
        git = git_directory(repository.work_tree)
        self._file = git / "paa" / f"gates-{_FORM}.json" if git else None
        stored = read_cache(self._file) if self._file else None
        self._answers: dict[str, dict[str, Any]] = stored if isinstance(stored, dict) else {}
        self._time = now().timestamp()
        self._fresh = False

    def recall(self, gate: Gate, key: str) -> tuple[Finding, ...] | None:
        """Give what a gate found, if that is known and still counts."""
        answer = self._answers.get(key)
        if answer is None:
            return None
        age = self._time - answer["made"]
        # A clock that was set back makes an answer no younger than it is.
        if age < 0 or (gate.valid_for is not None and age > gate.valid_for):
            return None
        return tuple(Finding(**{**each, "level": GateAction(each["level"])}) for each in answer["findings"])

    def keep(self, key: str, findings: Sequence[Finding]) -> None:
        """Remember an answer; that a gate could not answer is none."""
        if not any(finding.rule == UNAVAILABLE for finding in findings):
            self._answers[key] = {"made": self._time, "findings": [asdict(finding) for finding in findings]}
            self._fresh = True

    def save(self) -> None:
        """Keep everything for the next run; what cannot be written changes no result."""
        if self._file and self._fresh:
            answers = {key: each for key, each in self._answers.items() if self._time - each["made"] < _KEPT}
            write_cache(self._file, answers)
