"""Tell how a module protects itself against what it cannot import: type checkers, attempts, and what it asks first."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from paa.core.source.standard_library import STEADY

__all__ = ["Guards", "gives_up"]

_IMPORT_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_ENDINGS = frozenset({"exit", "_exit", "quit", "abort"})
_TYPING = frozenset({"TYPE_CHECKING", "MYPY"})
_FINDERS = frozenset({"find_spec", "find_loader"})
_DEPTH = 20  # names that stand for names


class Guards:
    """The guards of one module; names that it binds when an import succeeds, or fails, stand for the attempt.

    Args:
        body: The statements of the module.
        aliases: Gives what the names stand for that the module imports.
    """

    def __init__(self, body: Sequence[ast.stmt], aliases: Callable[[], Mapping[str, str]]) -> None:
        self._body = body
        self._aliases = aliases
        self._flags: Mapping[str, bool] | None = None
        self._answers: Mapping[str, ast.expr] = {}

    def checks_types(self, test: ast.expr) -> bool | None:
        """Tell whether a test is true, or false, for type checkers only; None when it is neither."""
        match test:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._last(name) in _TYPING or None
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _opposite(self.checks_types(operand))
            case ast.BoolOp(op=ast.And(), values=values) if any(self.checks_types(value) is True for value in values):
                return True
            case ast.BoolOp(op=ast.Or(), values=values) if any(self.checks_types(value) is True for value in values):
                others = [value for value in values if self.checks_types(value) is not True]
                return all(isinstance(value, ast.Constant) and not value.value for value in others) or None
            case ast.Compare(left=left, ops=[operator], comparators=[ast.Constant(value=bool(value))]):
                return _compared(self.checks_types(left), operator, value=value)
            case _:
                return None

    def seeks(self, test: ast.expr, depth: int = 0) -> bool | None:
        """Tell whether a test is true when something can be imported, or when it cannot; None for other tests."""
        match test:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=arguments):
                return name in _FINDERS or (self.seeks(arguments[0], depth) if name == "bool" and arguments else None)
            case ast.Name(id=name):
                return self._flagged(name, depth)
            case ast.Compare(left=left, ops=[operator], comparators=[ast.Constant(value=None)]):
                return _compared(self.seeks(left, depth), operator, value=False)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _opposite(self.seeks(operand, depth))
            case ast.BoolOp(op=ast.And(), values=values):
                return any(self.seeks(value, depth) for value in values) or None
            case _:
                return _looks_up(test)

    def catches(self, handler: ast.ExceptHandler) -> bool:
        """Tell whether a handler runs when an import fails."""
        return handler.type is None or self._is_failure(handler.type)

    def suppresses(self, node: ast.With | ast.AsyncWith) -> bool:
        """Tell whether a block goes on when an import in it fails."""
        for item in node.items:
            match item.context_expr:
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=arguments):
                    if self._last(name) == "suppress" and any(map(self._is_failure, arguments)):
                        return True
        return False

    def _is_failure(self, node: ast.expr) -> bool:
        nodes = node.elts if isinstance(node, ast.Tuple) else [node]
        names = (each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in nodes)
        return not _IMPORT_FAILURES.isdisjoint(names)

    def _last(self, name: str) -> str:
        """Give the last part of what a name stands for: `from typing import TYPE_CHECKING as CHECKS`."""
        return name if name in _TYPING else self._aliases().get(name, name).rpartition(".")[2]

    def _flagged(self, name: str, depth: int) -> bool | None:
        if self._flags is None:
            self._flags = dict(self._find_flags())
            self._answers = dict(_find_answers(self._body))
        if name in self._flags:
            return self._flags[name]
        return self.seeks(self._answers[name], depth + 1) if name in self._answers and depth < _DEPTH else None

    def _find_flags(self) -> Iterator[tuple[str, bool]]:
        """Collect the names that are bound in the attempts of a module: to a truth when one succeeds, or when not."""
        for node in self._body:
            catching = [*filter(self.catches, node.handlers)] if isinstance(node, ast.Try) else []
            if isinstance(node, ast.Try) and catching and _may_fail(node.body):
                for handler in catching:
                    yield from ((name, not value) for name, value in _constants(handler.body))
                yield from _constants([*node.body, *node.orelse])


def gives_up(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler imports nothing instead, and raises or ends the program."""
    ends = any(isinstance(node, ast.Raise) or _exits(node) for node in handler.body)
    return ends and not any(isinstance(node, ast.Try) or _may_fail([node]) for node in handler.body)


def _exits(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in _ENDINGS
        case ast.Assert(test=ast.Constant(value=value)):
            return not value
        case _:
            return False


def _may_fail(block: Sequence[ast.stmt]) -> bool:
    """Tell whether a block imports something that every Python would not have."""
    for node in block:
        match node:
            case ast.Import(names=names):
                roots = [alias.name.partition(".")[0] for alias in names]
            case ast.ImportFrom(module=module):
                roots = [(module or "").partition(".")[0]]
            case _:
                continue
        if not STEADY.issuperset(roots):
            return True
    return False


def _constants(block: Sequence[ast.stmt]) -> Iterator[tuple[str, bool]]:
    """Give the names that a block binds to True, False or None."""
    for node in block:
        match node:
            case ast.Assign(targets=targets, value=ast.Constant(value=bool() | None as value)):
                yield from ((target.id, bool(value)) for target in targets if isinstance(target, ast.Name))


def _find_answers(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Give the names that may be bound to what `find_spec` answers."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() | ast.Compare() | ast.UnaryOp() as value):
                yield name, value


def _looks_up(test: ast.expr) -> bool | None:
    """Read `"x" in sys.modules`."""
    match test:
        case ast.Compare(ops=[ast.In() | ast.NotIn() as operator], comparators=[ast.Attribute(attr="modules")]):
            return isinstance(operator, ast.In)
        case _:
            return None


def _compared(truth: bool | None, operator: ast.cmpop, *, value: bool) -> bool | None:  # noqa: FBT001 - what is compared
    """Compare a test with a constant."""
    if truth is None or not isinstance(operator, ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        return None
    return truth == (value == isinstance(operator, ast.Is | ast.Eq))


def _opposite(truth: bool | None) -> bool | None:  # noqa: FBT001 - what is negated
    return None if truth is None else not truth
