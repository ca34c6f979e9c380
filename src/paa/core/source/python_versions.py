"""Write comparisons of the running Python's version as environment markers."""

import ast
import operator as operators
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

__all__ = ["compare_all", "compare_part", "compare_start", "holds", "numbers_of", "series_of"]

_SERIES = {"2": 2, "2.": 2, "3": 3, "3.": 3}


_COMPARISONS: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = MappingProxyType(
    {
        "==": operators.eq,
        "!=": operators.ne,
        "<": operators.lt,
        "<=": operators.le,
        ">": operators.gt,
        ">=": operators.ge,
    }
)


def holds(version: Sequence[int], operator: str, wanted: Sequence[int]) -> bool:
    """Compare two versions as Python compares tuples."""
    return _COMPARISONS[operator](tuple(version), tuple(wanted))


def series_of(node: ast.expr) -> int | None:
    """Read a text that names Python 2 or Python 3 as a whole."""
    return _SERIES.get(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def numbers_of(node: ast.expr) -> list[int]:
    """Give the numbers of a tuple, or a single one; none where something else stands among them."""
    nodes = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    values = [each.value if isinstance(each, ast.Constant) else None for each in nodes]
    return [value for value in values if isinstance(value, int)] if all(isinstance(v, int) for v in values) else []


def compare_all(operator: str, numbers: Sequence[int]) -> str | None:
    """Compare all of `sys.version_info`, which is longer than any tuple of two, and so greater than an equal one."""
    if operator in {"==", "!="}:
        return None
    if len(numbers) > 2:  # noqa: PLR2004 - major and minor
        return f'python_full_version {operator} "{".".join(map(str, numbers[:3]))}"'
    return compare_start({">": ">=", "<=": "<"}.get(operator, operator), numbers)


def compare_part(part: ast.expr, operator: str, numbers: Sequence[int]) -> str | None:
    """Compare `sys.version_info[:2]`, `[0]` or `[1]`."""
    match part:
        case ast.Slice(lower=None | ast.Constant(value=0), upper=ast.Constant(value=int(length)), step=None):
            if length == len(numbers):
                return compare_start(operator, numbers)
            return compare_all(operator, numbers) if length > len(numbers) else None
        case ast.Constant(value=0) if len(numbers) == 1:
            return compare_start(operator, numbers)
        case ast.Constant(value=1) if len(numbers) == 1:
            return compare_start(operator, [3, *numbers])
        case _:
            return None


def compare_start(operator: str, numbers: Sequence[int]) -> str:
    """Compare the beginning of `sys.version_info`; a whole series before the third one is compared by the third."""
    if len(numbers) > 1:
        return f'python_version {operator} "{numbers[0]}.{numbers[1]}"'
    return f'python_version {">=" if holds((3,), operator, numbers) else "<"} "3.0"'
