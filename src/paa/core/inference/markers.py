"""Tell whether environment markers can hold at the same time."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from packaging.markers import Marker, UndefinedComparison
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion

__all__ = ["oldest_python", "python_conditions", "some_environment_fulfils"]

_MINORS = range(7, 31)  # of the Pythons that projects may still support
_LITERAL = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_PATCH = re.compile(r"3\.(\d+)\.(\d+)")
# What sys.platform, os.name and platform.system() say on one and the same machine.
_PLATFORMS = (
    ("linux", "posix", "Linux"),
    ("darwin", "posix", "Darwin"),
    ("win32", "nt", "Windows"),
    ("cygwin", "posix", "CYGWIN_NT"),
    ("freebsd14", "posix", "FreeBSD"),
    ("android", "posix", "Android"),
    ("ios", "posix", "iOS"),
    ("emscripten", "posix", "Emscripten"),
    ("wasi", "posix", "WASI"),
)
_IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"))
# These may say anything: what a marker compares them with, or something else.
_OPEN = ("platform_machine", "platform_release", "platform_version", "implementation_version", "extra")


def oldest_python(requires_python: SpecifierSet) -> str:
    """Give the oldest Python 3 that a project supports, as in `3.11`."""
    # Whoever names no lower bound does not mean Python 3.0.
    minors = (*range(_MINORS.start, 100), *range(_MINORS.start))
    versions = (f"3.{minor}.{patch}" for minor in minors for patch in range(40))
    return next(filter(requires_python.contains, versions), "3.9.0").removesuffix(".0")


def python_conditions(requires_python: SpecifierSet) -> frozenset[str]:
    """Write the Pythons that a project supports as environment markers."""
    return frozenset(f'python_full_version {each.operator} "{each.version}"' for each in requires_python)


@cache
def some_environment_fulfils(conditions: frozenset[str]) -> bool:
    """Tell whether all these environment markers hold in at least one environment."""
    markers = [Marker(text) for text in sorted(conditions)]
    return not markers or any(
        all(_may_hold(marker, environment) for marker in markers) for environment in _environments(conditions)
    )


def _may_hold(marker: Marker, environment: Mapping[str, str]) -> bool:
    try:
        return marker.evaluate({**environment})
    except (InvalidVersion, UndefinedComparison):
        return True  # A comparison without a meaning: an installer that finds one may take either side.


def _environments(conditions: Iterable[str]) -> Iterator[dict[str, str]]:
    """Give every environment that these markers could tell from the others."""
    text = " ".join(conditions)
    literals = sorted({double or single for double, single in _LITERAL.findall(text)})
    choices: list[Sequence[Mapping[str, str]]] = [
        list(_pythons(literals)),
        list(_platforms(literals)),
        list(_implementations(literals)),
        *([{name: value} for value in ("0", *(literals if name in text else ()))] for name in _OPEN),
    ]
    # What no marker asks for need not vary.
    varied = [each if any(name in text for name in each[0]) else each[:1] for each in choices]
    for values in product(*varied):
        yield {name: value for mapping in values for name, value in mapping.items()}


def _pythons(literals: Iterable[str]) -> Iterator[Mapping[str, str]]:
    versions = {(minor, patch) for minor in _MINORS for patch in (0, 1)}
    for match in filter(None, map(_PATCH.match, literals)):
        minor, patch = int(match[1]), int(match[2])
        versions |= {(minor, each) for each in (patch - 1, patch, patch + 1) if each >= 0}
    for minor, patch in sorted(versions):
        yield {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.{patch}"}


def _platforms(literals: Iterable[str]) -> Iterator[Mapping[str, str]]:
    known = {name for platform in _PLATFORMS for name in platform}
    # A name that we never heard of is taken for a system of its own.
    others = ((name, "posix", name) for name in literals if name not in known)
    for platform, family, system in (*_PLATFORMS, *others):
        yield {"sys_platform": platform, "os_name": family, "platform_system": system}


def _implementations(literals: Iterable[str]) -> Iterator[Mapping[str, str]]:
    known = {name for implementation in _IMPLEMENTATIONS for name in implementation}
    others = ((name.lower(), name) for name in literals if name not in known)
    for name, written in (*_IMPLEMENTATIONS, *others):
        yield {"implementation_name": name, "platform_python_implementation": written}
