"""Execute GitHub workflows on this machine."""

from tests.support.pipelines.github.checks import read_workflow
from tests.support.pipelines.github.events import Event, dispatched, pull_request, pushed, released
from tests.support.pipelines.github.results import JobResult, LegResult, Run, StepResult
from tests.support.pipelines.github.service import GitHub, github
from tests.support.pipelines.github.settings import Environment, Settings
from tests.support.pipelines.github.workflow import Job, Step, Workflow

__all__ = [
    "Environment",
    "Event",
    "GitHub",
    "Job",
    "JobResult",
    "LegResult",
    "Run",
    "Settings",
    "Step",
    "StepResult",
    "Workflow",
    "dispatched",
    "github",
    "pull_request",
    "pushed",
    "read_workflow",
    "released",
]
