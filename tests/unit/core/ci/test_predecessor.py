"""Pipelines of the predecessor are told from everybody else's."""

import pytest

from paa.core.ci.predecessor import is_of_predecessor


@pytest.mark.parametrize(
    "text",
    [
        "run: pip install package-auto-assembler",
        "run: paa make-package ${{ steps.changed.outputs.files }}",
        "script: |\n  uv run paa extract-module-requirements x",
        "run: .github/tools/find_and_process_changed_files.sh",
    ],
)
def test_its_marks_are_known(text: str) -> None:
    assert is_of_predecessor(text)


@pytest.mark.parametrize(
    "text", ["", "run: pytest", "run: pip install paa-tools", "run: ./update.sh", "run: pa make-package"]
)
def test_others_are_left_alone(text: str) -> None:
    assert not is_of_predecessor(text)
