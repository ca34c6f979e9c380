"""The steps of a release one by one, each from the document of a plan: what a pipeline runs in separate jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paa.adapters.files import temporary_directory, write_atomically
from paa.adapters.git import find_commit
from paa.adapters.index import Index
from paa.core.ci.matrix import Shard
from paa.core.release.gate_policy import Switches
from paa.errors import ConfigError, IndexFailure, SourceError, UsageError
from paa.model.distribution import Distribution
from paa.model.names import NormalizedName
from paa.model.plan import ReleasePlan
from paa.model.settings import CONFIG
from paa.pipeline.built import (
    find_built,
    load_plan,
    read_published,
    read_staged,
    select,
    write_manifest,
    write_published,
    write_staged,
)
from paa.pipeline.check import check_distributions
from paa.pipeline.events import Reporter, Stopwatch
from paa.pipeline.guard import guard_plan
from paa.pipeline.indexes import open_planned_index, redirect
from paa.pipeline.progress import (
    Progress,
    carry_out,
    publish_in_order,
    raise_unfinished,
    record_progress,
    verify_in_order,
)
from paa.pipeline.record import Recorded, prepare_record
from paa.pipeline.release import build_plan
from paa.pipeline.repository import Repository
from paa.pipeline.stage import open_stages, stage_in_order, staging_name

__all__ = ["Choice", "make_plan", "publish_plan", "record_plan", "stage_plan", "verify_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What differs from a plan when it is published.

    Attributes:
        index: Another index than that of the plan.
        only: The one project that is published, if everything that it needs is published; all of them where it is None.
    """

    index: str | None = None
    only: NormalizedName | None = None


def make_plan(
    repository: Repository,
    plan_file: Path,
    output: Path,
    reporter: Reporter,
    switches: Switches | None = None,
    *,
    part: Shard | None = None,
) -> tuple[Distribution, ...]:
    """Build what a plan names, and note the hashes of the archives beside them.

    Args:
        repository: The repository.
        plan_file: The plan.
        output: Where the archives go.
        reporter: Hears what happens.
        switches: Which gates are asked; None for those of a release.
        part: Build only this part of it; the whole plan where it is None.

    Raises:
        UsageError: The file is no plan.
        SourceError: The work tree shows another commit than the plan's.
        GateError: A gate of the release found something, or could not answer.
        BuildError: A distribution cannot be made or written.
    """
    plan = load_plan(plan_file)
    head = find_commit(repository.work_tree, "HEAD")
    if head != plan.commit:
        hint = f"git switch --detach {plan.commit[:10]}, or make the plan anew"
        raise SourceError(f"the plan is for another commit, {plan.commit[:10]}", where=str(plan_file), hint=hint)
    own = replace(plan, releases=part.of(plan.releases)) if part else plan
    watch = Stopwatch(reporter)
    with temporary_directory() as folder:
        made = build_plan(repository, own, folder, watch)
        check_distributions(made)
        guard_plan(repository, own, made, reporter, switches)
        for each in made:
            write_atomically(output / each.path.name, each.path)
    write_manifest(output, plan, made, watch.seconds)
    return tuple(replace(each, path=output / each.path.name) for each in made)


def stage_plan(
    repository: Repository | None,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    smoke: bool | None,
    upload: bool = True,
) -> tuple[Distribution, ...]:
    """Try the archives of a plan on the index before the real one, and note beside them which of them work there.

    Args:
        repository: The repository; None in a job that has none.
        plan_file: The plan.
        folder: Where its archives are, all together or in one folder per job that built a part.
        reporter: Hears what happens.
        smoke: Whether they are installed and tried, too; None for yes.
        upload: Whether it is given what it lacks; who only tries what is there needs no login.

    Returns:
        What works there.

    Raises:
        UsageError: The file is no plan, or a wheel cannot be tried on this machine.
        ConfigError: There is no index before the real one.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: No project works there.
        PartlyReleased: Some do not.
    """
    plan = load_plan(plan_file)
    distributions = find_built(plan, folder)
    stages = open_stages(repository, plan, reporter, smoke=smoke)
    if stages.staging is None:
        hint = "`stage_to` names the index on which a release is tried first"
        raise ConfigError(f"a release to {plan.index!r} is not staged", where=CONFIG, hint=hint)
    stages.refuse_untriable(distributions)
    progress = stage_in_order(stages, plan, distributions, reporter, upload=upload)
    write_staged(folder, plan, progress.distributions)
    raise_unfinished(progress, reporter, "staged")
    return progress.distributions


def publish_plan(
    repository: Repository | None,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    to_push: bool,
    choice: Choice | None = None,
) -> tuple[Distribution, ...]:
    """Publish the archives of a plan, once they can be recorded; what the index has with the same bytes is done.

    What the index has then is noted beside the archives: whoever reads it back waits for nothing else.

    Args:
        repository: The repository; None in a job that has none.
        plan_file: The plan.
        folder: Where its archives are, all together or in one folder per job that built a part.
        reporter: Hears what happens.
        to_push: Whether the record will be pushed to a remote, which is looked at then.
        choice: What differs from the plan.

    Returns:
        What the index lacked.

    Raises:
        UsageError: The file is no plan.
        SourceError: What is published could not be recorded; nothing was published.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: The index refuses every project.
        PartlyReleased: It refuses some projects; the others are published.
    """
    choice = choice or Choice()
    plan = _redirected(repository, load_plan(plan_file), choice.index)
    distributions = find_built(plan, folder)
    target, whole = open_planned_index(plan, _root(repository)), plan
    if choice.only is not None:
        plan = _alone(target, plan, distributions, choice.only, reporter)
        distributions = tuple(each for each in distributions if each.name == choice.only)
    staged = _staged(plan, distributions, folder)
    if staged.done.releases and repository is not None:
        prepare_record(repository, staged.done, staged.distributions, reporter, to_push=to_push)
    progress = publish_in_order(target, staged.done, staged.distributions, reporter).behind(staged)
    # Of the whole plan: who published one project of it alone reads the note of the whole.
    write_published(folder, whole, progress.given)
    raise_unfinished(progress, reporter, "published")
    return progress.stored


def verify_plan(
    repository: Repository | None,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    index: str | None = None,
    smoke: bool | None = None,
) -> tuple[Distribution, ...]:
    """See that the index has the archives of a plan, with our bytes, and that they work.

    Args:
        repository: The repository; None in a job that has none.
        plan_file: The plan.
        folder: Where its archives are, all together or in one folder per job that built a part.
        reporter: Hears what happens.
        index: Another index than that of the plan.
        smoke: Whether they are installed and tried; None leaves it to the kind of the index.

    Raises:
        UsageError: The file is no plan.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: The index has none of them.
        PartlyReleased: It does not have all of them.
    """
    plan = _redirected(repository, load_plan(plan_file), index)
    distributions = find_built(plan, folder)
    stages = open_stages(repository, plan, reporter, smoke=smoke)
    published = read_published(folder, plan)
    progress = verify_in_order(stages.index, plan, distributions, reporter, trials=stages.trials, published=published)
    raise_unfinished(progress, reporter, "verified")
    return distributions


def record_plan(
    repository: Repository,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    to_push: bool,
    index: str | None = None,
) -> Recorded:
    """Record those releases of a plan that the index has.

    Raises:
        UsageError: The file is no plan.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: The index has none of them.
        PartlyReleased: It does not have all of them, and the others are recorded; or they cannot be recorded.
    """
    plan = redirect(repository, load_plan(plan_file), index)
    distributions = find_built(plan, folder)
    target, published = open_planned_index(plan, repository.root), read_published(folder, plan)
    progress = verify_in_order(target, plan, distributions, reporter, published=published)
    return record_progress(repository, progress, reporter, to_push=to_push)


def _staged(plan: ReleasePlan, distributions: Sequence[Distribution], folder: Path) -> Progress:
    """Tell which projects of a plan may be published: where there is a stage, those that were on it."""
    staging = staging_name(plan)
    noted = read_staged(folder, plan) if staging else {}

    def look(own: Sequence[Distribution]) -> Sequence[Distribution]:
        if staging and any(noted.get(each.path.name) != each.sha256 for each in own):
            message = f"{own[0].name} {own[0].version} was not tried on the index {staging!r} before"
            raise IndexFailure(message, where=str(folder), hint="try it there: paa stage --plan")
        return ()

    return carry_out(plan, distributions, look)


def _root(repository: Repository | None) -> Path:
    """Give the folder that the path of a directory index is relative to."""
    return repository.root if repository else Path()


def _redirected(repository: Repository | None, plan: ReleasePlan, index: str | None) -> ReleasePlan:
    """Send a plan to another index, where somebody is here who knows it.

    Raises:
        UsageError: Nobody here knows it.
    """
    if repository is not None:
        return redirect(repository, plan, index)
    if index not in {None, plan.index}:
        hint = f"make the plan for it: paa plan --index {index} --output plan.json"
        raise UsageError(f"there is no repository here that knows the index {index!r}", hint=hint)
    return plan


def _alone(
    index: Index, plan: ReleasePlan, distributions: Sequence[Distribution], name: NormalizedName, reporter: Reporter
) -> ReleasePlan:
    """Reduce a plan to one project, once everything of the plan that it needs is on the index.

    Raises:
        UsageError: The plan has no such project.
        IndexFailure: Something that it needs is not published.
    """
    own = select(plan, [name])
    needed = {sibling for release in own.releases for sibling in release.siblings}
    before = replace(plan, releases=tuple(each for each in plan.releases if each.import_name in needed))
    progress = verify_in_order(index, before, distributions, reporter)
    if progress.errors:
        hint = "publish them first: mend what is wrong with them, and run the command again"
        raise IndexFailure(f"held back: it needs {', '.join(progress.errors)}", where=name, hint=hint)
    return own
