"""Execute Azure pipelines on this machine."""

from tests.support.pipelines.azure.results import JobResult, LegResult, Run, StepResult
from tests.support.pipelines.azure.service import Azure, Start, azure
from tests.support.pipelines.azure.settings import Group, Settings

__all__ = ["Azure", "Group", "JobResult", "LegResult", "Run", "Settings", "Start", "StepResult", "azure"]
