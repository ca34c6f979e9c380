"""What a user wrote between markers survives."""

import pytest

from paa.core.ci.sections import difference, with_yours, yours_in
from paa.errors import ConfigError

GENERATED = """\
jobs:
  one: 1
  # >>> yours: more jobs
  # <<< yours
  two: 2
"""
MINE = "  mine:\n    runs-on: here\n"


def test_what_is_between_the_markers_survives() -> None:
    edited = GENERATED.replace("more jobs\n", f"more jobs\n{MINE}")
    newer = GENERATED.replace("two: 2", "two: 3")

    written = with_yours(newer, yours_in(edited, where="x.yml"), where="x.yml")

    assert written == newer.replace("more jobs\n", f"more jobs\n{MINE}")
    assert with_yours(newer, yours_in(written, where="x.yml"), where="x.yml") == written


def test_an_edit_outside_of_the_markers_is_shown() -> None:
    edited = GENERATED.replace("one: 1", "one: 7")

    wanted = with_yours(GENERATED, yours_in(edited, where="x.yml"), where="x.yml")

    assert difference("x.yml", edited, wanted) == (
        "--- a/x.yml\n+++ b/x.yml\n@@ -1,5 +1,5 @@\n jobs:\n-  one: 7\n+  one: 1\n"
        "   # >>> yours: more jobs\n   # <<< yours\n   two: 2\n"
    )
    assert difference("x.yml", wanted, wanted) == ""
    assert difference("x.yml", None, "a\n") == "--- /dev/null\n+++ b/x.yml\n@@ -0,0 +1 @@\n+a\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("# >>> yours: a\n", "the place 'a' has no end", id="no end"),
        pytest.param("# <<< yours\n", "a marker without its partner", id="no begin"),
        pytest.param("# >>> yours: a\n# >>> yours: b\n# <<< yours\n", "a marker without its partner", id="nested"),
        pytest.param(
            "# >>> yours: a\n# <<< yours\n# >>> yours: a\n# <<< yours\n", "the place 'a' is there twice", id="twice"
        ),
    ],
)
def test_damaged_markers_are_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        yours_in(text, where="x.yml")


def test_nothing_of_the_users_is_dropped_in_silence() -> None:
    with pytest.raises(ConfigError, match="there is no place 'old' any more") as caught:
        with_yours(GENERATED, {"old": MINE}, where="x.yml")
    assert caught.value.hint == "the places are more jobs: move what you wrote, and run this again"
    assert with_yours(GENERATED, {"old": "\n"}, where="x.yml") == GENERATED
