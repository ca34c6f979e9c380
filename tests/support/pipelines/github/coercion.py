"""How GitHub's expressions turn one kind of value into another."""

import math
import re

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["compared", "equal", "number", "text", "truth"]

_NUMBER = re.compile(r"\s*(?:[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|0x[0-9A-Fa-f]+)\s*")


def truth(value: Json) -> bool:
    """Tell what counts as true: all but null, false, zero, not a number and the empty text."""
    if isinstance(value, list | dict):
        return True
    return bool(value) and value == value  # noqa: PLR0124 - NaN differs from itself


def number(value: Json) -> float:
    """Make a number of a value; of what is none, NaN."""
    match value:
        case None:
            return 0.0
        case bool() | int() | float():
            return float(value)
        case str() if not value.strip():
            return 0.0
        case str() if _NUMBER.fullmatch(value):
            return float(int(value, 16)) if "x" in value else float(value)
        case _:
            return math.nan


def text(value: Json) -> str:
    """Make a text of a value, as where an expression stands in a text.

    Raises:
        Invalid: The value is a list or a mapping, of which GitHub writes the word `Array` or `Object`.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:.15G}"
        case str():
            return value
        case _:
            raise Invalid(f"a list or a mapping stands where a text is wanted: {value!r}")


def equal(left: Json, right: Json) -> bool:
    """Compare without regard to case, and as numbers where the kinds differ.

    Raises:
        Unsupported: Lists or mappings are compared, which only equal themselves.
    """
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        raise Unsupported("the comparison of lists or mappings")
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    if left is None and right is None:
        return True
    return number(left) == number(right)


def compared(left: Json, right: Json) -> float:
    """Give a negative number, zero or a positive number; NaN where there is no order."""
    if isinstance(left, str) and isinstance(right, str):
        one, two = left.casefold(), right.casefold()
        return float((one > two) - (one < two))
    return number(left) - number(right)
