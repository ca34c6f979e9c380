"""Look at distributions before they are published; what cannot be checked is refused."""

from collections.abc import Iterable, Sequence

from packaging.metadata import Metadata

from paa.adapters.frontend import read_core_metadata
from paa.core.inference.requirements import explain_guess
from paa.errors import GateError, PaaError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.spec import Found, PackageSpec
from paa.pipeline.events import Reporter

__all__ = ["check_distributions", "refuse_guesses", "warn_of_guesses"]


def check_distributions(distributions: Sequence[Distribution]) -> None:
    """Refuse distributions whose metadata an index would refuse.

    Raises:
        GateError: Core metadata that is not valid; all of it at once.
    """
    errors: list[PaaError] = []
    for distribution in distributions:
        if distribution.kind is DistributionKind.WHEEL:
            try:
                Metadata.from_email(read_core_metadata(distribution.path), validate=True)
            except ExceptionGroup as group:
                where = f"{distribution.path.name}, METADATA"
                errors += [GateError(f"invalid metadata: {each}", where=where) for each in group.exceptions]
    raise_together(errors)


def refuse_guesses(specs: Sequence[PackageSpec]) -> None:
    """Refuse requirements that nothing but the name of an import speaks for: the project may be a stranger's.

    Raises:
        GateError: There are some; all of them at once.
    """
    guesses = [(spec.name, guess) for spec in specs for guess in spec.guesses]
    raise_together(
        [
            GateError(f"{name}: {text}", where=guess.where, hint=hint)
            for name, guess in guesses
            for text, hint in [explain_guess(guess)]
        ]
    )


def warn_of_guesses(requirements: Iterable[Found], reporter: Reporter) -> None:
    """Name the requirements that nothing but the name of an import speaks for."""
    for each in requirements:
        if not each.certain:
            text, hint = explain_guess(each)
            reporter.warn(text, where=each.where, hint=hint)
