"""The program git, asked quietly: its words are separate arguments, its answers bytes, its failures our errors."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from paa.errors import SourceError, UsageError

if TYPE_CHECKING:
    from git import Git

__all__ = ["QUIET", "ask", "open_git", "reason_of", "run", "scratch"]

QUIET = MappingProxyType({"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"})


def open_git(work_tree: Path) -> "Git":
    """Give what runs git in a work tree.

    Raises:
        UsageError: There is no git.
    """
    try:
        # GitPython looks for the program when it is imported, and says so in an ImportError.
        from git import Git
    except ImportError as error:
        raise UsageError("git is not installed, or not on PATH", hint="install git") from error
    return Git(work_tree)


def ask(work_tree: Path, *words: str) -> str:
    """Run git in a work tree, as `run` does.

    Raises:
        SourceError: It fails.
    """
    return run(open_git(work_tree), *words)


def run(git: "Git", *words: str, env: Mapping[str, str] | None = None, istream: BinaryIO | None = None) -> str:
    """Run git to its end and return what it prints, without its last line ending.

    Raises:
        SourceError: It fails.
    """
    from git import GitCommandError

    try:
        # Quiet about everything that a user's configuration or terminal could add.
        settings = {**QUIET, "GIT_LITERAL_PATHSPECS": "1", **(env or {})}
        output: bytes = git.execute(["git", *words], istream, env=settings, stdout_as_string=False)
    except GitCommandError as error:
        reason = reason_of(str(error.stderr).strip().removeprefix("stderr: ").strip("'\n "))
        raise SourceError(f"git {words[0]} failed: {reason}", where=str(git.working_dir or os.curdir)) from None
    return output.decode("utf-8", "surrogateescape")


def reason_of(said: str) -> str:
    """Choose the line in which git says why: the first that is marked, else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    marked = (line for line in lines if line.startswith(("fatal:", "error:", "!")))
    return next(marked, lines[-1] if lines else "no reason given")


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for what git shall read.

    Raises:
        SourceError: It cannot be made or written.
    """
    try:
        with TemporaryDirectory(prefix="paa-") as folder:
            yield Path(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "is there space, and may you write to the folder for temporary files (TMPDIR)?"
        raise SourceError(f"cannot write what git shall read: {reason}", hint=hint) from None
