"""Compare with what is kept in `tests/golden`."""

import os
from pathlib import Path

__all__ = ["assert_golden"]

GOLDEN = Path(__file__).parents[1] / "golden"

# Read before the isolation of conftest.py hides it from the tests.
UPDATE = os.environ.get("PAA_UPDATE_GOLDEN") == "1"


def assert_golden(name: str, text: str) -> None:
    """Compare a text with `tests/golden/<name>`; PAA_UPDATE_GOLDEN=1 writes the file instead, for `git diff` to show.

    Raises:
        AssertionError: They differ, or there is no such file.
    """
    kept = GOLDEN / name
    if UPDATE:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8", newline="\n")
    expected = kept.read_text(encoding="utf-8") if kept.exists() else ""
    assert text.splitlines() == expected.splitlines(), f"tests/golden/{name} differs; PAA_UPDATE_GOLDEN=1 updates it"
