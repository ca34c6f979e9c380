"""Read facts from sources, and keep them as JSON between runs."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from paa.core.source.imports import find_imports
from paa.core.source.metadata import read_metadata
from paa.core.source.modules import lines_of, parse_source, refusing_depth
from paa.core.source.scripts import read_script
from paa.errors import SourceError
from paa.model.facts import Facts, ReleaseFacts
from paa.model.module import Importing, ImportStatement, Metadata

__all__ = ["read_facts", "restore_facts", "store_facts"]

_STATUS = "Development Status ::"


def read_facts(content: bytes, path: PurePosixPath) -> Facts:
    """Read the facts of a source file; what is wrong with it is one of them."""
    try:
        with refusing_depth(path):
            return _read(content, path)
    except SourceError as error:
        problem = error.problems[0]
        line = problem.where.rpartition(":")[2] if problem.where else ""
        return Facts(path=path, error=f"{line}: {problem.message}" if line.isdigit() else problem.message)


def _read(content: bytes, path: PurePosixPath) -> Facts:
    text, tree = parse_source(content, path)
    metadata = read_metadata(tree, path)
    script = read_script(text, path)
    imports = find_imports(tree, lines_of(text))
    return Facts(
        path=path,
        imports=tuple(each for each in imports if each.when is not Importing.TYPING and each.marker != "-"),
        release=None if metadata is None else _release(metadata, has_script=script is not None),
    )


def _release(metadata: Metadata, *, has_script: bool) -> ReleaseFacts:
    own = {
        "python_version": metadata.requires_python is not None or has_script,
        "license_label": bool(metadata.license_label),
        "status": any(each.startswith(_STATUS) for each in metadata.classifiers),
    }
    return ReleaseFacts(
        name=metadata.name,
        version=metadata.version,
        readme=metadata.readme,
        artifacts=tuple(sorted(metadata.artifact_urls)),
        own=frozenset(key for key, replaced in own.items() if replaced),
    )


def store_facts(facts: Facts) -> list[object]:
    """Write facts as what JSON can hold, without the path."""
    imports = [_shortened(each) for each in facts.imports]
    release = facts.release
    said = None if release is None else _stored_release(release)
    return [imports, said, facts.error]


def restore_facts(stored: Any, path: PurePosixPath) -> Facts:  # noqa: ANN401 - what `store_facts` wrote, as JSON has it
    """Read what `store_facts` of the same version wrote.

    Raises:
        ValueError: It is something else.
        TypeError: It is something else.
    """
    imports, said, error = stored
    return Facts(
        path=path,
        imports=tuple(_restored(*each) for each in imports),
        release=None if said is None else _restored_release(*said),
        error=error,
    )


def _stored_release(release: ReleaseFacts) -> list[object]:
    return [release.name, release.version, release.readme, release.artifacts, sorted(release.own)]


def _restored_release(
    name: str | None, version: str | None, readme: str | None, artifacts: list[str], own: list[str]
) -> ReleaseFacts:
    return ReleaseFacts(name=name, version=version, readme=readme, artifacts=tuple(artifacts), own=frozenset(own))


def _shortened(statement: ImportStatement) -> list[object]:
    """Leave out the end where it says what is usual."""
    values = [statement.name, statement.line, statement.members, statement.level, statement.when, statement.marker]
    values += [statement.condition, statement.attempts, statement.dynamic]
    while values[-1] in _USUAL:
        values.pop()
    return values


def _restored(  # noqa: PLR0913, PLR0917 - the attributes of a statement, in the order of `_shortened`
    name: str,
    line: int,
    members: Sequence[str] = (),
    level: int = 0,
    when: str = Importing.ALWAYS,
    marker: str | None = None,
    condition: Sequence[Sequence[str]] = (),
    attempts: Sequence[tuple[int, bool]] = (),
    dynamic: bool = False,  # noqa: FBT001, FBT002 - as above
) -> ImportStatement:
    return ImportStatement(
        name=name,
        line=line,
        members=tuple(members),
        level=level,
        when=_WHEN[when],
        marker=marker,
        condition=tuple(map(tuple, condition)),
        attempts=tuple((at, instead) for at, instead in attempts),
        dynamic=dynamic,
    )


_USUAL = ((), 0, Importing.ALWAYS, None, False)
_WHEN: Mapping[str, Importing] = {each.value: each for each in Importing}
