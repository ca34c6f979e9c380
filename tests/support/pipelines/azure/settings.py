"""What is set on Azure DevOps, beside the files: variables, groups, environments and rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.pipelines.failures import Refused

__all__ = ["Group", "Settings"]


@dataclass(frozen=True, slots=True)
class Group:
    """Variables, of the pipeline itself or of a group that files name."""

    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator has set.

    Attributes:
        own: The variables of the pipeline.
        groups: Name → variables.
        environments: The environments that there are.
        contribute: Whether the build service may push to the repository.
        access_token: What `System.AccessToken` is in every job; by default it is another one in each.
    """

    own: Group = field(default_factory=Group)
    groups: Mapping[str, Group] = field(default_factory=dict)
    environments: frozenset[str] = frozenset()
    contribute: bool = True
    access_token: str | None = None

    @property
    def all_secrets(self) -> tuple[str, ...]:
        """The values of all secrets."""
        return tuple(value for group in (self.own, *self.groups.values()) for value in group.secrets.values())

    def group(self, name: str) -> Group:
        """Give a group of variables.

        Raises:
            Refused: There is none.
        """
        if name not in self.groups:
            raise Refused(f"there is no group of variables {name}")
        return self.groups[name]
