"""Carry a plan out project by project: a failure holds back only what depends on it, and everything else is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from paa.adapters.index import Index
from paa.errors import Interrupted, PaaError, PartlyReleased, Problems, SourceError, raise_together
from paa.model.distribution import Distribution
from paa.model.names import ImportName
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.pipeline.events import Reporter
from paa.pipeline.publish import publish_distributions, verify_distributions
from paa.pipeline.record import Recorded, record_releases
from paa.pipeline.repository import Repository

__all__ = ["Progress", "publish_in_order", "raise_unfinished", "record_progress", "verify_in_order"]

_HINT = "mend what is said below, and run the command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the projects of a plan came.

    Attributes:
        done: The plan, with those projects alone that are done.
        distributions: Their archives.
        stored: Those archives that the index lacked.
        errors: The other projects, and what is wrong; None for those that were held back.
    """

    done: ReleasePlan
    distributions: tuple[Distribution, ...]
    stored: tuple[Distribution, ...]
    errors: Mapping[ImportName, PaaError | None]


def publish_in_order(
    index: Index, plan: ReleasePlan, distributions: Sequence[Distribution], reporter: Reporter
) -> Progress:
    """Publish project by project, and read each one back."""

    def publish(own: Sequence[Distribution]) -> Sequence[Distribution]:
        stored = publish_distributions(index, own, reporter)
        verify_distributions(index, own, reporter)
        return stored

    return _in_order(plan, distributions, publish)


def verify_in_order(
    index: Index, plan: ReleasePlan, distributions: Sequence[Distribution], reporter: Reporter
) -> Progress:
    """Read back project by project what was published."""

    def verify(own: Sequence[Distribution]) -> Sequence[Distribution]:
        verify_distributions(index, own, reporter)
        return ()

    return _in_order(plan, distributions, verify)


def _in_order(
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    act: Callable[[Sequence[Distribution]], Sequence[Distribution]],
) -> Progress:
    errors: dict[ImportName, PaaError | None] = {}
    stored: list[Distribution] = []
    for release in plan.releases:
        if not errors.keys().isdisjoint(release.siblings):
            errors[release.import_name] = None
            continue
        try:
            stored += act([each for each in distributions if each.import_name == release.import_name])
        except (KeyboardInterrupt, Interrupted) as stop:
            raise _stopped(plan, release, errors, stop) from None
        except PaaError as error:
            errors[release.import_name] = error
    return Progress(
        done=replace(plan, releases=tuple(each for each in plan.releases if each.import_name not in errors)),
        distributions=tuple(each for each in distributions if each.import_name not in errors),
        stored=tuple(stored),
        errors=MappingProxyType(errors),
    )


def _stopped(
    plan: ReleasePlan,
    release: PlannedRelease,
    errors: Mapping[ImportName, PaaError | None],
    stop: KeyboardInterrupt | Interrupted,
) -> PaaError:
    """Say what is done when somebody stops us in the middle of a project."""
    before = plan.releases[: plan.releases.index(release)]
    done = replace(plan, releases=tuple(each for each in before if each.import_name not in errors))
    there = f"published, and not recorded yet: {_versions(done)}" if done.releases else "no project is done"
    hint = "run the command again: it completes what was begun"
    told = Interrupted(f"interrupted at {release.name} {release.version}; {there}", hint=hint)
    return Problems([told, stop]) if isinstance(stop, Interrupted) else told


def record_progress(repository: Repository, progress: Progress, reporter: Reporter, *, to_push: bool) -> Recorded:
    """Record the projects that are done, and then say which ones are not.

    Raises:
        PartlyReleased: Some projects are not done, or what is done cannot be recorded.
        PaaError: None is done; what is wrong with them.
    """
    if not progress.done.releases:
        raise_unfinished(progress, reporter, "released")
    try:
        recorded = record_releases(repository, progress.done, progress.distributions, reporter, to_push=to_push)
    except SourceError as error:
        message = f"published, and not recorded yet: {_versions(progress.done)}"
        raise Problems([PartlyReleased(message, hint=_HINT), error, *_reasons(progress)]) from None
    raise_unfinished(progress, reporter, "released", done="released and recorded")
    return recorded


def raise_unfinished(progress: Progress, reporter: Reporter, verb: str, *, done: str | None = None) -> None:
    """Say which projects are not done and why, and which ones are; return when all of them are.

    Args:
        progress: How far they came.
        reporter: Hears of what was held back when nothing was done.
        verb: What should have been done with each, as a participle.
        done: What was done with the others, if that is more.

    Raises:
        PartlyReleased: Some are done.
        PaaError: None is.
    """
    if not progress.errors:
        return
    held = ", ".join(name for name, error in progress.errors.items() if error is None)
    if not progress.done.releases:
        if held:
            reporter.warn(f"held back behind what failed: {held}")
        raise_together(_reasons(progress))
    failed = ", ".join(name for name, error in progress.errors.items() if error is not None)
    behind = f"; held back behind them: {held}" if held else ""
    message = f"{done or verb}: {_versions(progress.done)}; not {verb}: {failed}{behind}"
    raise Problems([PartlyReleased(message, hint=_HINT), *_reasons(progress)])


def _reasons(progress: Progress) -> list[PaaError]:
    return [error for error in progress.errors.values() if error is not None]


def _versions(plan: ReleasePlan) -> str:
    return ", ".join(f"{release.name} {release.version}" for release in plan.releases)
