"""Find out which installed distribution an import comes from."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import Distribution
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.adapters.environment import Environment
from paa.adapters.metadata import headers, read_part

__all__ = ["InstalledNames"]

_MODULES = (".py", ".so", ".pyd")


class InstalledNames:
    """What the distributions of an environment provide; each one's list of files is read once, and only if need be.

    Args:
        environment: Where they are installed.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._files: dict[str, str] = {}

    def owner(self, dotted: str, probable: Sequence[str]) -> tuple[str, str] | None:
        """Find the distribution that has a dotted name.

        Args:
            dotted: The import.
            probable: Names of projects that may have it, the likeliest first; of several that do, it is chosen.

        Returns:
            The longest part of the dotted name for which the distribution has a file, and the name of its project; None
            when there is none, or several have it.
        """
        found = (self._environment.find(name) for name in probable)
        # A folder may have the name of a project and say nothing of it: a torn installation.
        named = [each for each in found if each is not None and "Name" in headers(each)]
        for distribution in named:
            if prefix := self._longest(distribution, dotted):
                return prefix, distribution.name
        if dotted.partition(".")[0] not in self._top_level:
            return None
        lengths = {each.name: self._longest(each, dotted) for each in self._distributions}
        longest = max(lengths.values(), key=len, default="")
        owners = [name for name, prefix in lengths.items() if prefix == longest]
        chosen = [each.name for each in named if each.name in owners] or owners
        return (longest, chosen[0]) if longest and (len(owners) == 1 or chosen is not owners) else None

    def version(self, project: str) -> Version | None:
        """Tell which version of a project is installed; None when there is none."""
        distribution = self._environment.find(project)
        try:
            return None if distribution is None else Version(headers(distribution).get("Version", ""))
        except InvalidVersion:  # What an interrupted installation left has no version.
            return None

    @cached_property
    def _distributions(self) -> tuple[Distribution, ...]:
        found = Distribution.discover(path=list(self._environment.search))
        # The first one on the path hides others of its name; what lacks a name is a torn installation.
        names: dict[str, Distribution] = {}
        for each in found:
            if "Name" in headers(each):
                names.setdefault(canonicalize_name(each.name), each)
        return tuple(names.values())

    @cached_property
    def _top_level(self) -> frozenset[str]:
        """The first parts of the names of all files and folders on the path, whoever put them there."""
        folders = [folder for folder in map(Path, self._environment.search) if folder.is_dir()]
        return frozenset(entry.name.partition(".")[0] for folder in folders for entry in folder.iterdir())

    def _longest(self, distribution: Distribution, dotted: str) -> str:
        """Give the longest part of a dotted name for which a distribution has a file; empty for none."""
        listed = self._listed(distribution)
        parts = dotted.split(".")
        for depth in range(len(parts), 0, -1):
            path = "/".join(parts[:depth])
            if f"\n{path}/__init__." in listed or _has_module(listed, path):
                return ".".join(parts[:depth])
        return ""

    def _listed(self, distribution: Distribution) -> str:
        """Give the files of a distribution, a line each, as RECORD has them.

        Installations that list no modules, such as editable ones, may say the first parts of their names
        (`Import-Name`, PEP 794, or `top_level.txt`).
        """
        name = distribution.name
        if name not in self._files:
            listed = f"\n{read_part(distribution, 'RECORD')}\n".replace("\r\n", "\n").replace('\n"', "\n")
            self._files[name] = listed + "".join(
                f"{path}/__init__.py\n"
                for path in _stated(distribution)
                if f"\n{path.partition('/')[0]}/" not in listed and not _has_module(listed, path)
            )
        return self._files[name]


def _stated(distribution: Distribution) -> Iterator[str]:
    """Give the paths of the modules that a distribution says it has."""
    for stated in headers(distribution).get_all("Import-Name", []):
        yield stated.partition(";")[0].strip().replace(".", "/")
    yield from read_part(distribution, "top_level.txt").split()


def _has_module(listed: str, path: str) -> bool:
    """Tell whether a list of files has a module that is no package: `a/b.py`, `a/b.cpython-311-x86_64-linux-gnu.so`."""
    start = listed.find(f"\n{path}.")
    while start >= 0:
        end = listed.index("\n", start + 1)
        if listed[start:end].partition(",")[0].endswith(_MODULES):
            return True
        start = listed.find(f"\n{path}.", end)
    return False
