"""Tell what belongs to the standard library of the Pythons that a project supports."""

import re
import sys
from collections.abc import Callable
from functools import cache

from packaging.specifiers import SpecifierSet

__all__ = ["is_standard_module", "standard_library"]

_RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
_IN_USE = SpecifierSet(">=3.9")
_MINOR = re.compile(r"3\.\d+")


def standard_library(requires_python: SpecifierSet) -> Callable[[str], bool]:
    """Give a test for the first part of an import name: is it standard in any supported Python?

    Args:
        requires_python: The Pythons that the project supports.
    """
    running = sys.stdlib_module_names if _supports(requires_python, _RUNNING) else frozenset[str]()
    others: frozenset[str] | None = None

    def is_standard(name: str) -> bool:
        nonlocal others
        if name in running:
            return True
        if others is None:
            others = _names_of_others(requires_python)
        return name in others

    return is_standard


def _supports(requires_python: SpecifierSet, minor: str) -> bool:
    """Tell whether any patch release is supported; mostly the last one tells, but `==3.11.7` names one in between."""
    return any(requires_python.contains(f"{minor}.{patch}") for patch in (99, *range(40)))


@cache
def _names_of_others(requires_python: SpecifierSet) -> frozenset[str]:
    # Imported here: the running Python answers for most modules, and this costs 12 ms.
    import stdlibs

    versions = [version for version in stdlibs.KNOWN_VERSIONS if _MINOR.fullmatch(version)]
    supported = [version for version in versions if _supports(requires_python, version)]
    return frozenset[str]().union(*(stdlibs.stdlib_module_names(version) for version in supported))


def is_standard_module(name: str) -> bool:
    """Tell whether a name belongs to the standard library of the running Python or of any other that is in use."""
    return name in sys.stdlib_module_names or name in _names_of_others(_IN_USE)
