"""The gate that asks whether the requirements of a project can be met together with those of its siblings."""

from collections.abc import Iterator, Sequence

from paa.core.inference.closure import conflicts_among
from paa.core.inference.conflicts import Demand, describe_conflict
from paa.model.finding import Finding
from paa.pipeline.closures import Closure, read_closures
from paa.pipeline.events import Reporter
from paa.pipeline.gates.protocol import Inspection
from paa.pipeline.resolve import Trial, resolve

__all__ = ["Compatibility"]

_Conflicts = Sequence[tuple[Closure, Sequence[tuple[Demand, Demand]]]]


class Compatibility:
    """Compares the declared requirements with each other; asked to be thorough, it has a resolver try them."""

    name = "compatibility"
    passed = "no conflict"

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look for requirements that exclude each other.

        Raises:
            SourceError: A source is wrong.
        """
        closures = read_closures(inspection.reader, inspection.projects, reporter)
        conflicts = [(closure, tuple(conflicts_among(closure.requirements))) for closure in closures]
        found = list(self._findings(conflicts))
        if inspection.full:
            # What is known to have no solution need not be tried.
            rest = [closure for closure, pairs in conflicts if not pairs]
            trial = Trial(gate=self.name, folder=inspection.reader.repository.root, seconds=inspection.seconds)
            found += resolve(rest, trial, reporter)
        return tuple(found)

    def _findings(self, conflicts: _Conflicts) -> Iterator[Finding]:
        """Tell of each pair of places once: a project has it from the sibling that stands before it."""
        told: set[tuple[str, str]] = set()
        for closure, pairs in conflicts:
            for first, second in pairs:
                if (first.where, second.where) in told:
                    continue
                told |= {(first.where, second.where), (second.where, first.where)}
                message, hint = describe_conflict(first, second)
                message = f"{closure.name}: {message}"
                yield Finding(gate=self.name, rule="conflict", message=message, where=second.where, hint=hint)
