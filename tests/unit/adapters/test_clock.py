"""Pauses between attempts."""

from dataclasses import dataclass, field

import pytest

from paa.adapters.clock import Clock, Pauses
from paa.model.patience import Patience


@dataclass
class Hours:
    """Time that passes only where somebody waits."""

    luck: float = 0.0
    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock of that time."""
        return Clock(read=lambda: self.now, sleep=self.sleep, luck=lambda: self.luck)

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.slept.append(seconds)
        self.now += seconds


def test_pauses_double_up_to_the_longest_and_end_with_the_patience() -> None:
    hours = Hours()
    pauses = Pauses(Patience(seconds=20, first=1, longest=5), hours.clock)

    waited = [pauses.wait() for _ in range(7)]

    # The last one is cut short: there is an attempt when the time is up, and none behind it.
    assert hours.slept == [1, 2, 4, 5, 5, 3]
    assert waited == [True] * 6 + [False]


@pytest.mark.parametrize(("luck", "slept"), [(0.0, 8.0), (0.5, 6.0), (1.0, 4.0)])
def test_chance_shortens_a_pause_by_a_half_at_most(luck: float, slept: float) -> None:
    hours = Hours(luck)

    assert Pauses(Patience(seconds=100, first=8), hours.clock).wait()

    assert hours.slept == [slept]


@pytest.mark.parametrize(("asked", "slept"), [(0.0, [2.0]), (1.0, [2.0]), (9.0, [9.0]), (50.0, [50.0]), (50.1, [])])
def test_who_asks_for_more_gets_it_as_far_as_patience_goes(asked: float, slept: list[float]) -> None:
    hours = Hours()

    assert Pauses(Patience(seconds=50, first=2), hours.clock).wait(asked) == bool(slept)

    assert hours.slept == slept


def test_without_patience_there_is_one_attempt() -> None:
    hours = Hours()

    assert not Pauses(Patience(seconds=0), hours.clock).wait()

    assert hours.slept == []
