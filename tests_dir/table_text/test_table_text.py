"""Tables of ordinary, odd and wrong rows."""

import doctest
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from table_text import format_records, format_table


@pytest.mark.parametrize(
    ("rows", "options", "lines"),
    [
        pytest.param([], {}, [""], id="nothing"),
        pytest.param([], {"headers": ["a", "bc"]}, ["a  bc", "-  --"], id="only headers"),
        pytest.param([["a", 1], ["bcd", 20]], {}, ["a     1", "bcd  20"], id="numbers to the right"),
        pytest.param([[Decimal("1.5")], [None], [10.25]], {}, ["  1.5", "", "10.25"], id="gaps in numbers"),
        pytest.param([[True], [10]], {}, ["True", "10"], id="truth values are words"),
        pytest.param([["x", None], [None, "y"]], {}, ["x", "   y"], id="no trailing blanks"),
        pytest.param([["東", 1], ["ab", 2]], {}, ["東  1", "ab  2"], id="wide characters"),
        pytest.param([["e\u0301", 1], ["ab", 2]], {}, ["e\u0301   1", "ab  2"], id="combining marks"),
        pytest.param([["a\nb\tc"]], {}, ["a b c"], id="one line for each row"),
        pytest.param([["a", "b"], ["cc", "dd"]], {"align": "rl"}, [" a  b", "cc  dd"], id="alignment"),
        pytest.param(
            [["a|b", 1], ["c\nd", 2]],
            {"headers": ["x", "n"], "style": "markdown"},
            ["| x      |   n |", "| ------ | --: |", "| a\\|b   |   1 |", "| c<br>d |   2 |"],
            id="Markdown",
        ),
    ],
)
def test_format_table(rows: Sequence[Sequence[object]], options: dict[str, Any], lines: list[str]) -> None:
    """Columns line up, whatever the cells hold."""
    assert format_table(rows, **options).split("\n") == lines


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        pytest.param(
            [[1, 2], [3], []],
            {},
            "row 2 has 1 values, expected 2; row 3 has 0 values, expected 2",
            id="ragged",
        ),
        pytest.param([[1]], {"headers": ["a", "b"]}, "row 1 has 1 values, expected 2", id="headers"),
        pytest.param([[1]], {"style": "html"}, "style must be 'plain' or 'markdown', not 'html'", id="style"),
        pytest.param(
            [[1]],
            {"align": "c"},
            "align must be one 'l' or 'r' for each of the 1 columns, not 'c'",
            id="align",
        ),
        pytest.param([[1]], {"style": "markdown"}, "a Markdown table needs headers", id="Markdown without headers"),
    ],
)
def test_format_table_refuses(rows: Sequence[Sequence[object]], options: dict[str, Any], message: str) -> None:
    """Everything that is wrong is said at once."""
    with pytest.raises(ValueError, match=r"row|style|align|headers") as caught:
        format_table(rows, **options)
    assert str(caught.value) == message


def test_records() -> None:
    """The columns are the keys, in the order of their first appearance, or those that are asked for."""
    records: list[dict[str, object]] = [{"a": 1}, {"b": "x", "a": 22}]
    assert format_records(records) == " a  b\n--  -\n 1\n22  x"
    assert format_records(records, columns=["b"]) == "b\n-\n\nx"
    assert not format_records([])


def test_an_iterator_is_enough() -> None:
    """Rows and records are read once."""
    assert format_table([n] for n in (1, 10)) == " 1\n10"
    assert format_records({"n": n} for n in (1, 10)) == " n\n--\n 1\n10"


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[format_table.__module__]).failed == 0
