"""How many projects an index may get for the first time."""

from paa.core.release.ration import Ration
from paa.model.names import ImportName
from paa.model.plan import Remark

NAMES = [ImportName(f"new_{number:02}") for number in range(15)]
HINT = "run the command again when a day is over; `new_projects_per_day` in .paa.config sets the number"


def test_any_number_goes_where_nothing_is_rationed() -> None:
    ration = Ration(None)

    assert all(map(ration.takes, NAMES))
    assert not ration.holds(NAMES[0], NAMES)
    assert list(ration.remarks("x")) == []


def test_what_is_above_the_number_waits_with_what_needs_it() -> None:
    ration = Ration(4, spent=2)

    assert [ration.takes(name) for name in NAMES[:3]] == [True, True, False]
    assert not ration.holds(NAMES[3], NAMES[:2])
    assert ration.holds(NAMES[4], [NAMES[2]])
    assert ration.holds(NAMES[5], [NAMES[0], NAMES[4]])
    text = (
        "it takes 4 new projects a day, and had 2 in the last 24 hours; these wait: new_02; "
        "these need them, and wait as well: new_04, new_05"
    )
    assert list(ration.remarks("the index x")) == [Remark(subject="the index x", text=text, hint=HINT)]


def test_a_day_that_was_overspent_leaves_nothing() -> None:
    ration = Ration(4, spent=9)

    assert not any(map(ration.takes, NAMES))
    (remark,) = ration.remarks("x")
    assert remark.text.endswith("these wait: " + ", ".join(NAMES[:10]) + " and 5 more")


def test_none_may_be_the_number() -> None:
    ration = Ration(0)

    assert not ration.takes(NAMES[0])
    (remark,) = ration.remarks("x")
    assert remark.text == "it takes 0 new projects a day; these wait: new_00"
