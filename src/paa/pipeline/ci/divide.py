"""Divide the work of a plan among the jobs of a CI."""

from pathlib import Path

from paa.core.ci.matrix import Matrices, matrices
from paa.model.plan import ReleasePlan
from paa.pipeline.built import load_plan
from paa.pipeline.ci.blueprint import read_choices
from paa.pipeline.repository import Repository

__all__ = ["divide_plan"]


def divide_plan(repository: Repository, plan_file: Path) -> tuple[ReleasePlan, Matrices]:
    """Divide a plan as the repository's configuration says.

    Raises:
        UsageError: The file is no plan, or has more projects than a run may have jobs.
        ConfigError: What is chosen about the pipelines cannot be used.
        SourceError: A file cannot be read, or a name is unsafe in a shell.
    """
    plan = load_plan(plan_file)
    choices = read_choices(repository.root, repository.settings)
    return plan, matrices(plan, choices, one_by_one="{name}" in repository.settings.environment)
