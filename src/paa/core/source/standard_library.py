"""Tell what belongs to the standard library of the Pythons that a project supports."""

import sys
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType

from packaging.specifiers import SpecifierSet

__all__ = [
    "BACKPORTS",
    "MOVED",
    "NEWEST",
    "OLDEST",
    "RUNNING",
    "STEADY",
    "StandardLibrary",
    "is_gone",
    "is_standard_module",
]

RUNNING = sys.version_info[:2]
OLDEST, NEWEST = 7, 15
"""The minor versions of Python 3 that projects may still support; the table of members begins with the oldest."""

_IN_USE = range(9, NEWEST + 1)
_NONE: frozenset[int] = frozenset()

# Modules that came to the standard library, or left it, within those versions; all others stayed where they are.
# fmt: off
MOVED = frozenset({  # a name on a line of its own would hide the rest of this module
    "aifc", "annotationlib", "asynchat", "asyncore", "audioop", "binhex", "cgi", "cgitb", "chunk", "compression",
    "crypt", "distutils", "dummy_threading", "formatter", "graphlib", "imghdr", "imp", "lib2to3", "macpath",
    "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "parser", "pipes", "profiling", "smtpd", "sndhdr", "spwd",
    "sre_compile", "sre_constants", "sre_parse", "sunau", "symbol", "telnetlib", "tomllib", "uu", "xdrlib",
    "xxlimited", "xxlimited_35", "xxlimited_3_13", "zoneinfo",
})
# fmt: on

STEADY = sys.stdlib_module_names - MOVED
"""The modules that every one of those versions has, whichever of them runs this."""

BACKPORTS: Mapping[str, str] = MappingProxyType(
    {
        "asynchat": "pyasynchat",
        "asyncore": "pyasyncore",
        "audioop": "audioop-lts",
        "cgi": "legacy-cgi",
        "cgitb": "legacy-cgi",
        "distutils": "setuptools",
        "imp": "zombie-imp",
        "msilib": "python-msilib",
        **{name: f"standard-{name}" for name in ("aifc", "chunk", "crypt", "imghdr", "mailcap", "nntplib", "pipes")},
        **{name: f"standard-{name}" for name in ("smtpd", "sndhdr", "sunau", "telnetlib", "uu", "xdrlib")},
    }
)
"""The projects that offer a module that left the standard library, under its own name."""


# What some Python, or a program that runs Python inside of itself, provides: no project of such a name is meant.
# fmt: off
_HOSTED = frozenset({
    "FreeCAD", "FreeCADGui", "__main__", "__pypy__", "arcpy", "burp", "c4d", "com", "gdb", "gimpfu", "google3",
    "hexchat", "hou", "ida_bytes", "idaapi", "idautils", "idc", "java", "javax", "js", "lldb", "nuke", "pcbnew",
    "pyodide_js", "sublime", "sublime_plugin", "test", "unreal", "vim", "weechat", "xbmc", "xbmcaddon", "xbmcgui",
    "xbmcplugin", "xbmcvfs",
})
# fmt: on

# Of Python 2 there was a module of that name, and now there is a project.
_REUSED = frozenset({"panel", "sgmllib"})


class StandardLibrary:
    """The standard library of each Python that a project supports.

    Args:
        requires_python: The Pythons that the project supports.
        members: What is newer than the oldest of them: `module.member` → the version that it came with, as in `3.11`.

    Attributes:
        versions: The minor versions of Python 3 that are supported.
    """

    def __init__(self, requires_python: SpecifierSet, members: Mapping[str, str]) -> None:
        self.versions = frozenset(minor for minor in range(OLDEST, NEWEST + 1) if _supports(requires_python, minor))
        self._members = members

    def lacks(self, name: str, members: Sequence[str] = ()) -> frozenset[int] | None:
        """Tell the supported Pythons whose standard library lacks a module, or one of its members.

        Returns:
            None when the first part of the name never was a module of the standard library of Python 3.
        """
        first = name.partition(".")[0]
        if first in MOVED:
            lacking = frozenset(minor for minor in self.versions if first not in _names(minor))
        elif first in sys.stdlib_module_names or first in _HOSTED or first in self._others:
            lacking = _NONE
        else:
            return None
        if not self._members:
            return lacking
        parts = name.split(".")
        inside = [".".join(parts[:depth]) for depth in range(2, len(parts) + 1)]
        newest = max((self._since(each) for each in (*inside, *(f"{name}.{member}" for member in members))), default=0)
        return lacking | {minor for minor in self.versions if minor < newest}

    def _since(self, name: str) -> int:
        return int(self._members.get(name, "3.0").partition(".")[2])

    @cached_property
    def _others(self) -> frozenset[str]:
        """What the running Python does not have, and another one has: mostly modules for another platform."""
        return frozenset[str]().union(*(_names(minor) for minor in self.versions or _IN_USE))


def _supports(requires_python: SpecifierSet, minor: int) -> bool:
    """Tell whether any patch release is supported; mostly the last one tells, but `==3.11.7` names one in between."""
    return any(requires_python.contains(f"3.{minor}.{patch}") for patch in (99, *range(40)))


@cache
def _names(minor: int) -> frozenset[str]:
    # Imported here: the running Python answers for most modules, and this costs 12 ms.
    import stdlibs

    return frozenset(stdlibs.stdlib_module_names(f"3.{minor}"))


def is_gone(name: str, *, attempted: bool) -> bool:
    """Tell whether a name is a module that only Python 2 had, such as `urllib2`.

    Args:
        name: The first part of an import.
        attempted: Whether the module can do without it.
    """
    return name in _before_python_3() and (attempted or name not in _REUSED)


@cache
def _before_python_3() -> frozenset[str]:
    import stdlibs

    return frozenset(stdlibs.stdlib_module_names("2.7")) - _names(OLDEST)


def is_standard_module(name: str) -> bool:
    """Tell whether a name belongs to the standard library of the running Python or of any other that is in use."""
    return name in sys.stdlib_module_names or any(name in _names(minor) for minor in _IN_USE)
