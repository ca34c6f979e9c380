"""Frameworks that are not installed."""

from importlib import import_module

import pytest

from paa.errors import UsageError
from paa.guests import importing


@pytest.mark.parametrize("names", [(), ("paa_no_such_framework",)])
def test_what_is_missing_is_named_with_its_extra(names: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught, importing(*names, extra="mcp"):
        import_module("paa_no_such_framework")

    assert (caught.value.message, caught.value.hint) == (
        "paa_no_such_framework is not installed",
        "pip install 'paa[mcp]'",
    )


def test_what_others_miss_is_left_to_them() -> None:
    with pytest.raises(ModuleNotFoundError, match="paa_no_such_module"), importing("mcp", extra="mcp"):
        import_module("paa_no_such_module")
