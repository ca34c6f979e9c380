"""Let one process at a time work on a folder."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["exclusive"]

_PAUSE = 0.05  # seconds between two attempts

if sys.platform == "win32":
    import msvcrt

    def _attempt(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _attempt(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def exclusive(path: Path, *, patience: float) -> Iterator[None]:
    """Hold a lock while the block runs; the system takes it from a process that ends, however it ends.

    The file stays: who removed it would take it away from under somebody who waits for it.

    Args:
        path: The file that is locked, made where it is missing; a link is not followed.
        patience: Seconds to wait for who holds it.

    Raises:
        TimeoutError: Another process holds it for that long.
        OSError: The file cannot be made, or the file system knows no locks.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        deadline = time.monotonic() + patience
        while not _locked(handle):
            if time.monotonic() >= deadline:
                raise TimeoutError(f"another process holds {path}")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        _attempt(handle)
    except (BlockingIOError, PermissionError):
        # Windows says that permission is denied.
        return False
    return True
