"""Try a release on another index first: what does not work there never reaches the real one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.index import Index, whole_of
from paa.core.package.spec import project_name
from paa.core.release.duplicates import missing_files
from paa.core.release.versions import bump
from paa.errors import IndexBusy, IndexFailure, PaaError, raise_together
from paa.model.choices import IndexKind
from paa.model.distribution import Distribution
from paa.model.history import Bump
from paa.model.names import NormalizedName
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.model.settings import IndexName
from paa.pipeline.events import Reporter
from paa.pipeline.indexes import open_planned_index
from paa.pipeline.progress import Progress, carry_out, publish_in_order
from paa.pipeline.publish import publish_distributions, verify_distributions
from paa.pipeline.repository import Repository
from paa.pipeline.smoke import IndexTrials, refuse_untriable
from paa.pipeline.sources import Reader, read_projects

__all__ = ["Stages", "open_stages", "pinned", "publish_in_stages", "stage_in_order", "staging_name"]

_LITTLE = 30.0  # seconds for what somebody else uploaded and saw: another machine may see it later


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The indexes that a release goes through, and what tries it there.

    Attributes:
        index: The real one.
        staging: The one before it; None where there is none.
        rehearsal: Tries what is staged; None when that is not wanted.
        trials: Tries what is published; None when that is not wanted.
    """

    index: Index
    staging: Index | None
    rehearsal: IndexTrials | None
    trials: IndexTrials | None

    def refuse_untriable(self, distributions: Sequence[Distribution]) -> None:
        """See, before anything is published, that what will be tried can be tried on this machine.

        Raises:
            UsageError: A wheel is for no Python that is here; all of them at once.
        """
        if self.rehearsal or self.trials:
            refuse_untriable(distributions)


def staging_name(plan: ReleasePlan) -> IndexName | None:
    """Tell on which index a plan is tried first; None when it goes to its own directly."""
    return IndexName(plan.stage_to) if plan.stage_to not in {None, plan.index} else None


def open_stages(repository: Repository | None, plan: ReleasePlan, reporter: Reporter, *, smoke: bool | None) -> Stages:
    """Open the indexes of a plan.

    Args:
        repository: The repository; None where only the plan is there.
        plan: What is released.
        reporter: Hears what happens.
        smoke: Whether wheels are installed and tried; None leaves it to the kind of the index: what a folder holds was
            read back byte for byte, and a server may serve something else than it was given.

    Raises:
        ConfigError: The description of an index cannot be used.
        SourceError: A source is wrong.
    """
    root = repository.root if repository else Path()
    index = open_planned_index(plan, root)
    name = staging_name(plan)
    staging = open_planned_index(plan, root, name) if name else None
    is_folder = plan.profiles[index.name].kind is IndexKind.DIRECTORY
    wanted = not is_folder if smoke is None else smoke
    versions = pinned(repository, plan) if wanted or (staging and smoke is not False) else {}

    def trials(index: Index, others: Index) -> IndexTrials:
        fresh = frozenset(release.name for release in plan.releases)
        return IndexTrials(index=index, others=others, versions=versions, fresh=fresh, reporter=reporter)

    return Stages(
        index=index,
        staging=staging,
        rehearsal=trials(staging, index) if staging and smoke is not False else None,
        trials=trials(index, index) if wanted else None,
    )


def pinned(repository: Repository | None, plan: ReleasePlan) -> Mapping[NormalizedName, Version]:
    """Name what a plan releases and every sibling that it needs: no installer may look for those on another index.

    Where there is no repository, every project that the plan knows is meant, by the usual name of its module.

    Raises:
        SourceError: A source is wrong.
    """
    if repository is None:
        usual = {canonicalize_name(name): version for name, version in plan.versions.items()}
        return {**usual, **{release.name: release.version for release in plan.releases}}
    reader = Reader(repository)
    projects = read_projects(reader, [release.import_name for release in plan.releases])
    names = [project.import_name for project in projects if project.import_name in plan.versions]
    return {project_name(name, reader.project(name).module): plan.versions[name] for name in names}


def publish_in_stages(
    stages: Stages, plan: ReleasePlan, distributions: Sequence[Distribution], reporter: Reporter
) -> Progress:
    """Stage all projects of a plan, and publish those that work there."""
    if stages.staging is None:
        return publish_in_order(stages.index, plan, distributions, reporter, trials=stages.trials)
    staged = stage_in_order(stages, plan, distributions, reporter)
    published = publish_in_order(stages.index, staged.done, staged.distributions, reporter, trials=stages.trials)
    return published.behind(staged)


def stage_in_order(
    stages: Stages,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    upload: bool = True,
) -> Progress:
    """Put project by project on the index before the real one, read each back and try it there.

    Args:
        stages: The indexes.
        plan: What is staged.
        distributions: The archives.
        reporter: Hears what happens.
        upload: Whether the index is given what it lacks; otherwise that is an error.
    """
    index = stages.staging
    if index is None:
        return carry_out(plan, distributions, lambda _: ())

    def stage(own: Sequence[Distribution]) -> Sequence[Distribution]:
        (release,) = (each for each in plan.releases if each.import_name == own[0].import_name)
        way_out = partial(_way_out, release, index, stages.index)
        _refuse_conflicts(index, own, way_out)
        stored = publish_distributions(index, own, reporter) if upload else ()
        verify_distributions(index, own, reporter, most=None if upload else _LITTLE)
        if stages.rehearsal:
            with _with_way_out(way_out):
                stages.rehearsal.try_out(own)
        return stored

    return carry_out(plan, distributions, stage, done="staged")


def _refuse_conflicts(index: Index, own: Sequence[Distribution], way_out: Callable[[], str]) -> None:
    """Refuse what was staged with other bytes; the publisher would name another way out."""
    try:
        missing_files(own, index.project(own[0].name, hashed=True), index=index.name)
    except IndexBusy:
        # The publisher asks again.
        return
    except PaaError as error:
        hint = f"what was staged never changes, and this was another commit's: {way_out()}"
        raise_together([IndexFailure(each.message, where=each.where, hint=hint) for each in error.problems])


@contextmanager
def _with_way_out(way_out: Callable[[], str]) -> Iterator[None]:
    """Say of what does not work that its version is used up on the index before the real one.

    Raises:
        IndexFailure: The block's, with the way out in its hint.
    """
    try:
        yield
    except IndexFailure as error:
        hint = f"{error.hint}; when it is mended, {way_out()}"
        raise IndexFailure(error.message, where=error.where, hint=hint) from None


def _way_out(release: PlannedRelease, staging: Index, index: Index) -> str:
    """Tell how a project gets a version that is free on the index before the real one."""
    if whole_of(index).location == staging.location:
        # The real one is a view of it: a plan sees what is taken there.
        claim = f" --claim {release.import_name}" if release.previous is None else ""
        return f"release it by `paa release{claim}`, which plans the next version"
    there = staging.project(release.name)
    following = bump((there.latest if there else None) or release.version, Bump.PATCH)
    return f"commit with `[{release.import_name}][{following}]` in the message"
