"""Remotes, and clones of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from paa.pipeline.events import Silence
from tests.support.processes import git
from tests.support.repositories import PackagingRepository

__all__ = ["Interloper", "add_remote", "hook"]


def add_remote(repository: PackagingRepository, path: Path, *, atomic: bool = True) -> Path:
    """Make a bare repository, and push everything to it as `origin`."""
    git(repository.root, "init", "--quiet", "--bare", "--initial-branch=main", path)
    git(path, "config", "receive.advertiseAtomic", str(atomic).lower())
    git(repository.root, "remote", "add", "origin", path)
    git(repository.root, "push", "--quiet", "--set-upstream", "origin", "main", "--tags")
    return path


def hook(repository: Path, name: str, script: str) -> None:
    """Put a hook into a repository."""
    file = Path(git(repository, "rev-parse", "--absolute-git-dir"), "hooks", name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


class Interloper(Silence):
    """Does something once, when a step begins; hears warnings.

    Args:
        step: How the text of the step begins.
        act: What is done.
    """

    def __init__(self, step: str, act: Callable[[], object]) -> None:
        self._step = step
        self._act: Callable[[], object] | None = act
        self.heard: list[str] = []

    def step(self, text: str) -> AbstractContextManager[None]:
        """Act, if it is time."""
        self.heard.append(text)
        if self._act and text.startswith(self._step):
            act, self._act = self._act, None
            act()
        return super().step(text)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep a warning."""
        self.heard.append(f"{text} [{where or ''}] {hint or ''}")
