"""Frameworks are guests: whoever lacks one is told how to get it."""

from collections.abc import Iterator
from contextlib import contextmanager

from paa.errors import UsageError

__all__ = ["framework"]


@contextmanager
def framework(*names: str, extra: str) -> Iterator[None]:
    """Import frameworks in this block.

    Args:
        names: What the block imports, by the top-level names.
        extra: The extra of paa that brings them.

    Raises:
        UsageError: One of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in names:
            raise
        hint = f"pip install 'paa[{extra}]'"
        raise UsageError(f"{error.name.partition('.')[0]} is not installed", hint=hint) from None
