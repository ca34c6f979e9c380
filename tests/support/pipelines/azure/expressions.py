"""Evaluate the expressions of Azure pipelines: of templates, of conditions, and those between `$[` and `]`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.support.pipelines.azure.functions import FUNCTIONS, text, truth
from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.syntax import ALL, Call, Literal, Member, Name, Node, Operation, parse

__all__ = ["Scope", "evaluate", "holds"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name.

    Attributes:
        contexts: Name → value, or a function that gives the value of a member and may refuse.
        status: Functions that only conditions have, called with the texts of their arguments.
    """

    contexts: Mapping[str, "Json | Callable[[str], Json]"]
    status: Mapping[str, Callable[..., bool]] = field(default_factory=dict)


def holds(source: str, scope: Scope) -> bool:
    """Evaluate a condition.

    Raises:
        Invalid: As `evaluate`.
        Unsupported: As `evaluate`.
    """
    return truth(evaluate(source, scope))


def evaluate(source: str, scope: Scope) -> Json:
    """Evaluate an expression without its brackets.

    Raises:
        Invalid: It is none.
        Unsupported: It says what the runner does not implement.
    """
    try:
        return _value(parse(source, operators=False), scope)
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
            return _called(name, tuple(_value(argument, scope) for argument in arguments), scope)
        case Operation(sign, _):
            raise Invalid(f"there is no operator {sign}")


def _context(name: str, scope: Scope) -> "Json | Callable[[str], Json]":
    folded = {known.casefold(): value for known, value in scope.contexts.items()}
    if name.casefold() not in folded:
        raise Unsupported(f"there is no {name} here")
    return folded[name.casefold()]


def _member(of: Node, key: Node, scope: Scope) -> Json:
    wanted = _value(key, scope)
    context = _context(of.name, scope) if isinstance(of, Name) else _value(of, scope)
    if callable(context):
        return context(text(wanted))
    if wanted == ALL:
        raise Unsupported("a member of all members")
    if isinstance(context, dict):
        folded = {name.casefold(): value for name, value in context.items()}
        if text(wanted).casefold() not in folded and _must_be_there(of):
            raise Invalid(f"there is no {text(wanted)} among what it depends on")
        return folded.get(text(wanted).casefold())
    if isinstance(context, list) and isinstance(wanted, int | float):
        return context[int(wanted)] if 0 <= int(wanted) < len(context) else None
    return None


def _must_be_there(of: Node) -> bool:
    """Tell whether a member of this has to be there: stages and jobs have, outputs need not."""
    match of:
        case Name(name):
            return name.casefold() in {"dependencies", "stagedependencies"}
        case Member(inner, Literal(key)) if key != "outputs":
            return _must_be_there(inner)
        case _:
            return False


def _called(name: str, arguments: tuple[Json, ...], scope: Scope) -> Json:
    status = {known.casefold(): function for known, function in scope.status.items()}
    if name.casefold() in status:
        return status[name.casefold()](*(text(argument) for argument in arguments))
    if name.casefold() not in FUNCTIONS:
        raise Unsupported(f"the function {name} here")
    function = FUNCTIONS[name.casefold()]
    if len(arguments) not in function.arity:
        raise Invalid(f"{name} with {len(arguments)} arguments")
    return function.call(*arguments)
