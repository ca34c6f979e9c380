"""Decide how much a version has to grow when what a module offers breaks."""

from dataclasses import replace

from packaging.version import Version

from paa.model.history import Bump, Decision

__all__ = ["deserved", "grows_enough", "raised"]

_RULE = "breaking changes"


def deserved(previous: Version) -> Bump:
    """Give the part that a breaking change lets grow: before 1.0.0 the second one says so (SemVer, 4)."""
    return Bump.MAJOR if previous.release[0] > 0 or previous.epoch > 0 else Bump.MINOR


def grows_enough(previous: Version, planned: Version) -> bool:
    """Tell whether a version says that something breaks since another one."""
    parts = 1 if deserved(previous) is Bump.MAJOR else 2
    return (planned.epoch, *_release(planned)[:parts]) > (previous.epoch, *_release(previous)[:parts])


def raised(decision: Decision, previous: Version) -> Decision:
    """Let what commits say count as at least what a breaking change deserves; an exact version stays what it is."""
    size = deserved(previous)
    return decision if decision.bump >= size else replace(decision, bump=size, rule=_RULE)


def _release(version: Version) -> tuple[int, ...]:
    return (*version.release, 0, 0)
