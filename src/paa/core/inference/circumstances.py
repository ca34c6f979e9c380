"""Tell on which of the supported Pythons and platforms something happens, and write that as an environment marker."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from paa.core.source.python_versions import holds
from paa.model.module import Condition

__all__ = ["Circumstances", "merged", "on_python", "write_marker"]

Circumstances = Mapping[Condition, frozenset[int]]
"""What must hold of the platform → the minor versions of Python 3 for which it suffices."""


def on_python(condition: Condition, minor: int, supported: frozenset[int]) -> Condition | None:
    """Give what a condition leaves open on a version of Python 3; None when it cannot hold there.

    Args:
        condition: Of a statement.
        minor: The version.
        supported: All versions that the project supports.
    """
    left: list[tuple[str, ...]] = []
    for clause in condition:
        decided = [(atom, _decide(atom, minor, supported)) for atom in clause]
        if any(truth for _, truth in decided):
            continue
        unknown = tuple(atom for atom, truth in decided if truth is None)
        if not unknown:
            return None
        left.append(unknown)
    return tuple(left)


def _decide(atom: str, minor: int, supported: frozenset[int]) -> bool | None:
    """Evaluate a comparison of the version; None for one of the platform, or of a patch release of these versions."""
    variable, operator, text = atom.split(" ", 2)
    if not variable.startswith("python_"):
        return None
    wanted = tuple(map(int, text.strip('"').split(".")))
    own = (3, minor)
    if variable == "python_full_version" and wanted[0] == own[0] and wanted[1] in supported:
        return None
    return holds(own, operator, wanted)


def write_marker(platform: Condition, versions: frozenset[int], supported: frozenset[int]) -> str:
    """Write the marker for some versions and platforms; empty when it holds wherever the project does.

    Args:
        platform: What must hold of the platform.
        versions: The minor versions of Python 3 for which it suffices.
        supported: Those that the project supports.
    """
    clauses = [*_version_clauses(versions, sorted(supported)), *platform]
    several = len(clauses) > 1
    written = [" or ".join(clause) for clause in clauses]
    return " and ".join(
        f"({text})" if several and len(clause) > 1 else text for text, clause in zip(written, clauses, strict=True)
    )


def _version_clauses(versions: frozenset[int], supported: Sequence[int]) -> Iterator[tuple[str, ...]]:
    runs = list(_runs(versions, supported))
    missing = [minor for minor in supported if minor not in versions]
    if len(runs) == 1:
        yield from ((atom,) for atom in runs[0])
    elif len(missing) == 1:
        yield (f'python_version != "3.{missing[0]}"',)
    elif runs:
        # Rare: the versions have gaps. Each one is named, for a clause holds no conjunctions.
        yield tuple(f'python_version == "3.{minor}"' for minor in supported if minor in versions)


def _runs(versions: frozenset[int], supported: Sequence[int]) -> Iterator[list[str]]:
    """Give the bounds of each stretch of versions; none where the supported ones end."""
    for at, minor in enumerate(supported):
        if minor not in versions or (at and supported[at - 1] in versions):
            continue
        end = next((later for later in supported[at:] if later not in versions), None)
        if at and end is not None and supported[at + 1] == end:
            yield [f'python_version == "3.{minor}"']
            continue
        lower = [f'python_version >= "3.{minor}"'] if at else []
        yield lower + ([f'python_version < "3.{end}"'] if end is not None else [])


def merged(several: Iterable[Circumstances]) -> dict[Condition, frozenset[int]]:
    """Join circumstances of which any suffices; a test and its opposite together need no test."""
    joined: dict[Condition, frozenset[int]] = {}
    for circumstances in several:
        for platform, versions in circumstances.items():
            joined[platform] = joined.get(platform, frozenset()) | versions
    for platform in [*joined]:
        opposite = _opposite(platform)
        if opposite in joined and platform in joined:
            joined[()] = joined.get((), frozenset()) | (joined[platform] & joined[opposite])
    everywhere = joined.get((), frozenset())
    return {platform: versions for platform, versions in joined.items() if not platform or not versions <= everywhere}


def _opposite(platform: Condition) -> Condition | None:
    """Negate a single comparison."""
    match platform:
        case ((atom,),):
            variable, operator, value = atom.split(" ", 2)
            return (
                ((f"{variable} {'!=' if operator == '==' else '=='} {value}",),) if operator in {"==", "!="} else None
            )
        case _:
            return None
