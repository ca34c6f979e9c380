"""Choose what a job of a pipeline tests: a part of a plan, as far as it is for the Python of the job."""

from pathlib import Path

from packaging.version import InvalidVersion, Version

from paa.core.ci.matrix import Shard
from paa.model.names import ImportName, NormalizedName
from paa.pipeline.built import load_plan
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["tested_names"]


def tested_names(
    repository: Repository, plan_file: Path, part: Shard | None, python: str | None, reporter: Reporter
) -> tuple[tuple[ImportName, ...], tuple[NormalizedName, ...]]:
    """Choose the projects that a job tests.

    Args:
        repository: The repository.
        plan_file: The plan.
        part: The part of it; all of it where it is None.
        python: What the tests run on; a project is left out where this is a version that it is not for.
        reporter: Hears what happens.

    Returns:
        The projects that are tested, and those that are left out.

    Raises:
        UsageError: The file is no plan.
        SourceError: A source is wrong.
    """
    plan = load_plan(plan_file)
    releases = part.of(plan.releases) if part else plan.releases
    try:
        version = Version(python or "")
    except InvalidVersion:
        return tuple(each.import_name for each in releases), ()
    reader = Reader(repository)
    projects = [reader.project(each.import_name) for each in releases]
    specs = specify_projects(projects, Specifier(reader, planned=plan.versions), reporter)
    fit = [each for each in specs if each.requires_python.contains(version, prereleases=True)]
    return tuple(each.import_name for each in fit), tuple(each.name for each in specs if each not in fit)
