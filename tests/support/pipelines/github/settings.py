"""What is set in a repository on GitHub, beside its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.pipelines.failures import Refused

__all__ = ["Environment", "Settings"]


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment: what its jobs get.

    Attributes:
        branches: From where its jobs may come; empty means from everywhere.
    """

    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Secrets, variables and environments.

    Attributes:
        default_permissions: What a token may do where the workflow says nothing.
    """

    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(default_factory=dict)
    default_permissions: Mapping[str, str] = field(default_factory=lambda: {"contents": "read", "packages": "read"})

    @property
    def all_secrets(self) -> tuple[str, ...]:
        """The values of all of them."""
        parts = (self.secrets, *(environment.secrets for environment in self.environments.values()))
        return tuple(value for part in parts for value in part.values())

    def environment(self, name: str, job: str, branch: str | None) -> Environment:
        """Give the environment of a job; no name is none.

        Raises:
            Refused: It does not exist, and GitHub would create it without protection; or it is not for this branch.
        """
        if not name:
            return Environment()
        if name not in self.environments:
            raise Refused(f"{job} names the environment {name}, which GitHub would create without protection")
        environment = self.environments[name]
        if environment.branches and branch not in environment.branches:
            raise Refused(f"{job}: {branch} may not deploy to {name}")
        return environment

    def secret(self, name: str, environment: Environment, job: str) -> str:
        """Give a secret to a job; what is set nowhere is an empty text.

        Raises:
            Refused: Only the jobs of another environment get it.
        """
        for known in (environment.secrets, self.secrets):
            if name in known:
                return known[name]
        if any(name in other.secrets for other in self.environments.values()):
            raise Refused(f"{job} asks for the secret {name}, which belongs to an environment that it does not name")
        return ""
