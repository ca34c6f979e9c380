"""The data that we ship."""

from functools import cache
from importlib.resources import files

__all__ = ["read_resource"]


@cache
def read_resource(*path: str) -> str:
    """Read a text of `paa/resources`."""
    return files("paa").joinpath("resources", *path).read_text(encoding="utf-8")
