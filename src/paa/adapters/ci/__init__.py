"""The CI that this process runs on, if it runs on one: what is said to it, and how."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from paa.adapters.ci.azure import AzurePipelines
from paa.adapters.ci.github import GitHubActions
from paa.adapters.ci.protocol import CIService

__all__ = ["SERVICES", "CIService", "find_service"]

SERVICES: Mapping[str, Callable[[Mapping[str, str]], CIService]] = MappingProxyType(
    {"GITHUB_ACTIONS": GitHubActions, "TF_BUILD": AzurePipelines}
)
"""The variable that a CI sets, and who speaks to it."""


def find_service(environment: Mapping[str, str]) -> CIService | None:
    """Find the CI that an environment is of; None elsewhere."""
    for variable, service in SERVICES.items():
        if environment.get(variable, "").lower() == "true":
            return service(environment)
    return None
