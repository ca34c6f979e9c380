"""The programs of a machine, as far as a test wants there to be any: real ones, and such that misbehave."""

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from tests.support.needs import need_program

__all__ = ["Programs", "only_programs"]


@dataclass(frozen=True, slots=True)
class Programs:
    """The one folder in which programs are found, beside the interpreter."""

    folder: Path

    def write(self, name: str, script: str) -> None:
        """Let there be a program that does what a shell script does."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.write_text(script if script.startswith("#!") else f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def remove(self, name: str) -> None:
        """Let a program be gone."""
        (self.folder / name).unlink()


def only_programs(folder: Path, patch: pytest.MonkeyPatch, *names: str) -> Programs:
    """Hide every program of this machine from this process but git, and those that are named; pip is one of them."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(need_program(name))
    (folder / "python").symlink_to(sys.executable)
    for name in ("git", "sh", "sleep"):
        (folder / name).symlink_to(str(shutil.which(name)))
    patch.setattr(sys, "executable", str(folder / "python"))
    patch.setattr(Distribution, "discover", staticmethod(_without_pip(Distribution.discover)))
    patch.setenv("PATH", str(folder))
    return Programs(folder)


def _without_pip(discover: Callable[..., Iterable[Distribution]]) -> Callable[..., Iterable[Distribution]]:
    def others(**context: Any) -> Iterable[Distribution]:
        return () if context.get("name") == "pip" else discover(**context)

    return others
