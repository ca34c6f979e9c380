"""Find requirements of one project that no version fulfils."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from packaging.specifiers import SpecifierSet

from paa.core.inference.markers import some_environment_fulfils

__all__ = ["Demand", "can_hold_together", "describe_conflict", "find_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The versions of a project that one place asks for.

    Attributes:
        project: Its normalised name.
        where: `path:line`.
        conditions: The environment markers that must all hold for it.
    """

    project: str
    specifier: SpecifierSet
    where: str
    conditions: frozenset[str] = frozenset()


def find_conflict(
    demands: Sequence[Demand], together: Callable[[Demand, Demand], bool]
) -> tuple[Demand, Demand] | None:
    """Find the first two demands that exclude each other.

    Args:
        demands: All on one project.
        together: Tells whether two of them may have to be fulfilled at the same time.
    """
    for first, second in combinations(demands, 2):
        if together(first, second) and (first.specifier & second.specifier).is_unsatisfiable():
            return first, second
    return None


def can_hold_together(first: Demand, second: Demand) -> bool:
    """Tell whether there is an environment in which the conditions of both demands hold."""
    return some_environment_fulfils(first.conditions | second.conditions)


def describe_conflict(first: Demand, second: Demand) -> tuple[str, str]:
    """Say what two demands that exclude each other ask for, and what to do about it."""
    asked = [f"{each.specifier} ({each.where})" for each in (first, second)]
    return f"no version of {first.project} is {' and '.join(asked)}", "change one of the two"
