"""Find what a module imports, and the circumstances in which it does."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from paa.core.source.comments import marker_of, markers_of
from paa.core.source.conditions import ALWAYS, NEVER, EnvironmentTests, both
from paa.core.source.guards import Guards, gives_up
from paa.model.module import Condition, Importing, ImportStatement

__all__ = ["find_imports", "import_nodes"]

_IMPORT_MODULE = "importlib.import_module"
_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)
_DYNAMIC = ("import_module", "__import__")


@dataclass(frozen=True, slots=True)
class _Around:
    """The circumstances of a block."""

    when: Importing = Importing.ALWAYS
    condition: Condition = ALWAYS
    attempts: tuple[tuple[int, bool], ...] = ()

    def under(self, condition: Condition) -> "_Around":
        return self if condition == ALWAYS else replace(self, condition=both(self.condition, condition))

    def place(self, statement: ImportStatement) -> ImportStatement:
        """Give a statement these circumstances."""
        if self is _PLAIN:
            return statement
        return replace(statement, when=self.when, condition=self.condition, attempts=self.attempts)

    def attempt(self, node: ast.stmt, *, instead: bool) -> "_Around":
        return replace(self, attempts=(*self.attempts, (node.lineno, instead)))


_PLAIN = _Around()
_Node = ast.Import | ast.ImportFrom
_Blocks = Iterator[tuple[Sequence[ast.stmt], _Around]]


def find_imports(tree: ast.Module, lines: Sequence[str]) -> tuple[ImportStatement, ...]:
    """Collect the imports of a module in the order of the source; those in code that never runs are none.

    Args:
        tree: The parsed module.
        lines: Its lines, for the comments behind the imports.
    """
    return tuple(_Finder(tree, lines).find())


def import_nodes(tree: ast.Module, lines: Sequence[str]) -> Iterator[_Node]:
    """Give every import statement of a module, those among them that are never executed.

    Args:
        tree: The parsed module.
        lines: Its lines.
    """
    words = _words(lines, "import")
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, _Node):
            yield node
        elif not isinstance(node, ast.expr) and (not isinstance(node, ast.stmt) or _spans(node, words)):
            pending += ast.iter_child_nodes(node)


def _words(lines: Sequence[str], *words: str) -> list[int]:
    """List the lines with a word by their numbers: most functions have it on none, and are not descended into."""
    return [number for number, line in enumerate(lines, start=1) if any(word in line for word in words)]


def _spans(node: ast.stmt, numbers: Sequence[int]) -> bool:
    """Tell whether one of some lines, in their order, belongs to a statement."""
    at = bisect_left(numbers, node.lineno)
    return at < len(numbers) and numbers[at] <= (node.end_lineno or node.lineno)


class _Finder:
    """Walks over one module; only into statements on whose lines something is imported."""

    def __init__(self, tree: ast.Module, lines: Sequence[str]) -> None:
        self._tree = tree
        self._lines = lines
        self._words = _words(lines, "import")
        self._dynamic = [number for number in self._words if any(call in lines[number - 1] for call in _DYNAMIC)]
        self._tests = EnvironmentTests(tree.body, lambda: self._aliases)
        self._guards = Guards(tree.body, lambda: self._aliases)
        if self._dynamic:
            # `from importlib import import_module as load`: the calls do not have the word.
            others = [f"{name}(" for name, dotted in self._aliases.items() if dotted == _IMPORT_MODULE]
            self._dynamic = sorted({*self._dynamic, *_words(lines, *others)})
            self._words = sorted({*self._words, *self._dynamic})

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        """What the names stand for that the module imports, anywhere."""
        aliases: dict[str, str] = {}
        for node in import_nodes(self._tree, self._lines):
            for alias in node.names:
                if isinstance(node, ast.ImportFrom):
                    aliases[alias.asname or alias.name] = f"{'.' * node.level}{node.module or ''}.{alias.name}"
                elif alias.asname:
                    aliases[alias.asname] = alias.name
                else:
                    first = alias.name.partition(".")[0]
                    aliases[first] = first
        return aliases

    def find(self) -> Iterator[ImportStatement]:
        # No recursion: each `elif` is a level of its own, and there may be a thousand.
        pending: list[tuple[ast.stmt, _Around]] = [(node, _PLAIN) for node in reversed(self._tree.body)]
        while pending:
            node, around = pending.pop()
            if isinstance(node, _Node):
                yield from _read(node, around, self._lines)
            elif _spans(node, self._words):
                blocks = list(self._blocks(node, around))
                if _spans(node, self._dynamic):
                    yield from self._calls(node, around)
                inside = [(inner, each) for block, each in blocks if each.condition != NEVER for inner in block]
                pending += reversed(inside)

    def _calls(self, node: ast.stmt, around: _Around) -> Iterator[ImportStatement]:
        """Read the dynamic imports in the expressions of a statement, not in the statements inside of it."""
        pending: list[tuple[ast.AST, _Around]] = [(node, around)]
        while pending:
            inner, place = pending.pop()
            if isinstance(inner, ast.Call) and (name := self._literal_import(inner)):
                marker = marker_of(self._lines[(node.end_lineno or node.lineno) - 1], node.end_col_offset or 0)
                yield place.place(ImportStatement(name=name, line=inner.lineno, marker=marker, dynamic=True))
            if isinstance(inner, ast.IfExp):
                true, false = self._tests.read(inner.test)
                branches = ((inner.test, place), (inner.body, place.under(true)), (inner.orelse, place.under(false)))
                pending += [(each, each_place) for each, each_place in branches if each_place.condition != NEVER]
            else:
                children = ast.iter_child_nodes(inner)
                pending += [(each, place) for each in children if not isinstance(each, _STATEMENTS)]

    def _literal_import(self, call: ast.Call) -> str | None:
        """Read the absolute name in `import_module("a.b")` or `__import__("a.b")`."""
        match call.func:
            case ast.Name(id=name):
                function = self._aliases.get(name, name if name == "__import__" else "")
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                function = f"{self._aliases.get(name, '')}.{attribute}"
            case _:
                return None
        if function not in {"__import__", "builtins.__import__", "importlib.__import__", _IMPORT_MODULE}:
            return None
        given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "name")]
        text = given[0].value if given and isinstance(given[0], ast.Constant) else None
        parts = text.split(".") if isinstance(text, str) else []
        return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None

    def _blocks(self, node: ast.stmt, around: _Around) -> _Blocks:
        """Give the blocks of a compound statement, each with its circumstances."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                lazy = around.when is Importing.ALWAYS
                yield node.body, replace(around, when=Importing.LAZY) if lazy else around
            case ast.If():
                yield from self._branches(node, around)
            case ast.Try() | ast.TryStar():
                yield from self._attempts(node, around)
            case ast.With() | ast.AsyncWith():
                yield node.body, around.attempt(node, instead=False) if self._guards.suppresses(node) else around
            case ast.For() | ast.AsyncFor() | ast.While():
                runs = self._tests.read(node.test)[0] if isinstance(node, ast.While) else ALWAYS
                yield node.body, around.under(runs)
                yield node.orelse, around
            case ast.Match():
                conditions = self._tests.read_cases(node)
                yield from ((case.body, around.under(each)) for case, each in zip(node.cases, conditions, strict=True))
            case ast.ClassDef():
                yield node.body, around

    def _branches(self, node: ast.If, around: _Around) -> _Blocks:
        if (checking := self._guards.checks_types(node.test)) is not None:
            typing = replace(around, when=Importing.TYPING)
            yield node.body, typing if checking else around
            yield node.orelse, around if checking else typing
        elif (sought := self._guards.seeks(node.test)) is not None:
            yield node.body, around.attempt(node, instead=not sought)
            yield node.orelse, around.attempt(node, instead=sought)
        else:
            true, false = self._tests.read(node.test)
            yield node.body, around.under(true)
            yield node.orelse, around.under(false)

    def _attempts(self, node: ast.Try | ast.TryStar, around: _Around) -> _Blocks:
        """Give the blocks of a `try`; where a failing import is caught, its handler is what is done instead."""
        catching = next((handler for handler in node.handlers if self._guards.catches(handler)), None)
        # A function that raises when something is missing leaves the rest of the module usable.
        fatal = catching is not None and around.when is Importing.ALWAYS and gives_up(catching)
        tried = around if catching is None or fatal else around.attempt(node, instead=False)
        yield node.body, tried
        for handler in node.handlers:
            yield handler.body, around.attempt(node, instead=True) if handler is catching else around
        yield node.orelse, tried
        yield node.finalbody, around


def _read(node: _Node, around: _Around, lines: Sequence[str]) -> Iterator[ImportStatement]:
    markers = markers_of(node, lines)
    if isinstance(node, ast.Import):
        for alias, marker in zip(node.names, markers, strict=True):
            yield around.place(ImportStatement(name=alias.name, line=alias.lineno, marker=marker))
        return
    # Names that say different things become statements of their own.
    for marker in dict.fromkeys(markers):
        chosen = [alias for alias, own in zip(node.names, markers, strict=True) if own == marker]
        statement = ImportStatement(
            name=node.module or "",
            members=tuple(alias.name for alias in chosen),
            level=node.level,
            line=node.lineno if marker is None else chosen[0].lineno,
            marker=marker,
        )
        yield around.place(statement)
