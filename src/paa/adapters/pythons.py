"""The interpreters of this machine: beside the running one, those on PATH, and those of pyenv and uv."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from packaging.version import InvalidVersion, Version

from paa.adapters.processes import find_program, run_in_time

__all__ = ["Interpreter", "find_pythons", "pyenv_versions", "running_python", "search_path"]

_NAME = re.compile(r"python(?:3(?:\.\d+)?)?(?:\.exe)?")
_ASK = "import platform, sys; print(platform.python_version(), sys.executable, sep='\\n')"
PATIENCE = 5.0  # seconds, for a question that takes a tenth of one


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python on this machine."""

    path: Path
    version: Version

    @property
    def minor(self) -> str:
        """The version as classifiers write it, such as 3.12."""
        return f"{self.version.major}.{self.version.minor}"


def running_python() -> Interpreter:
    """Give the interpreter that runs this."""
    import platform

    return Interpreter(Path(sys.executable), Version(platform.python_version().rstrip("+")))


def find_pythons() -> Mapping[str, Interpreter]:
    """Find one interpreter for each version of Python 3, such as 3.12: the running one, else the newest of them.

    What is no interpreter, or does not answer, is passed over.
    """
    found: dict[str, Interpreter] = {}
    for path in dict.fromkeys(_candidates()):
        each = _ask(path)
        if each is not None and each.version.major == 3 and _is_better(each, found.get(each.minor)):  # noqa: PLR2004
            found[each.minor] = each
    here = running_python()
    found[here.minor] = here
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: item[1].version)))


def _is_better(new: Interpreter, old: Interpreter | None) -> bool:
    # A release candidate is one only where nothing better is there.
    return old is None or (not new.version.is_prerelease, new.version) > (not old.version.is_prerelease, old.version)


def _candidates() -> Iterator[Path]:
    """Give what may be an interpreter; the same one may come several times."""
    for folder in search_path():
        yield from sorted(each for each in _entries(folder) if _NAME.fullmatch(each.name))
    yield from sorted(pyenv_versions().glob("*/bin/python"))
    yield from _of_uv()


def search_path() -> Iterator[Path]:
    """Give the folders of PATH in which a name says which Python it is."""
    for folder in map(Path, filter(None, os.environ.get("PATH", "").split(os.pathsep))):
        # A shim starts whichever version a file in the current folder asks for.
        if folder.name != "shims":
            yield folder


def pyenv_versions() -> Path:
    """Give the folder in which pyenv has a folder for each version; it need not be there."""
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _of_uv() -> Iterator[Path]:
    """Ask uv for the interpreters that it installed; whatever else it answers is nobody's interpreter."""
    uv = find_program("uv")
    if uv is None:
        return
    words = [uv, "python", "list", "--offline", "--only-installed", "--managed-python", "--output-format", "json"]
    try:
        answer = json.loads(run_in_time(words, cwd=Path.home(), seconds=PATIENCE).out)
        paths = [Path(each["path"]) for each in answer]
    except (OSError, ValueError, KeyError, TypeError):
        return
    yield from paths


def _ask(path: Path) -> Interpreter | None:
    try:
        done = run_in_time([str(path), "-I", "-S", "-c", _ASK], cwd=path.parent, seconds=PATIENCE)
        version, _, executable = done.out.strip().partition("\n")
        # A Python that was compiled from a checkout calls itself 3.14.0+.
        return Interpreter(Path(executable), Version(version.rstrip("+"))) if not done.code and executable else None
    except (OSError, InvalidVersion):
        return None
