"""Parts of a README, and examples that are no Python."""

import pytest

from paa.core.package.good_release import Block, code_blocks, find_lacks, wrong_examples

GOOD = """\
# tool

[![badge](https://a.example/b.svg)](https://a.example)

Count things of a kind.

People lose count, and this does not.

## Installation

```console
pip install tool
```

## Usage

~~~~python
count()
~~~~
"""


def lacks(readme: str, *, licensed: bool = True) -> list[str]:
    return [lack.rule for lack in find_lacks(readme, urls={}, licensed=licensed)]


def test_nothing_is_missing() -> None:
    assert lacks(GOOD) == []


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        pytest.param("", ["purpose", "problem", "example", "more"], id="empty"),
        pytest.param(GOOD.replace("Count things of a kind.\n", ""), ["problem"], id="one paragraph"),
        pytest.param(GOOD.replace("People lose count, and this does not.", "Really."), ["problem"], id="one word"),
        pytest.param(GOOD.replace("## Usage", "## How to install it"), ["example"], id="only the installation"),
        pytest.param(GOOD.replace("https://a.example", "#"), ["more"], id="no link"),
        pytest.param(GOOD.partition("## Usage")[0], ["example"], id="no example"),
    ],
)
def test_what_is_missing(readme: str, expected: list[str]) -> None:
    assert lacks(readme) == expected


def test_licence() -> None:
    assert lacks(GOOD, licensed=False) == ["licence"]


def test_blocks() -> None:
    assert list(code_blocks(GOOD)) == [
        Block(language="console", text="pip install tool", heading="Installation"),
        Block(language="python", text="count()", heading="Usage"),
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("```python\nx = 1\n```", []),
        ("```python\n>>> x = 1\n>>> x\n1\n```", []),
        ("```pycon\n>>> x = (\n... 1)\n```", []),
        ("```\nx = (\n```", []),
        ("```console\n$ x (\n```", []),
        ("```python\nx = 1\ny = = 2\n```", [("y = = 2", "invalid syntax")]),
        ("```pycon\n>>> y = = 2\n```", [("y = = 2", "invalid syntax")]),
        ("```python\n>>> x = 1\n... y\n>>>x\n```", 1),
        ("```python\nx = 1\0\n```", 1),
        ("```python\n# >>> x\nx = (\n```", [("x = (", "'(' was never closed")]),
        ("```python\nx = (\n", [("x = (", "'(' was never closed")]),
        ("```python3.11 title='a'\nx = (\n```", [("x = (", "'(' was never closed")]),
        ("```{.python}\nx = (\n```", [("x = (", "'(' was never closed")]),
        ("```python-repl\n>>> x = (\n```", [("x = (", "'(' was never closed")]),
        ("1. Do:\n\n    ```python\n    x = (\n    ```", [("x = (", "'(' was never closed")]),
        ("1. Do:\n\n    ```python\n    if x:\n        y()\n    ```", []),
        ("- ```python\n  x = (\n  ```", [("x = (", "'(' was never closed")]),
        ("> ```python\n> x = (\n> ```", [("x = (", "'(' was never closed")]),
        ("> ```python\n> >>> x()\n> ```", []),
        ("```x``` is no block\nx = (", []),
    ],
)
def test_examples(block: str, expected: list[tuple[str, str]] | int) -> None:
    found = list(wrong_examples(f"# tool\n\n{block}\n"))

    assert (len(found) if isinstance(expected, int) else found) == expected
