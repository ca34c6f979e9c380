"""Run the real command line, git and other programs as child processes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Completed", "git", "run", "run_paa"]

TIMEOUT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Completed:
    """What a child process left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run(
    *command: str | Path, cwd: Path | None = None, env: Mapping[str, str | None] | None = None, check: bool = False
) -> Completed:
    """Run a program to its end, without a terminal and without input.

    Args:
        command: The program and its arguments.
        cwd: Where it runs; by default where the tests run.
        env: Changes to the environment of the tests; `None` removes a variable.
        check: Fail the test when the exit code is not 0.

    Raises:
        AssertionError: `check` is set and the program failed; the message holds what it printed.
    """
    changed = os.environ | dict(env or {})
    finished = subprocess.run(
        command,
        cwd=cwd,
        env={name: value for name, value in changed.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=TIMEOUT_SECONDS,
    )
    if check and finished.returncode:
        raise AssertionError(f"{command} ended with {finished.returncode}\n{finished.stdout}\n{finished.stderr}")
    return Completed(finished.returncode, finished.stdout, finished.stderr)


def run_paa(*args: str | Path, cwd: Path | None = None, env: Mapping[str, str | None] | None = None) -> Completed:
    """Run `paa` in a process of its own, with the interpreter that runs the tests."""
    return run(sys.executable, "-m", "paa", *args, cwd=cwd, env=env)


def git(cwd: Path, *args: str | Path, env: Mapping[str, str | None] | None = None) -> str:
    """Run git and give what it printed, without the last line break.

    Raises:
        AssertionError: Git failed.
    """
    return run("git", *args, cwd=cwd, env=env, check=True).out.rstrip("\n")
