"""Find what a file needs from outside itself, and whether, and where, it can do without."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from paa.core.inference.circumstances import Circumstances, on_python
from paa.core.source.references import External, Reference, SiblingReference
from paa.core.source.standard_library import BACKPORTS, MOVED, StandardLibrary, is_gone
from paa.model.module import Condition, Importing, ImportStatement

__all__ = ["Need", "Use", "find_uses"]


class Need(StrEnum):
    """How much a file needs what it imports."""

    REQUIRED = "required"
    LAZY = "lazy"  # only when a function is called
    OPTIONAL = "optional"  # it works without


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An import that something outside of the file must provide.

    Attributes:
        target: A dotted name, or another module of the repository.
        backport: The project that offers what left the standard library.
    """

    statement: ImportStatement
    target: External | SiblingReference
    need: Need
    where: Circumstances
    backport: str | None = None

    def made_optional(self) -> "Use":
        """Say that the file works without it."""
        return replace(self, need=Need.OPTIONAL)


@dataclass(frozen=True, slots=True)
class _Import:
    """A statement, what of it comes from outside, and the versions whose standard library lacks the rest."""

    statement: ImportStatement
    targets: tuple[External | SiblingReference, ...]
    lacking: frozenset[int]


_Placed = tuple[_Import, Condition]
"""A statement, and what must hold of the platform where it is executed."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a block needs on one version of Python."""

    item: _Import
    target: External | SiblingReference
    platform: Condition
    optional: bool = False
    backport: str | None = None


def find_uses(
    imports: Iterable[ImportStatement],
    refer: Callable[[ImportStatement], Sequence[Reference]],
    standard: StandardLibrary,
) -> tuple[Use, ...]:
    """Find what the imports of one file need, with the circumstances of each.

    Args:
        imports: Of the file.
        refer: Tells what a statement refers to.
        standard: The standard library of the supported Pythons.
    """
    items = [_import(each, refer(each), standard) for each in imports if _matters(each)]
    found: dict[tuple[int, Reference, bool], tuple[_Outcome, dict[Condition, frozenset[int]]]] = {}
    for item in items:
        if item.targets and _is_plain(item):
            for target in item.targets:
                found[id(item), target, False] = _Outcome(item, target, ()), {(): standard.versions}
    others = [item for item in items if not _is_plain(item)]
    for minor in sorted(standard.versions) if others else ():
        for outcome in _evaluate(_reachable(others, minor, standard.versions), 0, minor):
            key = id(outcome.item), outcome.target, outcome.optional
            _, where = found.setdefault(key, (outcome, {}))
            where[outcome.platform] = where.get(outcome.platform, frozenset()) | {minor}
    return tuple(
        _use(outcome, where) for _, (outcome, where) in sorted(found.items(), key=lambda each: _line(each[1][0]))
    )


def _line(outcome: _Outcome) -> int:
    return outcome.item.statement.line


def _use(outcome: _Outcome, where: Circumstances) -> Use:
    lazy = outcome.item.statement.when is Importing.LAZY
    need = Need.OPTIONAL if outcome.optional else Need.LAZY if lazy else Need.REQUIRED
    return Use(
        statement=outcome.item.statement, target=outcome.target, need=need, where=where, backport=outcome.backport
    )


def _matters(statement: ImportStatement) -> bool:
    return statement.when is not Importing.TYPING and statement.marker != "-"


def _is_plain(item: _Import) -> bool:
    return not (item.statement.attempts or item.statement.condition or item.lacking)


def _import(statement: ImportStatement, references: Sequence[Reference], standard: StandardLibrary) -> _Import:
    targets: list[External | SiblingReference] = []
    # A file that an attempt looks for beside it, and that is not there, is on no Python.
    lacking = standard.versions if statement.level and not references else frozenset[int]()
    for reference in references:
        if isinstance(reference, SiblingReference):
            targets.append(reference)
        elif isinstance(reference, External):
            missing = standard.lacks(reference.name, statement.members)
            if missing is None and _is_nobodys(_first(reference), statement):
                missing = standard.versions
            if missing is None or (missing and missing == standard.versions and _is_free(reference, statement)):
                targets.append(reference)
            else:
                lacking |= missing
    return _Import(statement, tuple(targets), lacking)


def _first(reference: External) -> str:
    return reference.name.partition(".")[0]


def _is_nobodys(first: str, statement: ImportStatement) -> bool:
    """Tell whether no project is meant: a module of Python 2, or what a project compiles for itself, and can lack."""
    attempted = bool(statement.attempts)
    return is_gone(first, attempted=attempted) or (attempted and first.startswith("_"))


def _is_free(reference: External, statement: ImportStatement) -> bool:
    """Tell whether a name that left the standard library long ago may be a project's own by now."""
    first = _first(reference)
    return not statement.attempts and first in MOVED and first not in BACKPORTS


def _reachable(items: Iterable[_Import], minor: int, supported: frozenset[int]) -> list[_Placed]:
    """Give the statements that a version of Python may execute, each with what must hold of the platform."""
    found = ((item, on_python(item.statement.condition, minor, supported)) for item in items)
    return [(item, platform) for item, platform in found if platform is not None]


def _evaluate(items: Sequence[_Placed], depth: int, minor: int) -> Iterator[_Outcome]:
    """Give what a block needs on one version of Python.

    Args:
        items: What it imports.
        depth: The number of attempts that the block stands in.
        minor: Of Python 3.
    """
    attempts: dict[int, tuple[list[_Placed], list[_Placed]]] = {}
    for item, platform in items:
        inner = item.statement.attempts[depth:]
        if inner:
            line, instead = inner[0]
            attempts.setdefault(line, ([], []))[instead].append((item, platform))
        else:
            yield from _needs(item, platform, minor)
    for tried, otherwise in attempts.values():
        yield from _attempt(tried, otherwise, depth + 1, minor)


def _needs(item: _Import, platform: Condition, minor: int) -> Iterator[_Outcome]:
    yield from (_Outcome(item, target, platform) for target in item.targets)
    name = item.statement.name
    if minor in item.lacking and not item.statement.level and (backport := BACKPORTS.get(name.partition(".")[0])):
        yield _Outcome(item, External(name), platform, backport=backport)


def _attempt(tried: Sequence[_Placed], instead: Sequence[_Placed], depth: int, minor: int) -> Iterator[_Outcome]:
    """Give what an attempt to import something needs, and what is done when it fails.

    The first project that can provide it is required, unless what is done instead works without any.
    """
    first = list(_evaluate(tried, depth, minor))
    second = list(_evaluate(instead, depth, minor)) if first or _fails(tried, depth, minor) else []
    if _fails(tried, depth, minor) and (second or (instead and not _fails(instead, depth, minor))):
        yield from second
    elif _fails(instead, depth, minor) or not all(outcome.optional for outcome in second):
        yield from first
    else:
        yield from (replace(outcome, optional=True) for outcome in (*first, *second))


def _fails(items: Sequence[_Placed], depth: int, minor: int) -> bool:
    """Tell whether a block imports what the standard library of a version lacks."""
    return any(minor in item.lacking and len(item.statement.attempts) == depth for item, _ in items)
