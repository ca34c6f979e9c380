"""Follow the components that a project reaches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from paa.core.source.references import ComponentReference, Source, refer
from paa.errors import SourceError
from paa.model.layout import Layout
from paa.model.module import Importing, ImportStatement
from paa.model.names import ImportName

__all__ = ["reach_components"]

S = TypeVar("S", bound=Source)


def reach_components(
    starts: Iterable[S], own: ImportName, layout: Layout, load: Callable[[PurePosixPath], S]
) -> tuple[S, ...]:
    """Collect the components that files of a project import, directly or through other components.

    Args:
        starts: The module and the files of its interfaces.
        own: The project.
        layout: Where the repository's Python files are.
        load: Reads and parses a component.

    Returns:
        The components in the order of their paths.

    Raises:
        SourceError: A component is missing or cannot be read, or components import each other in a circle while
            they are being loaded.
    """
    reached: dict[PurePosixPath, S] = {}
    pending = [file for module in starts for _, file in _edges(module, own, layout)]
    while pending:
        path = pending.pop()
        if path not in reached:
            reached[path] = load(path)
            pending += [file for _, file in _edges(reached[path], own, layout)]
    _refuse_circles(reached, own, layout)
    return tuple(reached[path] for path in sorted(reached))


def _edges(module: Source, own: ImportName, layout: Layout) -> Iterator[tuple[ImportStatement, PurePosixPath]]:
    for statement in module.imports:
        for reference in refer(statement, module, own, layout):
            if isinstance(reference, ComponentReference):
                yield from ((statement, file) for file in reference.files if file != module.path)


def _refuse_circles(reached: Mapping[PurePosixPath, S], own: ImportName, layout: Layout) -> None:
    """Refuse circles of `from … import` at module level: Python fails on them, whichever comes first."""
    graph = {
        path: [
            (statement.line, file)
            for statement, file in _edges(module, own, layout)
            if _while_loading(statement) and statement.members and file.name != "__init__.py"
        ]
        for path, module in reached.items()
    }
    done: set[PurePosixPath] = set()
    for start in sorted(graph):
        _descend(start, [], graph, done)


def _while_loading(statement: ImportStatement) -> bool:
    return statement.when is Importing.ALWAYS and not statement.attempts and not statement.dynamic


def _descend(
    path: PurePosixPath,
    trail: list[tuple[PurePosixPath, int]],
    graph: Mapping[PurePosixPath, Sequence[tuple[int, PurePosixPath]]],
    done: set[PurePosixPath],
) -> None:
    for line, file in graph[path]:
        here = [*trail, (path, line)]
        circle = [step for step, _ in here]
        if file in circle:
            steps = here[circle.index(file) :]
            raise SourceError(
                f"circular components: {' -> '.join(f'{step.name}:{at}' for step, at in steps)} -> {file.name}",
                where=f"{steps[0][0]}:{steps[0][1]}",
                hint="move what both need into a third component, or import it inside the function that uses it",
            )
        if file not in done:
            _descend(file, here, graph, done)
    done.add(path)
