"""Gather what a project requires together with the siblings that are installed with it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from paa.core.inference.conflicts import Demand, can_hold_together, find_conflict
from paa.model.names import ImportName
from paa.model.spec import Found

__all__ = ["ReachedRequirement", "conflicts_among", "line_of", "reach_requirements"]

_EVERY = "all"  # the extra that holds the requirements of all others


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedRequirement:
    """A requirement that an installation of a project would have to meet.

    Attributes:
        found: The requirement, of the project or of a sibling.
        conditions: The environment markers that must all hold for it, those on the way to the sibling among them.
        sibling: The module of the repository that it names; None for a project of an index.
    """

    found: Found
    conditions: frozenset[str]
    sibling: ImportName | None


@dataclass(frozen=True, slots=True)
class _Visit:
    """A project on the way, with one of its extras (`""` for the project itself), under some conditions."""

    name: ImportName
    extra: str
    conditions: frozenset[str]


def reach_requirements(
    name: ImportName,
    requirements: Callable[[ImportName], Sequence[Found]],
    sibling: Callable[[str], ImportName | None],
    conditions: frozenset[str] = frozenset(),
) -> tuple[ReachedRequirement, ...]:
    """Follow the siblings of a project; its own extras count together with it, a sibling's where they are asked for.

    Args:
        name: The project.
        requirements: Gives what a module of the repository requires.
        sibling: Gives the module of the repository that makes the project of a name, if there is one.
        conditions: Environment markers that hold anyway, such as for the Pythons that the project supports.
    """
    waiting = deque([_Visit(name, "", conditions), _Visit(name, _EVERY, conditions)])
    seen: set[_Visit] = set()
    reached: dict[tuple[str, str, frozenset[str]], ReachedRequirement] = {}
    while waiting:
        visit = waiting.popleft()
        if visit in seen:
            continue
        seen.add(visit)
        for found in requirements(visit.name):
            if _belongs(found.extra or "", visit.extra):
                each = _under(found, visit.conditions, sibling)
                reached.setdefault((found.line, found.where, each.conditions), each)
                waiting += _onwards(each)
    return tuple(reached.values())


def _belongs(extra: str, wanted: str) -> bool:
    return extra == wanted or (wanted == _EVERY and bool(extra))


def _under(found: Found, conditions: frozenset[str], sibling: Callable[[str], ImportName | None]) -> ReachedRequirement:
    requirement = found.requirement
    return ReachedRequirement(
        found=found,
        conditions=conditions | {str(requirement.marker)} if requirement.marker else conditions,
        sibling=sibling(canonicalize_name(requirement.name)),
    )


def _onwards(reached: ReachedRequirement) -> Iterator[_Visit]:
    if reached.sibling is not None:
        for extra in ("", *sorted(map(canonicalize_name, reached.found.requirement.extras))):
            yield _Visit(reached.sibling, extra, reached.conditions)


def conflicts_among(several: Iterable[ReachedRequirement]) -> Iterator[tuple[Demand, Demand]]:
    """Find pairs of requirements that no version fulfils where both hold; at most one pair for each project."""
    demands: dict[str, list[Demand]] = {}
    for each in several:
        requirement = each.found.requirement
        if requirement.specifier:
            demand = Demand(
                project=canonicalize_name(requirement.name),
                specifier=requirement.specifier,
                where=each.found.where,
                conditions=each.conditions,
            )
            demands.setdefault(demand.project, []).append(demand)
    for group in demands.values():
        if pair := find_conflict(group, can_hold_together):
            yield pair


def line_of(reached: ReachedRequirement, *, without: frozenset[str] = frozenset()) -> str:
    """Write a requirement for a resolver, with everything that must hold for it in its marker.

    Args:
        reached: The requirement.
        without: Conditions that the resolver knows already.
    """
    requirement = Requirement(str(reached.found.requirement))
    requirement.marker = None
    for marker in map(Marker, sorted(reached.conditions - without)):
        requirement.marker = marker if requirement.marker is None else requirement.marker & marker
    return str(requirement)
