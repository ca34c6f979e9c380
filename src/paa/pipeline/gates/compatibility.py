"""The gate that asks whether the requirements of a project can be met together with those of its siblings."""

from collections.abc import Iterator, Sequence

from paa.core.inference.closure import conflicts_among
from paa.core.inference.conflicts import Demand, describe_conflict
from paa.core.inference.requirements import explain_guess
from paa.model.finding import Finding
from paa.pipeline.closures import Closure
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.resolve import guesses_of

__all__ = ["Compatibility"]

_Conflicts = Sequence[tuple[Closure, Sequence[tuple[Demand, Demand]]]]
DAY = 24 * 60 * 60.0  # seconds: an index has new releases every day


class Compatibility:
    """Compares the declared requirements with each other; asked to be thorough, it has a resolver try them."""

    name = "compatibility"
    summary = "requirements that exclude each other, that no versions meet, or that are only guessed"
    passed = "no conflict"
    needs = frozenset({Need.NETWORK})
    tools = ("uv", "pip")
    together = True
    valid_for = DAY

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:  # noqa: ARG002 - the Protocol's
        """Look for requirements that exclude each other.

        Raises:
            SourceError: A source is wrong.
        """
        closures = inspection.closures()
        conflicts = [(closure, tuple(conflicts_among(closure.requirements))) for closure in closures]
        found = [*self._guesses(closures), *self._findings(conflicts)]
        if inspection.full:
            found += inspection.resolution().findings
        return tuple(dict.fromkeys(found))

    def _guesses(self, closures: Sequence[Closure]) -> Iterator[Finding]:
        """Tell of what is only guessed: it may be a stranger's project."""
        told: set[tuple[str, str]] = set()
        for closure in closures:
            for found in guesses_of(closure):
                if (found.where, found.line) not in told:
                    told.add((found.where, found.line))
                    text, hint = explain_guess(found)
                    yield Finding(
                        gate=self.name,
                        rule="guess",
                        message=text,
                        where=found.where,
                        hint=hint,
                        project=closure.import_name,
                    )

    def _findings(self, conflicts: _Conflicts) -> Iterator[Finding]:
        """Tell of each pair of places once: a project has it from the sibling that stands before it."""
        told: set[tuple[str, str]] = set()
        for closure, pairs in conflicts:
            for first, second in pairs:
                if (first.where, second.where) in told:
                    continue
                told |= {(first.where, second.where), (second.where, first.where)}
                message, hint = describe_conflict(first, second)
                yield Finding(
                    gate=self.name,
                    rule="conflict",
                    message=f"{closure.name}: {message}",
                    where=second.where,
                    hint=hint,
                    project=closure.import_name,
                )
