"""The indexes of a repository: those of its configuration, and the feeds of its pipelines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.files import read_text
from paa.adapters.index import Index, open_index
from paa.core.package.pyproject import writable
from paa.errors import ConfigError, PaaError, UsageError, raise_together
from paa.model.choices import IndexKind
from paa.model.index_profile import DefinedIndex
from paa.model.index_traits import traits_of
from paa.model.plan import ReleasePlan
from paa.model.settings import CONFIG, IndexName, IndexProfile, Settings
from paa.pipeline.repository import Repository

__all__ = [
    "EXAMPLE",
    "FEEDS",
    "defined_indexes",
    "describe_indexes",
    "feeds_of",
    "find_index",
    "index_of",
    "metadata_version_for",
    "open_planned_index",
    "profiles_of",
    "redirect",
]

FEEDS = PurePosixPath(".azure/feeds")
"""Where the feeds that a pipeline can be told to publish to have a file each."""

EXAMPLE = "example_feed.yml"
"""The one to copy, which is no feed."""

_BUILT_IN = "always there"


def index_of(repository: Repository, name: str | None = None) -> Index:
    """Open an index of a repository, by default the one that releases go to; nobody is asked yet.

    Raises:
        ConfigError: There is no such index, or its description cannot be used.
    """
    found = find_index(repository, name or repository.settings.publish_to)
    return open_index(found.name, found.profile, repository.root)


def find_index(repository: Repository, name: str) -> DefinedIndex:
    """Find an index by its name; capitals do not count.

    Raises:
        ConfigError: There is none, or the file of a feed is wrong.
    """
    indexes = defined_indexes(repository)
    wanted = IndexName(name.lower())
    if wanted in indexes:
        return indexes[wanted]
    near = get_close_matches(wanted, indexes, n=1)
    there = f"there are {', '.join(sorted(indexes))}; `indexes` in {CONFIG} adds others, and so does a file in {FEEDS}/"
    raise ConfigError(f"there is no index {name!r}", where=CONFIG, hint=f"did you mean {near[0]!r}?" if near else there)


def defined_indexes(repository: Repository) -> Mapping[IndexName, DefinedIndex]:
    """List every index, sorted by name.

    Raises:
        ConfigError: The file of a feed is wrong, or has the name of another index.
    """
    return describe_indexes(repository.root, repository.settings)


def describe_indexes(root: Path, settings: Settings) -> Mapping[IndexName, DefinedIndex]:
    """List every index of a repository that is being set up, sorted by name.

    Raises:
        ConfigError: The file of a feed is wrong, or has the name of another index.
    """
    usual = Settings().indexes
    found: dict[IndexName, DefinedIndex] = {}
    for name, profile in settings.indexes.items():
        found[name] = DefinedIndex(name, profile, _BUILT_IN if usual.get(name) == profile else CONFIG)
    errors: list[PaaError] = []
    for feed in feeds_of(root):
        if feed.name in found:
            other = found[feed.name].where
            hint = "rename one of them"
            message = f"an index {feed.name!r} is {f'in {other}' if other != _BUILT_IN else other}, too"
            errors.append(ConfigError(message, where=feed.where, hint=hint))
        else:
            found[feed.name] = feed
    raise_together(errors)
    return MappingProxyType(dict(sorted(found.items())))


def feeds_of(root: Path) -> Sequence[DefinedIndex]:
    """Read the files of feeds.

    Raises:
        ConfigError: One is wrong.
        SourceError: One cannot be read.
    """
    folder = root / FEEDS
    paths = [path for path in sorted({*folder.glob("*.yml"), *folder.glob("*.yaml")}) if path.name != EXAMPLE]
    texts = {FEEDS / path.name: read_text(path, where=str(FEEDS / path.name)) for path in paths if path.is_file()}
    if not texts:
        return ()
    from paa.config.feeds import load_feeds

    return load_feeds(texts)


def profiles_of(repository: Repository, name: str | None = None) -> Mapping[IndexName, IndexProfile]:
    """Give the indexes that a release goes through: the one that it is tried on, if there is one, and its own.

    Raises:
        ConfigError: There is no such index, or the file of a feed is wrong.
    """
    settings = repository.settings
    goal = find_index(repository, name or settings.publish_to)
    # Who asks for a folder instead of the usual index wants nobody else to hear of it.
    private = goal.profile.kind is IndexKind.DIRECTORY and goal.name != settings.publish_to
    staging = find_index(repository, settings.stage_to) if settings.stage_to and not private else None
    found = [each for each in (staging, goal) if each]
    return MappingProxyType({each.name: each.profile for each in found})


def metadata_version_for(profiles: Iterable[IndexProfile]) -> Version:
    """Decide the core metadata of distributions: the strictest of the indexes that they go to decides."""
    return writable(traits_of(profile).metadata_version for profile in profiles)


def open_planned_index(plan: ReleasePlan, root: Path, name: str | None = None) -> Index:
    """Open an index of a plan without the repository that it was made in.

    Args:
        plan: It carries what the configuration said of its indexes.
        root: The folder that the path of a directory index is relative to.
        name: The index that it is tried on, say; by default the one that it goes to.

    Raises:
        ConfigError: The plan has no such index, or its description cannot be used.
    """
    wanted = IndexName((name or plan.index).lower())
    if wanted not in plan.profiles:
        hint = "make the plan anew for it: paa plan --index NAME --json"
        raise ConfigError(f"the plan says nothing of an index {wanted!r}", hint=hint)
    return open_index(wanted, plan.profiles[wanted], root)


def redirect(repository: Repository, plan: ReleasePlan, name: str | None) -> ReleasePlan:
    """Send what a plan names to another index than the one that it was made for.

    Args:
        repository: It knows the other index.
        plan: The plan.
        name: The other index; None, or the plan's own, changes nothing.

    Raises:
        ConfigError: There is no such index.
        UsageError: It takes no archives with the metadata that the plan decided.
    """
    if name is None or name.lower() == plan.index:
        return plan
    found = find_index(repository, name)
    newest = traits_of(found.profile).metadata_version
    if newest < plan.metadata_version:
        raise UsageError(
            f"the index {found.name!r} takes metadata up to {newest}, and the archives of this plan "
            f"have {plan.metadata_version}",
            hint=f"make the plan anew: paa plan --index {found.name} --json > plan.json",
        )
    return replace(plan, index=found.name, profiles=MappingProxyType({**plan.profiles, found.name: found.profile}))
