"""Adjust the imports of a source file to its place in the package; nothing else changes, lines stay where they are."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from paa.core.source.imports import import_nodes
from paa.core.source.modules import encoding_of, lines_of, parse_source
from paa.core.source.references import ComponentReference, OwnReference, Reference, SiblingReference, refer
from paa.errors import SourceError
from paa.model.layout import Layout
from paa.model.module import ImportStatement, Module
from paa.model.names import ImportName

__all__ = ["COMPONENTS", "detach", "relocate"]

COMPONENTS = "components"
"""The folder of the components in a package, whatever the repository calls it."""

_FROM = re.compile(r"from(?P<name>[\w.\s\\]+?)\bimport\b")


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace the characters from start to end of the source."""

    start: int
    end: int
    text: str


class _Places:
    """Characters of a source, by the lines and UTF-8 columns of its syntax tree."""

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.stmt | ast.alias) -> int:
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.alias) -> int:
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())


def relocate(module: Module, own: ImportName, layout: Layout) -> bytes:
    """Write a source file as it stands in the package.

    Returns:
        The bytes of the file in its own encoding; the very same bytes when no import has to change.

    Raises:
        SourceError: An import is written in a way that has no equivalent in the package.
    """
    if not any(_moves(refer(statement, module, own, layout)) for statement in module.imports):
        return module.content
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(module.text)
    places = _Places(module.text)
    edits = [edit for node in import_nodes(tree, places.lines) for edit in _edit(node, module, own, layout, places)]
    text = module.text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text.encode(encoding_of(module.content))


def detach(content: bytes, package: ImportName, path: PurePosixPath) -> bytes:
    """Write a file of a package so that it works outside of it: its relative imports become absolute.

    Args:
        content: The file, which lies directly in the package.
        package: The package.
        path: The file, for messages.

    Raises:
        SourceError: It is no valid Python, or an import leads out of the package.
    """
    text, tree = parse_source(content, path)
    places = _Places(text)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    for node in sorted(nodes, key=places.start, reverse=True):
        start = places.start(node)
        match = _FROM.match(text[start : places.end(node)])
        if node.level > 1 or match is None:
            raise SourceError("this import leads out of its package", where=f"{path}:{node.lineno}")
        target = f"{package}.{node.module}" if node.module else package
        continued = "\\\n" * match["name"].count("\n")
        text = f"{text[:start]}from {target} {continued}{text[start + match.end('name') :]}"
    return text.encode(encoding_of(content))


def _moves(references: Sequence[Reference]) -> bool:
    return any(
        isinstance(reference, ComponentReference)
        or (isinstance(reference, OwnReference | SiblingReference) and not reference.bare)
        for reference in references
    )


def _edit(
    node: ast.Import | ast.ImportFrom, module: Module, own: ImportName, layout: Layout, places: _Places
) -> Iterator[_Edit]:
    if isinstance(node, ast.ImportFrom):
        members = tuple(alias.name for alias in node.names)
        statement = ImportStatement(name=node.module or "", members=members, level=node.level, line=node.lineno)
        # Guarded, it may name what is not there.
        known = (each for each in module.imports if (each.line, each.name) == (node.lineno, statement.name))
        if found := next(known, None):
            statement = replace(statement, when=found.when, attempts=found.attempts)
        yield from _edit_from(node, refer(statement, module, own, layout), module, own, layout, places)
        return
    bindings: dict[str, None] = {}
    for alias in node.names:
        statement = ImportStatement(name=alias.name, line=alias.lineno)
        (reference,) = refer(statement, module, own, layout)
        if _moves([reference]):
            target, binding = _aliased(alias, reference, module, own)
            yield _Edit(places.start(alias), places.end(alias), f"{_continuations(alias)}{target}")
            bindings.update({binding: None} if binding else {})
    if bindings:
        end = places.end(node)
        yield _Edit(end, end, "".join(f"; {binding}" for binding in bindings))


def _continuations(node: ast.stmt | ast.alias) -> str:
    """Keep the lines of what is written anew on one; continuations, because something may follow on the last."""
    return "\\\n" * ((node.end_lineno or node.lineno) - node.lineno)


def _aliased(alias: ast.alias, reference: Reference, module: Module, own: ImportName) -> tuple[str, str | None]:
    """Rewrite one name of `import a, b.c as d`, and say what else must be bound for its users.

    `import components.x` binds `components`; a private name takes the place of the new first part, so that it
    hides nothing of the module.

    Raises:
        SourceError: Nothing in the package means the same.
    """
    where = module.where(alias.lineno)
    target = _target(reference, own)
    if alias.asname:
        return f"{target} as {alias.asname}", None
    if not isinstance(reference, ComponentReference):
        hint = f"write `import {target.rpartition('.')[2]}`"
        raise SourceError(f"`import {alias.name}` has no equivalent in the package", where=where, hint=hint)
    folder = f"{own}.{COMPONENTS}"
    match reference.prefix:
        case (name,) if not reference.tail:
            return f"{folder} as {name}", None
        case (name,):
            binding = f"import {folder} as {name}"
        case (name, second) if second == COMPONENTS:
            binding = f"import {own} as {name}"
        case _:
            hint = f"write `from {alias.name} import …`, or give it a name with `as`"
            raise SourceError(f"`import {alias.name}` has no equivalent in the package", where=where, hint=hint)
    return f"{target} as _{alias.name.replace('.', '_')}", binding


def _target(reference: Reference, own: ImportName) -> str:
    """Give the absolute name of what is referred to, in the package."""
    match reference:
        case ComponentReference(tail=tail):
            return ".".join((own, COMPONENTS, *tail))
        case SiblingReference(import_name=name):
            # The module itself: its package offers only the public names.
            return f"{name}.{name}"
        case _:
            return f"{own}.{own}"


def _edit_from(
    node: ast.ImportFrom,
    references: Sequence[Reference],
    module: Module,
    own: ImportName,
    layout: Layout,
    places: _Places,
) -> Iterator[_Edit]:
    if not _moves(references) or (node.level and _stays(references, layout)):
        return
    start, end = places.start(node), places.end(node)
    source = module.text[start:end]
    if _imports_modules(node, references, layout):
        yield _Edit(start, end, f"import {_continuations(node)}{_as_modules(node, references, own)}")
        return
    match = _FROM.match(source)
    if match is None:
        raise SourceError("this import cannot be moved into the package", where=module.where(node.lineno))
    # A continuation inside the name is kept behind it, for the sake of the line numbers.
    continued = "\\\n" * match["name"].count("\n")
    yield _Edit(start + match.start("name"), start + match.end("name"), f" {_target(references[0], own)} {continued}")


def _stays(references: Sequence[Reference], layout: Layout) -> bool:
    """Tell whether a relative import means the same in the package: siblings are elsewhere there."""
    same_shape = layout.dependencies_dir == layout.module_dir / COMPONENTS
    return same_shape and not any(isinstance(reference, SiblingReference) for reference in references)


def _imports_modules(node: ast.ImportFrom, references: Sequence[Reference], layout: Layout) -> bool:
    """Tell `from . import other` and `from module_dir import components`, whose members are modules and folders."""
    names = tuple(node.module.split(".")) if node.module else ()
    is_home = not names or (not node.level and names == layout.module_dir.parts)
    if is_home and any(isinstance(reference, SiblingReference | OwnReference) for reference in references):
        return True
    first = references[0]
    return isinstance(first, ComponentReference) and first.prefix == (*names, node.names[0].name)


def _as_modules(node: ast.ImportFrom, references: Sequence[Reference], own: ImportName) -> str:
    return ", ".join(
        f"{_target(reference, own)} as {alias.asname or alias.name}"
        for alias, reference in zip(node.names, references, strict=True)
    )
