"""The functions of Azure's expressions that pipelines of ours may use, and how they turn values into others."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["FUNCTIONS", "Function", "text", "truth"]

_PLACE = re.compile(r"\{\{|\}\}|\{([0-9]+)\}|[{}]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_MANY = range(2, 50)


@dataclass(frozen=True, slots=True)
class Function:
    """A function, and how many arguments it takes."""

    call: Callable[..., Json]
    arity: range


def truth(value: Json) -> bool:
    """Tell what counts as true: `'false'` is a text with letters, and so is true."""
    return True if isinstance(value, list | dict) else bool(value)


def text(value: Json) -> str:
    """Make a text of a value: booleans begin with a capital letter.

    Raises:
        Invalid: The value is a list or a mapping.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case int() | float():
            return f"{value:g}"
        case str():
            return value
        case _:
            raise Invalid(f"a list or a mapping stands where a text is wanted: {value!r}")


def _equal(left: Json, right: Json) -> bool:
    """Compare after making the right one of the kind of the left one."""
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        raise Unsupported("the comparison of lists or mappings")
    if isinstance(left, bool):
        return left is truth(right)
    if isinstance(left, int | float):
        number = text(right)
        return bool(_NUMBER.fullmatch(number)) and float(left) == float(number)
    return text(left).casefold() == text(right).casefold()


def _different(left: Json, right: Json) -> bool:
    return not _equal(left, right)


def _and(*values: Json) -> bool:
    return all(truth(value) for value in values)


def _or(*values: Json) -> bool:
    return any(truth(value) for value in values)


def _not(value: Json) -> bool:
    return not truth(value)


def _in(needle: Json, *values: Json) -> bool:
    return any(_equal(needle, value) for value in values)


def _not_in(needle: Json, *values: Json) -> bool:
    return not _in(needle, *values)


def _contains(whole: Json, part: Json) -> bool:
    return text(part).casefold() in text(whole).casefold()


def _contains_value(values: Json, wanted: Json) -> bool:
    members = list(values.values()) if isinstance(values, dict) else values
    if not isinstance(members, list):
        raise Unsupported("containsValue of what is no list")
    return _in(wanted, *(value for value in members if not isinstance(value, list | dict)))


def _starts(whole: Json, start: Json) -> bool:
    return text(whole).casefold().startswith(text(start).casefold())


def _ends(whole: Json, end: Json) -> bool:
    return text(whole).casefold().endswith(text(end).casefold())


def _coalesce(*values: Json) -> Json:
    return next((value for value in values if value not in {None, ""}), None)


def _format(template: Json, *values: Json) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        if not found[1] or int(found[1]) >= len(values):
            raise Invalid(f"{found[0]} in {template!r}")
        return text(values[int(found[1])])

    return _PLACE.sub(fill, text(template))


def _join(separator: Json, items: Json) -> str:
    if not isinstance(items, list):
        raise Unsupported("join of what is no list")
    return text(separator).join(text(item) for item in items)


def _length(value: Json) -> int:
    return len(value) if isinstance(value, list | dict) else len(text(value))


def _to_json(value: Json) -> str:
    return json.dumps(value, indent=2)


def _lower(value: Json) -> str:
    return text(value).lower()


def _upper(value: Json) -> str:
    return text(value).upper()


def _replace(whole: Json, old: Json, new: Json) -> str:
    return text(whole).replace(text(old), text(new))


FUNCTIONS: Mapping[str, Function] = {
    "and": Function(_and, _MANY),
    "coalesce": Function(_coalesce, _MANY),
    "contains": Function(_contains, range(2, 3)),
    "containsvalue": Function(_contains_value, range(2, 3)),
    "converttojson": Function(_to_json, range(1, 2)),
    "endswith": Function(_ends, range(2, 3)),
    "eq": Function(_equal, range(2, 3)),
    "format": Function(_format, range(1, 20)),
    "in": Function(_in, range(1, 50)),
    "join": Function(_join, range(2, 3)),
    "length": Function(_length, range(1, 2)),
    "lower": Function(_lower, range(1, 2)),
    "ne": Function(_different, range(2, 3)),
    "not": Function(_not, range(1, 2)),
    "notin": Function(_not_in, range(1, 50)),
    "or": Function(_or, _MANY),
    "replace": Function(_replace, range(3, 4)),
    "startswith": Function(_starts, range(2, 3)),
    "upper": Function(_upper, range(1, 2)),
}
