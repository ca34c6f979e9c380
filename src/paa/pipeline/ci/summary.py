"""Tell at the end of a run what was released and what was not: the index is asked, not the jobs."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from paa.adapters.index import Index
from paa.core.ci.summary import ReleaseState
from paa.core.release.duplicates import missing_files
from paa.errors import BuildError, PaaError, UsageError
from paa.model.distribution import Distribution
from paa.model.plan import ReleasePlan
from paa.pipeline.built import build_seconds, find_built, load_plan
from paa.pipeline.indexes import open_planned_index

__all__ = ["find_states", "read_jobs"]

# What Azure Pipelines calls the results of jobs → what GitHub does.
_RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "Succeeded": "success",
        "SucceededWithIssues": "success",
        "Failed": "failure",
        "Skipped": "skipped",
        "Canceled": "cancelled",
    }
)


def find_states(plan_file: Path, folder: Path) -> tuple[ReleasePlan, tuple[ReleaseState, ...]]:
    """Look what became of each release of a plan.

    Args:
        plan_file: The plan.
        folder: Where its archives are, as far as they were built.

    Raises:
        UsageError: The file is no plan.
        SourceError: It cannot be read.
    """
    plan = load_plan(plan_file)
    try:
        built, seconds = find_built(plan, folder), build_seconds(plan, folder)
    except BuildError:
        built, seconds = (), {}
    except PaaError as error:
        if not all(isinstance(each, BuildError) for each in error.problems):
            raise
        built, seconds = (), {}
    try:
        index = open_planned_index(plan, Path())
    except PaaError as error:
        return plan, tuple(_state(plan, seconds, error.message))
    return plan, tuple(_states(plan, index, built, seconds))


def read_jobs(text: str) -> Mapping[str, str]:
    """Read how jobs ended: what `toJSON(needs)` gives on GitHub, or names and words, also those of Azure.

    Raises:
        UsageError: It is neither.
    """
    try:
        document = json.loads(text or "{}")
    except ValueError as error:
        raise UsageError(f"the results of the jobs are no JSON: {error}") from None
    if not isinstance(document, dict):
        raise UsageError("the results of the jobs are no mapping")
    results = {name: each.get("result") if isinstance(each, dict) else each for name, each in document.items()}
    return {str(name): _RESULTS.get(str(result), str(result)) for name, result in results.items()}


def _state(plan: ReleasePlan, seconds: Mapping[str, float], reason: str) -> Iterator[ReleaseState]:
    for each in plan.releases:
        took = seconds.get(each.import_name)
        yield ReleaseState(name=each.name, version=str(each.version), released=None, reason=reason, seconds=took)


def _states(
    plan: ReleasePlan, index: Index, built: tuple[Distribution, ...], seconds: Mapping[str, float]
) -> Iterator[ReleaseState]:
    for release in plan.releases:
        own = [each for each in built if each.import_name == release.import_name]
        released: bool | None = None
        reason, link = "", None
        try:
            project = index.project(release.name, hashed=True)
            files = project.files.get(release.version, ()) if project else ()
            released = bool(own) and not missing_files(own, project, index=index.name)
            reason = "" if released else "it is not on the index" if own else "it was not built"
            link = files[0].url if files and files[0].url.startswith("https:") else None
        except PaaError as error:
            reason = error.problems[0].message
        yield ReleaseState(
            name=release.name,
            version=str(release.version),
            released=released,
            reason=reason,
            link=link,
            seconds=seconds.get(release.import_name),
        )
