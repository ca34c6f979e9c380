"""Git histories as lists of steps; each is built once per session, and every test works on a copy."""

from tests.repositories.histories import HISTORIES
from tests.repositories.steps import Branch, Commit, Delete, Grown, Merge, Move, Release, Step, Switch, Tag, play

__all__ = [
    "HISTORIES",
    "Branch",
    "Commit",
    "Delete",
    "Grown",
    "Merge",
    "Move",
    "Release",
    "Step",
    "Switch",
    "Tag",
    "play",
]
