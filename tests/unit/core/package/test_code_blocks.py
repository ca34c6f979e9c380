"""Blocks of code in Markdown."""

import pytest

from paa.core.package.code_blocks import as_fence, open_fences


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param("a\n\n", "```text\na\n```", id="plain"),
        pytest.param("```\ninner\n```\n", "````text\n```\ninner\n```\n````", id="a block"),
        pytest.param("a ````` b", "``````text\na ````` b\n``````", id="in a line"),
    ],
)
def test_nothing_in_a_block_closes_it(text: str, block: str) -> None:
    assert as_fence(text, "text") == block


def test_blocks_that_are_open_before_each_line() -> None:
    lines = ["text", "```python", "~~~", "`` `", "````", "   ~~~", "```", "~~~ x", "~~~"]

    assert [*open_fences(lines)] == [None, None, "```", "```", "```", None, "~~~", "~~~", "~~~"]
