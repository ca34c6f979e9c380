"""What an index has to be told before it believes a pipeline: trusted publishers, a few at a time."""

from collections.abc import Iterator, Sequence

from paa.model.names import NormalizedName
from paa.model.publisher import Publisher

__all__ = ["AT_ONCE", "NAME", "WORKFLOW", "batches", "environment_pattern", "publishers"]

WORKFLOW = "release.yml"
"""The workflow that publishes, in `.github/workflows`."""

NAME = "{name}"
"""What stands for the name of the project in the name of an environment."""

AT_ONCE = 3
"""How many publishers may wait for the first release of their projects; users report no more."""


def environment_pattern(environment: str, *, waiting: int) -> tuple[str, str | None]:
    """Decide the names of environments, so that no two publishers that wait are the same to the index.

    Args:
        environment: What the configuration says, or what the pipeline always uses.
        waiting: How many projects are to be released for the first time.

    Returns:
        The name, with `{name}` for the project; and what has to be changed for that, if anything has to.
    """
    if NAME in environment or waiting <= 1:
        return environment, None
    pattern = f"{environment}-{NAME}"
    return pattern, (
        f"two publishers cannot wait with the same environment: say `environment: {pattern}` in .paa.config, and let "
        f"`paa ci check --write` change the pipelines; with all projects there, `environment: {environment}` will do"
    )


def publishers(
    projects: Sequence[NormalizedName], *, owner: str, repository: str, pattern: str
) -> tuple[Publisher, ...]:
    """Fill the form in for each project."""
    return tuple(
        Publisher(
            project=project,
            owner=owner,
            repository=repository,
            workflow=WORKFLOW,
            environment=pattern.replace(NAME, project),
        )
        for project in projects
    )


def batches(waiting: Sequence[Publisher]) -> Iterator[tuple[Publisher, ...]]:
    """Divide publishers into those that can wait at the same time; those of one environment wait one by one."""
    alone = len({each.environment for each in waiting}) < len(waiting)
    size = 1 if alone else AT_ONCE
    for start in range(0, len(waiting), size):
        yield tuple(waiting[start : start + size])
