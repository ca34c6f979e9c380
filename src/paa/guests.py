"""Frameworks are guests: whoever lacks one is told in one sentence how to invite it."""

from collections.abc import Iterator
from contextlib import contextmanager

from paa.errors import UsageError

__all__ = ["importing", "missing"]


@contextmanager
def importing(*names: str, extra: str) -> Iterator[None]:
    """Import in this block what an extra of paa installs.

    Args:
        names: The top-level names that may be missing, where the block runs others' code as well; none stands for any.
        extra: The extra.

    Raises:
        UsageError: It is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if names and error.name not in names:
            raise
        raise missing(f"{error.name} is not installed", extra=extra) from None


def missing(message: str, *, extra: str) -> UsageError:
    """Make the error for something that an extra of paa installs, and that is not there."""
    return UsageError(message, hint=f"pip install 'paa[{extra}]'")
