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
        if error.name not in names:
            raise
        raise UsageError(f"{error.name} is not installed", hint=f"pip install 'paa[{extra}]'") from None
