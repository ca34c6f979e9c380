"""The steps of a release one by one, each from the document of a plan: what a pipeline runs in separate jobs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from paa.adapters.files import digest, read_text, temporary_directory, write_atomically
from paa.adapters.git import find_commit
from paa.core.release.gate_policy import Switches
from paa.core.release.plan_document import read_plan
from paa.errors import BuildError, ConfigError, IndexFailure, PaaError, SourceError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.model.settings import CONFIG
from paa.pipeline.check import check_distributions
from paa.pipeline.events import Reporter
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

__all__ = ["make_plan", "publish_plan", "record_plan", "stage_plan", "verify_plan"]

MANIFEST = "paa-distributions.json"
"""The plan and the hashes of what was built, beside the archives; what differs from them is not published."""

STAGED = "paa-staged.json"
"""Which of them were staged and work, beside them; where there is a stage, nothing else is published."""


def make_plan(
    repository: Repository, plan_file: Path, output: Path, reporter: Reporter, switches: Switches | None = None
) -> tuple[Distribution, ...]:
    """Build what a plan names, and note the hashes of the archives beside them.

    Raises:
        UsageError: The file is no plan.
        SourceError: The work tree shows another commit than the plan's.
        GateError: A gate of the release found something, or could not answer.
        BuildError: A distribution cannot be made or written.
    """
    plan = _read(plan_file)
    head = find_commit(repository.work_tree, "HEAD")
    if head != plan.commit:
        hint = f"git switch --detach {plan.commit[:10]}, or make the plan anew"
        raise SourceError(f"the plan is for another commit, {plan.commit[:10]}", where=str(plan_file), hint=hint)
    with temporary_directory() as folder:
        made = build_plan(repository, plan, folder, reporter)
        check_distributions(made)
        guard_plan(repository, plan, made, reporter, switches)
        for each in made:
            write_atomically(output / each.path.name, each.path)
    _note(output / MANIFEST, {**_identity(plan), "files": {each.path.name: each.sha256 for each in made}})
    return tuple(replace(each, path=output / each.path.name) for each in made)


def stage_plan(
    repository: Repository, plan_file: Path, folder: Path, reporter: Reporter, *, smoke: bool | None
) -> tuple[Distribution, ...]:
    """Try the archives of a plan on the index before the real one, and note beside them which of them work there.

    Args:
        repository: The repository.
        plan_file: The plan.
        folder: Where its archives are.
        reporter: Hears what happens.
        smoke: Whether they are installed and tried, too; None for yes.

    Returns:
        What works there.

    Raises:
        UsageError: The file is no plan, or a wheel cannot be tried on this machine.
        ConfigError: There is no index before the real one.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: No project works there.
        PartlyReleased: Some do not.
    """
    plan = _read(plan_file)
    distributions = _distributions(plan, folder)
    stages = open_stages(repository, plan, reporter, smoke=smoke)
    if stages.staging is None:
        hint = "`stage_to` names the index on which a release is tried first"
        raise ConfigError(f"a release to {plan.index!r} is not staged", where=CONFIG, hint=hint)
    stages.refuse_untriable(distributions)
    progress = stage_in_order(stages, plan, distributions, reporter)
    files = {each.path.name: each.sha256 for each in progress.distributions}
    _note(folder / STAGED, {**_identity(plan), "index": stages.staging.name, "files": files})
    raise_unfinished(progress, reporter, "staged")
    return progress.distributions


def publish_plan(
    repository: Repository,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    to_push: bool,
    index: str | None = None,
) -> tuple[Distribution, ...]:
    """Publish the archives of a plan, once they can be recorded; what the index has with the same bytes is done.

    Args:
        repository: The repository.
        plan_file: The plan.
        folder: Where its archives are.
        reporter: Hears what happens.
        to_push: Whether the record will be pushed to a remote, which is looked at then.
        index: Another index than that of the plan.

    Returns:
        What the index lacked.

    Raises:
        UsageError: The file is no plan.
        SourceError: What is published could not be recorded; nothing was published.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: The index refuses every project.
        PartlyReleased: It refuses some projects; the others are published.
    """
    plan = redirect(repository, _read(plan_file), index)
    distributions = _distributions(plan, folder)
    target = open_planned_index(plan, repository.root)
    staged = _staged(plan, distributions, folder)
    if staged.done.releases:
        prepare_record(repository, staged.done, staged.distributions, reporter, to_push=to_push)
    progress = publish_in_order(target, staged.done, staged.distributions, reporter).behind(staged)
    raise_unfinished(progress, reporter, "published")
    return progress.stored


def verify_plan(
    repository: Repository,
    plan_file: Path,
    folder: Path,
    reporter: Reporter,
    *,
    index: str | None = None,
    smoke: bool | None = None,
) -> tuple[Distribution, ...]:
    """See that the index has the archives of a plan, with our bytes, and that they work.

    Args:
        repository: The repository.
        plan_file: The plan.
        folder: Where its archives are.
        reporter: Hears what happens.
        index: Another index than that of the plan.
        smoke: Whether they are installed and tried; None leaves it to the kind of the index.

    Raises:
        UsageError: The file is no plan.
        BuildError: An archive is missing, or is not what was built.
        IndexFailure: The index has none of them.
        PartlyReleased: It does not have all of them.
    """
    plan = redirect(repository, _read(plan_file), index)
    distributions = _distributions(plan, folder)
    stages = open_stages(repository, plan, reporter, smoke=smoke)
    progress = verify_in_order(stages.index, plan, distributions, reporter, trials=stages.trials)
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
    plan = redirect(repository, _read(plan_file), index)
    distributions = _distributions(plan, folder)
    progress = verify_in_order(open_planned_index(plan, repository.root), plan, distributions, reporter)
    return record_progress(repository, progress, reporter, to_push=to_push)


def _note(path: Path, document: Mapping[str, object]) -> None:
    write_atomically(path, (json.dumps(document, indent=1, sort_keys=True) + "\n").encode())


def _staged(plan: ReleasePlan, distributions: Sequence[Distribution], folder: Path) -> Progress:
    """Tell which projects of a plan may be published: where there is a stage, those that were on it."""
    staging = staging_name(plan)
    noted = _manifest(folder / STAGED, plan) if staging and (folder / STAGED).is_file() else {}

    def look(own: Sequence[Distribution]) -> Sequence[Distribution]:
        if staging and any(noted.get(each.path.name) != each.sha256 for each in own):
            message = f"{own[0].name} {own[0].version} was not tried on the index {staging!r} before"
            raise IndexFailure(message, where=str(folder), hint="try it there: paa stage --plan")
        return ()

    return carry_out(plan, distributions, look)


def _read(path: Path) -> ReleasePlan:
    return read_plan(read_text(path), where=str(path))


def _distributions(plan: ReleasePlan, folder: Path) -> tuple[Distribution, ...]:
    """Find the archives of a plan, and compare them with the hashes that were noted when they were built."""
    hashes = _manifest(folder / MANIFEST, plan)
    found: list[Distribution] = []
    errors: list[PaaError] = []
    for release in plan.releases:
        for kind, name in _filenames(release):
            path = folder / name
            if not path.is_file() or hashes.get(name) != digest(path):
                problem = "is not what was built" if path.is_file() else "is missing"
                hint = "make it anew: paa make-package --plan"
                errors.append(BuildError(f"the archive {problem}", where=str(path), hint=hint))
                continue
            found.append(
                Distribution(
                    import_name=release.import_name,
                    name=release.name,
                    version=release.version,
                    kind=kind,
                    path=path,
                    size=path.stat().st_size,
                    sha256=hashes[name],
                )
            )
    raise_together(errors)
    return tuple(found)


def _filenames(release: PlannedRelease) -> Iterator[tuple[DistributionKind, str]]:
    stem = f"{release.name.replace('-', '_')}-{release.version}"
    yield DistributionKind.WHEEL, f"{stem}-py3-none-any.whl"
    yield DistributionKind.SDIST, f"{stem}.tar.gz"


def _identity(plan: ReleasePlan) -> Mapping[str, object]:
    """Tell one plan from another that may name the same versions."""
    return {"commit": plan.commit, "digests": {release.import_name: release.digest for release in plan.releases}}


def _manifest(path: Path, plan: ReleasePlan) -> Mapping[str, str]:
    hint = "make the archives: paa make-package --plan"
    if not path.is_file():
        raise BuildError("nothing was built here for a plan", where=str(path.parent), hint=hint)
    try:
        document = json.loads(read_text(path))
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("files"), dict):
        raise BuildError("the list of what was built is damaged", where=str(path), hint=hint)
    if any(document.get(key) != value for key, value in _identity(plan).items()):
        raise BuildError("the archives here were made from another plan", where=str(path), hint=hint)
    return {str(name): str(value) for name, value in document["files"].items()}
