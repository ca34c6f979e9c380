"""A module as a place."""

import pytest

from tests.unit.builders import module_of


@pytest.mark.parametrize(("line", "where"), [(None, "a/b.py"), (3, "a/b.py:3")])
def test_where(line: int | None, where: str) -> None:
    assert module_of("", "a/b.py").where(line) == where
