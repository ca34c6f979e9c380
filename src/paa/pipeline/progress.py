"""Carry a plan out project by project: a failure holds back only what depends on it, and everything else is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from paa.adapters.index import Index
from paa.errors import IndexFailure, Interrupted, PaaError, PartlyReleased, Problems, SourceError, raise_together
from paa.model.distribution import Distribution
from paa.model.names import ImportName
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.pipeline.events import Reporter
from paa.pipeline.publish import publish_distributions, verify_distributions
from paa.pipeline.record import Recorded, record_releases
from paa.pipeline.repository import Repository
from paa.pipeline.smoke import IndexTrials

__all__ = [
    "Conclusion",
    "Progress",
    "carry_out",
    "conclude",
    "publish_in_order",
    "raise_unfinished",
    "record_progress",
    "verify_in_order",
]

_HINT = "mend what is said below, and run the command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the projects of a plan came.

    Attributes:
        done: The plan, with those projects alone that are done.
        distributions: Their archives.
        stored: Those archives that the index lacked.
        given: Every archive that the index has taken, also of projects that failed after that.
        errors: The other projects, and what is wrong; None for those that were held back.
    """

    done: ReleasePlan
    distributions: tuple[Distribution, ...]
    stored: tuple[Distribution, ...]
    errors: Mapping[ImportName, PaaError | None]
    given: tuple[Distribution, ...] = ()

    def behind(self, earlier: "Progress") -> "Progress":
        """Add those that an earlier stage stopped, and that this one never saw."""
        return replace(self, errors=MappingProxyType({**earlier.errors, **self.errors}))


def publish_in_order(
    index: Index,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    trials: IndexTrials | None = None,
) -> Progress:
    """Publish project by project, read each one back, and try it where that is wanted."""
    given: list[Distribution] = []

    def publish(own: Sequence[Distribution]) -> Sequence[Distribution]:
        stored = publish_distributions(index, own, reporter)
        given.extend(own)
        (release,) = (each for each in plan.releases if each.import_name == own[0].import_name)
        # It is not recorded then: a plan takes a project that was never recorded for somebody else's.
        claim = f" by `paa release --claim {release.import_name}`" if release.previous is None else ""
        _Look(trials=trials, claim=claim)(index, own, reporter)
        return stored

    return replace(carry_out(plan, distributions, publish), given=tuple(given))


def verify_in_order(
    index: Index,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    trials: IndexTrials | None = None,
    published: Mapping[str, str] | None = None,
) -> Progress:
    """Read back project by project what was published, and try it where that is wanted.

    Args:
        index: Where it was published.
        plan: What should have been.
        distributions: The archives.
        reporter: Hears what happens.
        trials: Tries what is there; None when that is not wanted.
        published: Name → hash of what is known to be published: nobody waits for the rest. None if nobody knows.
    """

    def verify(own: Sequence[Distribution]) -> Sequence[Distribution]:
        # A run that died may have published what nobody noted: one look is worth it.
        unknown = published is not None and any(published.get(each.path.name) != each.sha256 for each in own)
        _Look(trials=trials, most=0 if unknown else None)(index, own, reporter)
        return ()

    return carry_out(plan, distributions, verify)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How what was published is looked at.

    Attributes:
        trials: Tries it; None when that is not wanted.
        most: The most seconds that are waited for it; None for as long as the index takes.
        claim: What a later release has to be told, where what does not work is not recorded.
    """

    trials: IndexTrials | None
    most: float | None = None
    claim: str = ""

    def __call__(self, index: Index, own: Sequence[Distribution], reporter: Reporter) -> None:
        verify_distributions(index, own, reporter, most=self.most)
        if self.trials is None:
            return
        try:
            self.trials.try_out(own)
        except IndexFailure as error:
            after = f"mend it and commit: that releases the next version{self.claim}"
            yank = f"`paa yank {own[0].name} {own[0].version}` keeps installers off this one"
            hint = f"{error.hint}; it is published, so {after}; {yank}"
            raise IndexFailure(error.message, where=error.where, hint=hint) from None


def carry_out(
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    act: Callable[[Sequence[Distribution]], Sequence[Distribution]],
    *,
    done: str = "published, and not recorded yet",
) -> Progress:
    """Do something with the archives of each project of a plan, but for those that need one with which it failed.

    Args:
        plan: The projects, each behind those that it needs.
        distributions: Their archives.
        act: What is done with the archives of one project; it gives those that it stored.
        done: What they are afterwards, as a participle.

    Raises:
        Interrupted: The user stopped it; the message says with which projects it was done.
    """
    errors: dict[ImportName, PaaError | None] = {}
    stored: list[Distribution] = []
    for release in plan.releases:
        if not errors.keys().isdisjoint(release.siblings):
            errors[release.import_name] = None
            continue
        try:
            stored += act([each for each in distributions if each.import_name == release.import_name])
        except (KeyboardInterrupt, Interrupted) as stop:
            before = plan.releases[: plan.releases.index(release)]
            kept = replace(plan, releases=tuple(each for each in before if each.import_name not in errors))
            raise _stopped(
                release, f"{done}: {_versions(kept)}" if kept.releases else "no project is done", stop
            ) from None
        except PaaError as error:
            errors[release.import_name] = error
    return Progress(
        done=replace(plan, releases=tuple(each for each in plan.releases if each.import_name not in errors)),
        distributions=tuple(each for each in distributions if each.import_name not in errors),
        stored=tuple(stored),
        errors=MappingProxyType(errors),
    )


def _stopped(release: PlannedRelease, there: str, stop: KeyboardInterrupt | Interrupted) -> PaaError:
    """Say what is done when somebody stops us in the middle of a project."""
    hint = "run the command again: it completes what was begun"
    told = Interrupted(f"interrupted at {release.name} {release.version}; {there}", hint=hint)
    return Problems([told, stop]) if isinstance(stop, Interrupted) else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a release ends with.

    Attributes:
        recorded: What became of the record; None when nothing was recorded.
        failure: What the command fails with; None when every project is released and recorded.
    """

    recorded: Recorded | None
    failure: PaaError | None


def conclude(repository: Repository, progress: Progress, reporter: Reporter, *, to_push: bool) -> Conclusion:
    """Record the projects that are done, and tell what is wrong with the others.

    Raises:
        ConfigError: The way of recording that is configured is not offered.
    """
    if not progress.done.releases:
        return Conclusion(recorded=None, failure=unfinished(progress, reporter, "released"))
    try:
        recorded = record_releases(repository, progress.done, progress.distributions, reporter, to_push=to_push)
    except SourceError as error:
        message = f"published, and not recorded yet: {_versions(progress.done)}"
        failure = Problems([PartlyReleased(message, hint=_HINT), error, *_reasons(progress)])
        return Conclusion(recorded=None, failure=failure)
    failed = unfinished(progress, reporter, "released", done="released and recorded")
    return Conclusion(recorded=recorded, failure=failed)


def record_progress(repository: Repository, progress: Progress, reporter: Reporter, *, to_push: bool) -> Recorded:
    """Record the projects that are done, and then say which ones are not.

    Raises:
        PartlyReleased: Some projects are not done, or what is done cannot be recorded.
        PaaError: None is done; what is wrong with them.
    """
    conclusion = conclude(repository, progress, reporter, to_push=to_push)
    if conclusion.failure is not None or conclusion.recorded is None:
        raise conclusion.failure or PartlyReleased("nothing was recorded")
    return conclusion.recorded


def raise_unfinished(progress: Progress, reporter: Reporter, verb: str) -> None:
    """Say which projects are not done and why, and which ones are; return when all of them are.

    Args:
        progress: How far they came.
        reporter: Hears of what was held back when nothing was done.
        verb: What should have been done with each, as a participle.

    Raises:
        PartlyReleased: Some are done.
        PaaError: None is.
    """
    failure = unfinished(progress, reporter, verb)
    if failure is not None:
        raise failure


def unfinished(progress: Progress, reporter: Reporter, verb: str, *, done: str | None = None) -> PaaError | None:
    """Put into an error which projects are not done and why, and which ones are; None when all of them are.

    Args:
        progress: How far they came.
        reporter: Hears of what was held back when nothing was done.
        verb: What should have been done with each, as a participle.
        done: What was done with the others, if that is more.
    """
    if not progress.errors:
        return None
    held = ", ".join(name for name, error in progress.errors.items() if error is None)
    if not progress.done.releases:
        if held:
            reporter.warn(f"held back behind what failed: {held}")
        return _together(_reasons(progress))
    failed = ", ".join(name for name, error in progress.errors.items() if error is not None)
    behind = f"; held back behind them: {held}" if held else ""
    message = f"{done or verb}: {_versions(progress.done)}; not {verb}: {failed}{behind}"
    return Problems([PartlyReleased(message, hint=_HINT), *_reasons(progress)])


def _together(errors: Sequence[PaaError]) -> PaaError | None:
    try:
        raise_together(errors)
    except PaaError as error:
        return error
    return None


def _reasons(progress: Progress) -> list[PaaError]:
    return [error for error in progress.errors.values() if error is not None]


def _versions(plan: ReleasePlan) -> str:
    return ", ".join(f"{release.name} {release.version}" for release in plan.releases)
