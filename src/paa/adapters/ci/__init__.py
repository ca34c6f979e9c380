"""The CI that this process runs on, if it runs on one: what is said to it, and how."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from paa.adapters.ci.protocol import CIService

__all__ = ["SERVICES", "CIService", "find_service"]


# Every command loads this package, to guard its streams; only on a CI does one load what speaks to it.
def _github(environment: Mapping[str, str]) -> CIService:
    from paa.adapters.ci.github import GitHubActions

    return GitHubActions(environment)


def _azure(environment: Mapping[str, str]) -> CIService:
    from paa.adapters.ci.azure import AzurePipelines

    return AzurePipelines(environment)


SERVICES: Mapping[str, Callable[[Mapping[str, str]], CIService]] = MappingProxyType(
    {"GITHUB_ACTIONS": _github, "TF_BUILD": _azure}
)
"""The variable that a CI sets, and who speaks to it."""


def find_service(environment: Mapping[str, str]) -> CIService | None:
    """Find the CI that an environment is of; None elsewhere."""
    for variable, service in SERVICES.items():
        if environment.get(variable, "").lower() == "true":
            return service(environment)
    return None
