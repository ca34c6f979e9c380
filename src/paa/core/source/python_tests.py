"""Write comparisons of the running Python's version as environment markers."""

import ast
from collections.abc import Sequence

__all__ = ["numbers_of", "part_of", "python", "series_of", "whole"]

_SERIES = {"2": 2, "2.": 2, "3": 3, "3.": 3}


def series_of(node: ast.expr) -> int | None:
    """Read a text that names Python 2 or Python 3 as a whole."""
    return _SERIES.get(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def numbers_of(node: ast.expr) -> list[int]:
    """Give the numbers of a tuple, or a single one; none where something else stands among them."""
    nodes = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    values = [each.value if isinstance(each, ast.Constant) else None for each in nodes]
    return [value for value in values if isinstance(value, int)] if all(isinstance(v, int) for v in values) else []


def whole(operator: str, numbers: Sequence[int]) -> str | None:
    """Compare all of `sys.version_info`, which is longer than any tuple of two, and so greater than an equal one."""
    if operator in {"==", "!="}:
        return None
    if len(numbers) > 2:  # noqa: PLR2004 - major and minor
        return f'python_full_version {operator} "{".".join(map(str, numbers[:3]))}"'
    return python({">": ">=", "<=": "<"}.get(operator, operator), numbers)


def part_of(part: ast.expr, operator: str, numbers: Sequence[int]) -> str | None:
    """Compare `sys.version_info[:2]`, `[0]` or `[1]`."""
    match part:
        case ast.Slice(lower=None | ast.Constant(value=0), upper=ast.Constant(value=int(length)), step=None):
            if length == len(numbers):
                return python(operator, numbers)
            return whole(operator, numbers) if length > len(numbers) else None
        case ast.Constant(value=0) if len(numbers) == 1:
            return python(operator, numbers)
        case ast.Constant(value=1) if len(numbers) == 1:
            return python(operator, [3, *numbers])
        case _:
            return None


def python(operator: str, numbers: Sequence[int]) -> str | None:
    """Write a comparison of the minor version; whole series before the third one are compared by the third."""
    if len(numbers) > 1:
        return f'python_version {operator} "{numbers[0]}.{numbers[1]}"'
    series, third = numbers[0], 3
    holds = {
        "==": third == series,
        "!=": third != series,
        "<": third < series,
        "<=": third <= series,
        ">": third > series,
        ">=": third >= series,
    }[operator]
    return f'python_version {">=" if holds else "<"} "3.0"'
