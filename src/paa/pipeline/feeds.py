"""Tell of the indexes of a repository, and of what installs from them."""

from dataclasses import dataclass

from paa.adapters.index import open_index
from paa.core.release.installer_settings import installer_settings
from paa.errors import UsageError
from paa.model.choices import IndexKind
from paa.model.index import InstallerSettings
from paa.model.index_traits import traits_of
from paa.model.settings import IndexName
from paa.pipeline.indexes import defined_indexes, find_index
from paa.pipeline.repository import Repository

__all__ = ["ListedIndex", "installers_of", "list_indexes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIndex:
    """One index of a repository.

    Attributes:
        address: Of its simple API.
        where: The file that describes it.
        publishes: Whether releases go there unless another one is named.
    """

    name: IndexName
    kind: IndexKind
    address: str
    where: str
    publishes: bool


def list_indexes(repository: Repository) -> tuple[ListedIndex, ...]:
    """List every index that a command can be told to use, sorted by name.

    Raises:
        ConfigError: The description of one cannot be used.
    """
    return tuple(
        ListedIndex(
            name=index.name,
            kind=index.profile.kind,
            address=open_index(index.name, index.profile, repository.root).location,
            where=index.where,
            publishes=index.name == repository.settings.publish_to,
        )
        for index in defined_indexes(repository).values()
    )


def installers_of(repository: Repository, name: str) -> InstallerSettings:
    """Write what lets pip and uv install from an index.

    Raises:
        ConfigError: There is no such index, or its description cannot be used.
        UsageError: Nobody should install from there without saying so each time.
    """
    index = find_index(repository, name)
    traits = traits_of(index.profile)
    if traits.strangers:
        hint = f"`paa release --index {index.name}` ends with the lines that install one release from there"
        raise UsageError(f"on {traits.title} anybody may take any name: no place to install from by default", hint=hint)
    location = open_index(index.name, index.profile, repository.root).location
    return installer_settings(index.name, location, traits)
