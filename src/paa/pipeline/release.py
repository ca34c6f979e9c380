"""Release everything that changed: plan, build, check, publish, verify, record.

Each step can be computed again from the index, the tags and the repository, so a run that died is simply run again.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paa.adapters.files import temporary_directory
from paa.adapters.git import find_commit, uncommitted
from paa.core.package.artifact_lock import LOCK
from paa.errors import PaaError, SourceError, Unworkable, UsageError
from paa.interfaces import INTERFACES
from paa.model.distribution import KINDS, Distribution
from paa.model.index import InstallLines
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.pipeline.admission import refuse_unready
from paa.pipeline.artifacts import Pinning, fetch_artifacts
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.catch_up import catch_up, mend_tags
from paa.pipeline.check import check_distributions, refuse_guesses
from paa.pipeline.events import Reporter
from paa.pipeline.guard import guard_plan
from paa.pipeline.inference import MAPPING
from paa.pipeline.plan import PlanRequest, plan_release
from paa.pipeline.progress import Progress, conclude
from paa.pipeline.record import Recorded, prepare_record
from paa.pipeline.repository import CONFIG, Repository, open_repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier
from paa.pipeline.stage import open_stages, pinned, publish_in_stages
from paa.pipeline.steps import Step

__all__ = ["ReleaseRequest", "Released", "Unfinished", "build_plan", "release_projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """What shall be released, and how far.

    Attributes:
        plan: What is planned.
        dry_run: Stop behind the plan.
        to_push: Whether a remote hears of it.
        confirmed: Whether a plan that is larger than the configured limit is meant.
        smoke: Whether wheels are installed from the index and tried; None leaves it to the kind of the index.
    """

    plan: PlanRequest
    dry_run: bool = False
    to_push: bool = True
    confirmed: bool = False
    smoke: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A project that was not released.

    Attributes:
        error: What is wrong; None when it was held back behind another one.
    """

    release: PlannedRelease
    error: PaaError | None

    @property
    def published(self) -> bool:
        """Whether it is on the index nevertheless, where it does not work."""
        return isinstance(self.error, Unworkable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What a release did.

    Attributes:
        plan: What was to be released.
        done: What is on the index.
        distributions: The archives of those.
        recorded: What became of the record; None when nothing was recorded, or only a plan was asked for.
        install: How to install what is on the index.
        unfinished: What is not there, and why.
        failure: What the command fails with, after it has said all of this.
        resume: The command that completes the release.
    """

    plan: ReleasePlan
    done: tuple[PlannedRelease, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    recorded: Recorded | None = None
    install: InstallLines | None = None
    unfinished: tuple[Unfinished, ...] = ()
    failure: PaaError | None = None
    resume: str | None = None


def release_projects(repository: Repository, request: ReleaseRequest, reporter: Reporter) -> Released:
    """Carry a release out; run again after whatever went wrong, it completes what is left.

    What goes wrong from the first upload on is part of what is returned: by then, something may be done.

    Raises:
        UsageError: The plan is larger than the limit, and not confirmed.
        SourceError: A source, a tracking file or the history is wrong, or the remote refuses.
        GateError: A gate found something, or could not answer; nothing was published.
        BuildError: A distribution cannot be made.
        IndexFailure: The index cannot be read, or there is no login for one that would get something.
    """
    if not request.dry_run:
        repository = _caught_up(repository, reporter, to_push=request.to_push)
    with reporter.step(Step.PLAN):
        plan = plan_release(repository, request.plan)
    if request.dry_run or not plan.releases:
        return Released(plan=plan)
    _refuse_unmeant(repository, plan, request)
    for remark in plan.remarks:
        if remark.subject == f"the index {plan.index}":
            reporter.warn(remark.text, where=remark.subject, hint=remark.hint)
    stages = open_stages(repository, plan, reporter, smoke=request.smoke)
    refuse_unready(stages, plan.releases)
    with temporary_directory() as folder:
        distributions = build_plan(repository, plan, folder, reporter)
        with reporter.step(f"{Step.CHECK} {len(distributions)} archives"):
            check_distributions(distributions)
            guard_plan(repository, plan, distributions, reporter)
        prepare_record(repository, plan, distributions, reporter, to_push=request.to_push)
        stages.refuse_untriable(distributions)
        progress = publish_in_stages(stages, plan, distributions, reporter)
        conclusion = conclude(repository, progress, reporter, to_push=request.to_push)
    done = progress.done
    return Released(
        plan=plan,
        done=done.releases,
        distributions=progress.distributions,
        recorded=conclusion.recorded,
        install=stages.index.install_lines(pinned(repository, done)) if done.releases else None,
        unfinished=_unfinished(plan, progress),
        failure=conclusion.failure,
        resume=None if conclusion.failure is None else _resume(request, progress),
    )


def _caught_up(repository: Repository, reporter: Reporter, *, to_push: bool) -> Repository:
    """Take in what the remote has, and make the tags that a run before this one could not make.

    Raises:
        SourceError: The history is wrong, or the remote refuses.
    """
    with reporter.step(Step.CATCH_UP):
        catch_up(repository, reporter, to_push=to_push)
    with reporter.step(Step.MEND):
        mend_tags(repository, reporter, to_push=to_push)
    # What the remote had may be another configuration, and other modules.
    return open_repository(repository.root, repository.places)


def _unfinished(plan: ReleasePlan, progress: Progress) -> tuple[Unfinished, ...]:
    errors = progress.errors
    return tuple(
        Unfinished(release=each, error=errors[each.import_name]) for each in plan.releases if each.import_name in errors
    )


def _resume(request: ReleaseRequest, progress: Progress) -> str:
    """Write the command that completes a release: for what is not done, since the rest would be forced once more."""
    asked = request.plan
    words = ["paa", "release"]
    if asked.names or asked.force:
        words += progress.errors or asked.names
    words += ["--force", "--reason", asked.reason or ""] if asked.force and progress.errors else []
    words += ["--base", asked.base] if asked.base else []
    words += ["--index", asked.index] if asked.index else []
    words += ["--claim"] if asked.claim else []
    words += ["--yes"] if request.confirmed else []
    words += ["--no-push"] if not request.to_push else []
    words += [] if request.smoke is None else ["--smoke" if request.smoke else "--no-smoke"]
    return shlex.join(words)


def build_plan(repository: Repository, plan: ReleasePlan, folder: Path, reporter: Reporter) -> tuple[Distribution, ...]:
    """Build what a plan names, from the commit that it names.

    Args:
        repository: Its work tree must show that commit, as far as the projects of the plan go.
        plan: What is built; its versions are not decided again.
        folder: A private folder.
        reporter: Hears what happens.

    Raises:
        SourceError: The work tree shows something else.
        GateError: A requirement is only guessed.
        BuildError: A distribution cannot be made.
    """
    _refuse_other_content(repository, plan)
    reader = Reader(repository)
    specifier = Specifier(reader, planned=plan.versions, metadata_version=plan.metadata_version)
    projects = [reader.project(release.import_name) for release in plan.releases]
    specs = [specifier.specify(project) for project in projects]
    refuse_guesses(specs)
    fetched = fetch_artifacts(projects, repository, pinning=Pinning.REFUSED, folder=folder, reporter=reporter)
    made: list[Distribution] = []
    for release, project, spec in zip(plan.releases, fetched.projects, specs, strict=True):
        with reporter.step(f"{Step.BUILD} {release.name} {release.version}"):
            tree = assemble_tree(project, spec, repository)
            if repository.settings.add_mkdocs_site:
                from paa.pipeline.site import site_files, with_site

                site = site_files(project, spec, reader, reporter, epoch=release.epoch, notes=release.notes)
                tree = with_site(tree, site)
            made += build_archives(tree, KINDS, folder=folder, epoch=release.epoch)
    return tuple(made)


def _refuse_unmeant(repository: Repository, plan: ReleasePlan, request: ReleaseRequest) -> None:
    limit = repository.settings.release_limit
    if len(plan.releases) > limit and not request.confirmed:
        raise UsageError(
            f"this would release {len(plan.releases)} projects, more than the limit of {limit}",
            hint="look at `paa plan`; if it is meant, add --yes (`release_limit` in .paa.config sets the limit)",
        )


def _refuse_other_content(repository: Repository, plan: ReleasePlan) -> None:
    """Refuse to build anything but the commit of the plan: its tag will point there.

    Raises:
        SourceError: HEAD moved, or something that would be released is not committed.
    """
    tree = repository.work_tree
    if find_commit(tree, "HEAD") != plan.commit:
        hint = "run the command again"
        raise SourceError(f"HEAD is no longer the commit that was planned, {plan.commit[:10]}", hint=hint)
    paths = sorted({path for path in _sources(repository, plan) if path.is_relative_to(tree)})
    if edited := uncommitted(tree, paths):
        hint = "commit or stash the edits: what is released is what a commit says"
        raise SourceError(f"edited and not committed: {', '.join(edited[:3])}", where=str(tree), hint=hint)
    # A file that git ignores would be shipped from this disk, and be in no commit.
    # Among pages, there are hidden files that are ignored and not shipped, such as those that Jupyter makes.
    files = [path for path in paths if path.parent != repository.root / repository.settings.docs_dir]
    if ignored := uncommitted(tree, files, ignored=True):
        hint = "commit it (git add --force), or move it out of the folder of what is shipped"
        raise SourceError(f"ignored by git, and would be shipped: {', '.join(ignored[:3])}", where=str(tree), hint=hint)


def _sources(repository: Repository, plan: ReleasePlan) -> Iterator[Path]:
    """Give every place that decides what is in the distributions of a plan, also where nothing is."""
    root, settings = repository.root, repository.settings
    reader = Reader(repository)
    yield from (root / CONFIG, root / settings.paa_dir / MAPPING, root / settings.paa_dir / LOCK)
    yield from (root / path for path in settings.artifacts_filepaths)
    for release in plan.releases:
        project = reader.project(release.import_name)
        metadata = project.module.metadata
        if settings.add_mkdocs_site:
            from paa.pipeline.site import site_sources

            yield from site_sources(project, reader)
        yield from (root / source.path for source in project.sources)
        yield from (file.source for file in (*project.artifacts, *project.licenses))
        yield from (root / folder / release.import_name for folder in (settings.artifacts_dir, settings.licenses_dir))
        yield from (root / each.directory(settings) / f"{release.import_name}.py" for each in INTERFACES.values())
        yield root / settings.example_notebooks_path / f"{release.import_name}.ipynb"
        if metadata and metadata.readme:
            yield root / metadata.readme
