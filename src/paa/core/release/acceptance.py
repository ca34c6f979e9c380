"""What an index of a kind would refuse, told before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from packaging.version import Version

from paa.errors import IndexFailure, SourceError, raise_together
from paa.model.distribution import Distribution
from paa.model.index_traits import IndexTraits, traits_of
from paa.model.settings import IndexName, IndexProfile

__all__ = ["refuse_local", "refuse_unacceptable"]

_MB = 1000 * 1000


def refuse_unacceptable(distributions: Sequence[Distribution], traits: IndexTraits, *, index: str) -> None:
    """See that an index takes distributions, as far as they themselves tell.

    Args:
        distributions: What shall go there.
        traits: What indexes of its kind do.
        index: Its name, for messages.

    Raises:
        IndexFailure: It would refuse some; all of them at once.
    """
    raise_together([problem for each in distributions for problem in _problems(each, traits, index)])


def _problems(distribution: Distribution, traits: IndexTraits, index: str) -> Iterator[IndexFailure]:
    name = distribution.path.name
    if distribution.version.local and not traits.local_versions:
        message = f"the index {index!r} takes no local versions: {distribution.name} {distribution.version}"
        yield IndexFailure(message, where=name, hint=f"release it as {distribution.version.public}")
    if traits.size_limit is not None and distribution.size > traits.size_limit:
        size, limit = ceil(distribution.size / _MB), traits.size_limit // _MB
        message = f"{name} has {size} MB, and the index {index!r} takes {limit}"
        hint = "let the package fetch large data files, as with `*.link`, or ask the index for a higher limit"
        yield IndexFailure(message, where=name, hint=hint)


def refuse_local(version: Version, route: Mapping[IndexName, IndexProfile], *, where: str) -> None:
    """Refuse a version that an index of a release would refuse, before anything is built.

    Args:
        version: Of the release.
        route: The indexes that it goes through.
        where: The project, for messages.

    Raises:
        SourceError: It has a local part, and an index takes none.
    """
    takers = {name: traits_of(profile).local_versions for name, profile in route.items()}
    if version.local is not None and not all(takers.values()):
        strict = next(name for name, takes in takers.items() if not takes)
        hint = f"ask for {version.public}, or publish to an index that takes it"
        message = f"the version {version} has a local part, which the index {strict!r} does not take"
        raise SourceError(message, where=where, hint=hint)
