"""What a command has to say to the CI that it runs on, if it runs on one."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paa.adapters.ci.streams import send
from paa.errors import PaaError

if TYPE_CHECKING:
    from paa.adapters.ci import CIService
    from paa.adapters.ci.protocol import Level

__all__ = ["annotate", "hand_over", "hand_over_jobs", "service", "summarise"]


def service() -> "CIService | None":
    """Find the CI that this process runs on."""
    if "GITHUB_ACTIONS" not in os.environ and "TF_BUILD" not in os.environ:
        return None
    from paa.adapters.ci import find_service

    return find_service(os.environ)


def annotate(level: "Level", problem: PaaError) -> bool:
    """Let the CI point at a problem; False where there is none that could."""
    here = service()
    if here is None:
        return False
    place = f"{problem.where}: " if problem.where else ""
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    send(here.annotate(level, f"{place}{problem.message}{hint}", where=problem.where))
    return True


def hand_over(name: str, value: str) -> None:
    """Hand a value to later steps and jobs, if there are any."""
    here = service()
    if here is not None and (line := here.output(name, value)):
        send(line, err=False)


def hand_over_jobs(name: str, jobs: Sequence[Mapping[str, object]]) -> None:
    """Hand the jobs of a matrix to later jobs, as this CI takes them."""
    here = service()
    if here is not None:
        hand_over(name, here.matrix(jobs))


def summarise(markdown: str) -> None:
    """Add to the summary of the run, if this is one."""
    here = service()
    if here is not None and (line := here.summarise(markdown)):
        send(line, err=False)
