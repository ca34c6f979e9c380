"""Other programs: started with explicit words, folder and environment, their output captured."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Completed", "run"]


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program did."""

    code: int
    out: str
    err: str


def run(words: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Completed:
    """Run a program to its end.

    Args:
        words: The program and its arguments; no shell sees them.
        cwd: The folder that it runs in; that of this process by default.
        env: Its whole environment; that of this process by default.

    Raises:
        OSError: It cannot be started.
    """
    # The words come from us; what comes from a repository among them is a word of its own, never code.
    done = subprocess.run(
        list(words),
        cwd=cwd,
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    return Completed(done.returncode, done.stdout, done.stderr)
