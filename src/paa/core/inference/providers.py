"""Name the project that provides an import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from paa.core.inference.known_names import KnownNames, prefixes
from paa.model.spec import Rule

__all__ = ["Answer", "Owner", "Providers"]


@dataclass(frozen=True, slots=True)
class Owner:
    """An installed distribution that has an import.

    Attributes:
        prefix: The longest part of the dotted name for which it has a file.
    """

    prefix: str
    project: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The project that provides an import.

    Attributes:
        others: Projects that provide the same import.
    """

    project: str
    rule: Rule
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Where the project of an import is looked up, in this order.

    Attributes:
        overrides: `.paa/package_mapping.json`.
        installed: Finds the distribution that has a dotted name in the environment, if need be with the help of the
            names of projects that probably do; None when there is none, or several do.
        known: The tables that we ship.
        confirmed: Tells whether a project of this name is known to exist on the index.
    """

    overrides: Mapping[str, str]
    installed: Callable[[str, Sequence[str]], Owner | None]
    known: KnownNames
    confirmed: Callable[[str], bool]

    def imported(self, name: str, members: Sequence[str]) -> tuple[str, ...]:
        """Give what a statement imports as dotted names: where several projects share a name, its members decide."""
        if members and (self.known.is_namespace(name) or self._is_overridden_below(name)):
            return tuple(name if member == "*" else f"{name}.{member}" for member in members)
        return (name,)

    def find(self, dotted: str) -> Answer:
        """Name the project that provides a dotted name, and the rule that says so."""
        for prefix in prefixes(dotted):
            if project := self.overrides.get(prefix):
                return Answer(project, Rule.MAPPING)
        first = dotted.partition(".")[0]
        known = self.known.find(dotted)
        probable = (known.project, *known.others) if known else ()
        owner = self.installed(dotted, (*probable, canonicalize_name(first)))
        # Of a name that many share, the environment may hold no more than the beginning.
        if owner and (known is None or len(owner.prefix) >= len(known.prefix)):
            others = [each for each in probable if each != canonicalize_name(owner.project)]
            return Answer(owner.project, Rule.INSTALLED, tuple(others))
        if known:
            return Answer(known.project, Rule.TABLE, known.others)
        # A project may have the name that others share, and have nothing to do with them.
        is_confirmed = not self.known.is_namespace(first) and self.confirmed(first)
        return Answer(first, Rule.INDEX if is_confirmed else Rule.NAME)

    def shares(self, dotted: str) -> bool:
        """Tell whether a dotted name is nothing but the beginning of what several projects provide."""
        return self.known.is_namespace(dotted) and self.known.find(dotted) is None

    def _is_overridden_below(self, name: str) -> bool:
        return any(key.startswith(f"{name}.") for key in self.overrides)
