"""What a machine may lack: skipped where somebody tries the tests, required where they decide."""

import os
import shutil
import sys
from pathlib import Path

import pytest

__all__ = ["need_program"]

# Read before the isolation of conftest.py hides it from the tests.
EVERYTHING_IS_REQUIRED = os.environ.get("PAA_TEST_REQUIRE") == "all"


def need_program(*names: str) -> str:
    """Find the first of some programs on PATH; without any, skip the test, or fail it under PAA_TEST_REQUIRE=all."""
    for name in names:
        beside = Path(sys.executable).with_name(name)
        if found := str(beside) if beside.exists() else shutil.which(name):
            return found
    wanted = " or ".join(names)
    if EVERYTHING_IS_REQUIRED:
        pytest.fail(f"needs {wanted}, and PAA_TEST_REQUIRE=all allows no skipping")
    pytest.skip(f"needs {wanted}")
