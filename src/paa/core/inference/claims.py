"""Combine what several places say of one project into requirements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from paa.core.inference.circumstances import Circumstances, merged, write_marker
from paa.core.inference.conflicts import Demand, describe_conflict, find_conflict
from paa.errors import SourceError, raise_together
from paa.model.module import Condition
from paa.model.spec import Found, Rule

__all__ = ["Claim", "settle"]

_INFERRED = frozenset({Rule.MAPPING, Rule.INSTALLED, Rule.TABLE, Rule.STANDARD, Rule.INDEX, Rule.NAME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one place says of one project.

    Attributes:
        requirement: With the versions, extras and marker that the place itself gives.
        where: `path:line`.
        extra: The extra that it belongs to; None for the project itself.
        circumstances: Where it holds.
        imported: The dotted name that is imported; None when the place names the project.
        lazy: Whether it is imported in a function.
        others: Other projects that provide the same import.
        shared: Whether the dotted name is only the beginning of what several projects provide.
    """

    requirement: Requirement
    where: str
    rule: Rule
    extra: str | None
    circumstances: Circumstances
    imported: str | None = None
    lazy: bool = False
    others: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    """The claims that make one requirement: of one project, for one extra, under one marker of their own."""

    extra: str
    project: str
    marker: str


_Groups = Mapping[_Key, Sequence[Claim]]


def settle(
    claims: Sequence[Claim], *, supported: frozenset[int], versions: Callable[[str], SpecifierSet]
) -> tuple[Found, ...]:
    """Turn claims into requirements, each project once for each extra and marker.

    Args:
        claims: In the order in which they shall be named.
        supported: The minor versions of Python 3 that the project supports.
        versions: Which versions of a project to ask for where no claim says it.

    Raises:
        SourceError: Two claims exclude each other; all of them at once.
    """
    groups: dict[_Key, list[Claim]] = {}
    for claim in claims:
        if not (claim.shared and _has_member(claim, claims)):
            requirement = claim.requirement
            key = _Key(claim.extra or "", canonicalize_name(requirement.name), str(requirement.marker or ""))
            groups.setdefault(key, []).append(claim)
    raise_together(list(_conflicts(groups)))
    found: list[Found] = []
    for key, group in groups.items():
        circumstances = _left(key, group, groups, supported)
        found += _found(key, group, circumstances, supported, versions)
    return tuple(sorted(found, key=lambda each: (each.extra or "", str(each.requirement))))


def _has_member(claim: Claim, claims: Iterable[Claim]) -> bool:
    """Tell whether something below a shared name is imported, too: then the name alone adds nothing."""
    return any(each.imported and each.imported.startswith(f"{claim.imported}.") for each in claims)


def _left(
    key: _Key, group: Sequence[Claim], groups: _Groups, supported: frozenset[int]
) -> Mapping[Condition, frozenset[int]]:
    """Tell where a requirement holds that no other one includes; an extra repeats nothing that is required anyway."""
    where = merged(claim.circumstances for claim in group)
    if any(claim.rule is Rule.METADATA for claim in group):
        return where
    plain = _Key("", key.project, "")
    covering: Sequence[Claim] = ()
    if key.extra:
        covering = [*groups.get(plain, ()), *groups.get(_Key("", key.project, key.marker), ())]
    elif key.marker and not _specifier(group) and not any(claim.requirement.extras for claim in group):
        covering = groups.get(plain, ())
    covered = merged(claim.circumstances for claim in covering)
    if not key.extra and covered.get(()) != supported:
        return where
    return {} if () in covered else {each: minors for each, minors in where.items() if each not in covered}


def _found(
    key: _Key,
    group: Sequence[Claim],
    circumstances: Circumstances,
    supported: frozenset[int],
    versions: Callable[[str], SpecifierSet],
) -> Iterator[Found]:
    # The first certain place speaks for all of them.
    origin = next((claim for claim in group if claim.rule is not Rule.NAME), group[0])
    requirement = _combined(group)
    if not requirement.specifier and not requirement.url and all(claim.rule in _INFERRED for claim in group):
        requirement.specifier = versions(key.project)
    for platform, minors in circumstances.items():
        marked = Requirement(str(requirement))
        if text := write_marker(platform, minors, supported):
            marked.marker = Marker(text) if marked.marker is None else marked.marker & Marker(text)
        yield Found(
            requirement=marked,
            where=origin.where,
            rule=origin.rule,
            extra=origin.extra,
            imported=origin.imported,
            lazy=all(claim.lazy for claim in group),
            others=origin.others,
            also=tuple(dict.fromkeys(claim.where for claim in group if claim.where != origin.where)),
        )


def _combined(group: Sequence[Claim]) -> Requirement:
    # An address names the very archive; a name beside it asks for nothing else.
    first = next((claim for claim in group if claim.requirement.url), group[0])
    requirement = Requirement(str(first.requirement))
    requirement.extras = set[str]().union(*(claim.requirement.extras for claim in group))
    if not requirement.url:
        requirement.specifier = _specifier(group)
    return requirement


def _specifier(group: Iterable[Claim]) -> SpecifierSet:
    specifier = SpecifierSet()
    for claim in group:
        specifier &= claim.requirement.specifier
    return specifier


def _conflicts(groups: _Groups) -> Iterator[SourceError]:
    """Find claims of one project that no version fulfils; those under different markers need not hold together."""
    projects: dict[str, list[Demand]] = {}
    for key, group in groups.items():
        conditions = frozenset(filter(None, [key.marker]))
        projects.setdefault(key.project, []).extend(
            Demand(
                project=key.project,
                specifier=claim.requirement.specifier,
                where=claim.where,
                conditions=conditions,
            )
            for claim in group
            if claim.requirement.specifier
        )
    for demands in projects.values():
        if pair := find_conflict(demands, _same_marker):
            message, hint = describe_conflict(*pair)
            yield SourceError(message, where=pair[1].where, hint=hint)


def _same_marker(first: Demand, second: Demand) -> bool:
    return first.conditions == second.conditions or not first.conditions or not second.conditions
