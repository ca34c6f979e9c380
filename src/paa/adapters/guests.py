"""Frameworks are guests: what needs one says in one sentence how to invite it."""

from collections.abc import Iterator
from contextlib import contextmanager

from paa.errors import UsageError

__all__ = ["importing"]


@contextmanager
def importing(extra: str) -> Iterator[None]:
    """Import what an extra of paa installs.

    Args:
        extra: Its name.

    Raises:
        UsageError: It is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"this needs {error.name}, which is not installed"
        raise UsageError(message, hint=f"pip install 'paa[{extra}]'") from None
