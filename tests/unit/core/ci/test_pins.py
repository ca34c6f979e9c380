"""The lock file of the actions."""

import pytest

from paa.core.ci.pins import read_pins
from paa.errors import ConfigError

COMMIT = "3d3c42e5aac5ba805825da76410c181273ba90b1"
PIN = f"actions/checkout@{COMMIT} # v7.0.1"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{PIN}\n", id="alone"),
        pytest.param(f"runs:\n  steps:\n    - uses: {PIN}\n      with:\n        a: b\n", id="in an action"),
        pytest.param(f"        uses: {PIN}  \n", id="in a workflow"),
    ],
)
def test_a_pin_is_read(text: str) -> None:
    assert dict(read_pins(text, where="pins")) == {"actions/checkout": PIN}


@pytest.mark.parametrize(
    "rest", ["v7", "main", f"{COMMIT}", f"{COMMIT[:39]} # v7", f"{COMMIT} # latest", f"{COMMIT} v7", "v7 # v7"]
)
def test_what_is_not_pinned_is_refused(rest: str) -> None:
    with pytest.raises(ConfigError, match="the action is not pinned to a commit") as caught:
        read_pins(f"steps:\n  - uses: actions/checkout@{rest}\n", where="pins")
    assert caught.value.where == "pins:2"
