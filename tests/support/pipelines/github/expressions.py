"""Evaluate `${{ … }}` and the conditions of GitHub Actions."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.coercion import compared, equal, text, truth
from tests.support.pipelines.github.functions import FUNCTIONS
from tests.support.pipelines.syntax import ALL, Call, Literal, Member, Name, Node, Operation, parse, walk

__all__ = ["STATUS", "Scope", "condition", "evaluate", "expressions", "interpolate", "mentions"]

# The functions that only conditions have.
STATUS = frozenset({"always", "cancelled", "failure", "success"})

_CLOSED = re.compile(r"(?:[^'}]|'(?:[^']|'')*'|}(?!}))*")
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name.

    Attributes:
        contexts: Name → value, or a function that gives the value of a member and may refuse.
        status: The functions of conditions, by name.
    """

    contexts: Mapping[str, "Json | Callable[[str], Json]"]
    status: Mapping[str, bool] = field(default_factory=dict)


def expressions(template: str) -> Iterator[tuple[str, str | None]]:
    """Split a text into what stands before an expression, and the expression; the last one is None.

    Raises:
        Invalid: An expression is not closed.
    """
    place = 0
    while (begin := template.find("${{", place)) >= 0:
        found = _CLOSED.match(template, begin + 3)
        end = found.end() if found else begin
        if not template.startswith("}}", end):
            raise Invalid(f"an expression is not closed: {template[begin:]!r}")
        yield template[place:begin], template[begin + 3 : end].strip()
        place = end + 2
    yield template[place:], None


def interpolate(value: Json, scope: Scope) -> Json:
    """Evaluate a value of a workflow: a text that is one expression keeps its kind; others become texts.

    Raises:
        Invalid: An expression is none.
        Unsupported: An expression says what the runner does not implement.
    """
    if not isinstance(value, str):
        return value
    parts = list(expressions(value))
    if len(parts) == 2 and not parts[0][0] and not parts[1][0]:
        return evaluate(parts[0][1] or "", scope)
    return "".join(before + (text(evaluate(found, scope)) if found is not None else "") for before, found in parts)


def condition(value: Json, scope: Scope) -> bool:
    """Evaluate an `if`; one that names no status function means `success() &&` itself.

    Raises:
        Invalid: There is text around an expression, which makes any condition true.
        Unsupported: An expression says what the runner does not implement.
    """
    if value is None:
        return scope.status["success"]
    if isinstance(value, bool):
        return value and scope.status["success"]
    source = _bare(text(value))
    asks = any(isinstance(node, Call) and node.name.lower() in STATUS for node in walk(parse(source, operators=True)))
    return (asks or scope.status["success"]) and truth(evaluate(source, scope))


def _bare(source: str) -> str:
    parts = list(expressions(source))
    if len(parts) == 1:
        return source
    if len(parts) != 2 or parts[0][0].strip() or parts[1][0].strip():
        raise Invalid(f"an `if` with text around its expression is always true: {source!r}")
    return parts[0][1] or ""


def mentions(value: Json) -> Iterator[Node]:
    """Give every node of every expression in a value, in lists and mappings too."""
    match value:
        case str():
            for _, found in expressions(value):
                if found is not None:
                    yield from walk(parse(found, operators=True))
        case list():
            for item in value:
                yield from mentions(item)
        case dict():
            for item in value.values():
                yield from mentions(item)
        case _:
            pass


def evaluate(source: str, scope: Scope) -> Json:
    """Evaluate an expression without its brackets.

    Raises:
        Invalid: It is none.
        Unsupported: It says what the runner does not implement.
    """
    try:
        return _value(parse(source, operators=True), scope)
    except Unsupported as problem:
        raise Unsupported(f"{source}: {problem}") from None
    except Invalid as problem:
        raise Invalid(f"{source}: {problem}") from None


def _value(node: Node, scope: Scope) -> Json:
    match node:
        case Literal(value):
            return value
        case Name(name):
            context = _context(name, scope)
            if callable(context):
                raise Unsupported(f"{name} as a whole")
            return context
        case Member(of, key):
            return _member(of, key, scope)
        case Call(name, arguments):
            return _called(name, arguments, scope)
        case Operation(sign, operands):
            return _operated(sign, operands, scope)


def _context(name: str, scope: Scope) -> "Json | Callable[[str], Json]":
    if name.lower() not in scope.contexts:
        raise Unsupported(f"there is no {name} here")
    return scope.contexts[name.lower()]


def _member(of: Node, key: Node, scope: Scope) -> Json:
    wanted = _value(key, scope)
    if isinstance(of, Name):
        context = _context(of.name, scope)
        if callable(context):
            return context(text(wanted))
        return _picked(context, wanted)
    return _picked(_value(of, scope), wanted)


def _picked(value: Json, key: Json) -> Json:
    if key == ALL:
        raise Unsupported("a member of all members")
    if isinstance(value, dict):
        folded = {name.casefold(): item for name, item in value.items()}
        return folded.get(text(key).casefold())
    if isinstance(value, list) and isinstance(key, int | float):
        return value[int(key)] if 0 <= int(key) < len(value) else None
    return None


def _called(name: str, arguments: tuple[Node, ...], scope: Scope) -> Json:
    known = name.lower()
    if known in STATUS:
        if known not in scope.status or arguments:
            raise Unsupported(f"{name}() here")
        return scope.status[known]
    if known not in FUNCTIONS:
        raise Unsupported(f"the function {name}")
    function = FUNCTIONS[known]
    if len(arguments) not in function.arity:
        raise Invalid(f"{name} with {len(arguments)} arguments")
    return function.call(*(_value(argument, scope) for argument in arguments))


def _operated(sign: str, operands: tuple[Node, ...], scope: Scope) -> Json:
    left = _value(operands[0], scope)
    if sign == "!":
        return not truth(left)
    if sign in {"&&", "||"}:
        return _value(operands[1], scope) if truth(left) is (sign == "&&") else left
    right = _value(operands[1], scope)
    if sign in _ORDERS:
        return _ORDERS[sign](compared(left, right), 0)
    return equal(left, right) is (sign == "==")
