"""Work in other processes: in the sequence of the orders, errors as if it were done here."""

import math
import operator
from types import MappingProxyType

import pytest

from paa.adapters.workers import parcels, spread


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_results_come_in_the_sequence_of_the_orders(count: int) -> None:
    orders = [float(number * number) for number in range(count)]

    assert list(spread(math.sqrt, orders)) == [float(number) for number in range(count)]


def test_an_error_is_raised_here() -> None:
    with pytest.raises(ValueError, match=r"math domain error|expected a nonnegative input"):
        list(spread(math.sqrt, [4.0, -1.0, 9.0, 16.0]))


def test_read_only_mappings_can_be_sent() -> None:
    orders = [MappingProxyType({"a": number}) for number in range(4)]

    assert list(spread(operator.itemgetter("a"), orders)) == [0, 1, 2, 3]


def test_parcels_hold_everything_once() -> None:
    assert [list(each) for each in parcels([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
