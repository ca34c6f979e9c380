"""Publish what was built, and read back what was published."""

from collections.abc import Sequence
from dataclasses import replace

from paa.adapters.clock import CLOCK, Clock, Pauses
from paa.adapters.files import digest
from paa.adapters.index import Index
from paa.core.release.duplicates import by_project, missing_files
from paa.errors import BuildError, IndexBusy, IndexFailure, IndexRefusal, PaaError, raise_together
from paa.model.distribution import Distribution
from paa.model.names import NormalizedName
from paa.pipeline.events import Reporter
from paa.pipeline.steps import Step

__all__ = ["publish_distributions", "verify_distributions"]


def publish_distributions(
    index: Index, distributions: Sequence[Distribution], reporter: Reporter
) -> tuple[Distribution, ...]:
    """Give an index what it lacks; what it has with the same bytes is done.

    Returns:
        What it lacked.

    Raises:
        BuildError: An archive is not what was built.
        IndexFailure: The index has a file of that name with other bytes, or refuses.
    """
    _refuse_changed(distributions)
    with reporter.step(f"{Step.PUBLISH} {index.name}"):
        try:
            stored = index.publish(distributions)
        except PaaError as error:
            for problem in error.problems:
                if isinstance(problem, IndexRefusal) and problem.said:
                    reporter.detail(f"the index {index.name!r} said: {problem.said}")
            raise
    for distribution in distributions:
        how = "published" if distribution in stored else "is there already"
        reporter.detail(f"{distribution.path.name} {how}")
    return stored


def _refuse_changed(distributions: Sequence[Distribution]) -> None:
    errors: list[PaaError] = []
    for distribution in distributions:
        where, hint = str(distribution.path), "build it again"
        try:
            if digest(distribution.path) != distribution.sha256:
                errors.append(BuildError("the archive changed since it was built", where=where, hint=hint))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            errors.append(BuildError(f"cannot read the archive: {reason}", where=where, hint=hint))
    raise_together(errors)


def verify_distributions(
    index: Index,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    most: float | None = None,
    clock: Clock = CLOCK,
) -> None:
    """Read an index back: every archive is there with our bytes, and installers find it.

    Args:
        index: It is asked again and again, as long as it has a claim to patience, until it shows everything.
        distributions: What was published.
        reporter: Hears what happens.
        most: The most seconds, where there is little hope; 0 for a single look.
        clock: Lets the time between two looks pass.

    Raises:
        IndexFailure: They do not; everything that is wrong at once.
    """
    patience = index.patience
    looks = Pauses(patience if most is None else replace(patience, seconds=min(most, patience.seconds)), clock)
    errors: list[PaaError] = []
    with reporter.step(f"{Step.VERIFY} {index.name}"):
        for name, group in by_project(distributions).items():
            try:
                errors += _absent(index, name, group, looks, reporter)
            except PaaError as error:
                errors.append(error)
            for problem in index.problems(name):
                if problem.harmless:
                    reporter.warn(problem.message, where=problem.where, hint=problem.hint)
                else:
                    errors.append(IndexFailure(problem.message, where=problem.where, hint=problem.hint))
    raise_together(errors)


def _absent(
    index: Index, name: NormalizedName, distributions: Sequence[Distribution], looks: Pauses, reporter: Reporter
) -> list[IndexFailure]:
    """Look until everything is there; no time makes other bytes ours."""
    while True:
        try:
            missing = missing_files(distributions, index.project(name, hashed=True), index=index.name)
        except IndexBusy as busy:
            if not looks.wait(busy.retry_after):
                raise
            continue
        if not missing:
            return []
        names = [each.path.name for each in missing]
        reporter.detail(f"the index {index.name!r} does not show {', '.join(names)} yet")
        if not looks.wait():
            hint = "publish it again: what is there already is left as it is"
            message = "{} is not on the index {!r}"
            return [IndexFailure(message.format(each, index.name), where=index.location, hint=hint) for each in names]
