"""The installed packages that paa built, recognised by their metadata; nothing of them is imported."""

import json
from collections.abc import Iterator
from importlib.metadata import Distribution
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from packaging.utils import canonicalize_name

from paa.adapters.environment import Environment, unmet
from paa.adapters.files import read_bytes
from paa.core.pyproject import PARTS_GROUP
from paa.errors import UsageError
from paa.model.names import ImportName
from paa.model.serving import InstalledPackage

__all__ = ["find_packages", "missing_requirements", "package_folder", "part_file"]


def find_packages(environment: Environment) -> tuple[InstalledPackage, ...]:
    """List the installed packages that paa built, sorted; of two copies, the one that would be imported."""
    found: dict[str, InstalledPackage] = {}
    for package in _packages(environment):
        found.setdefault(package.name, package)
    return tuple(found[name] for name in sorted(found))


def _packages(environment: Environment) -> Iterator[InstalledPackage]:
    for distribution in Distribution.discover(path=list(environment.search)):
        parts = {point.name: point.value for point in distribution.entry_points if point.group == PARTS_GROUP}
        if "module" in parts and "Name" in distribution.metadata:
            yield InstalledPackage(
                name=canonicalize_name(distribution.metadata["Name"]),
                version=distribution.metadata["Version"],
                import_name=ImportName(parts["module"].partition(".")[0]),
                parts=MappingProxyType(parts),
                extras=frozenset(distribution.metadata.get_all("Provides-Extra") or ()),
            )


def missing_requirements(package: InstalledPackage, extra: str, environment: Environment) -> tuple[str, ...]:
    """Give what a package needs for one of its extras, itself included, and the environment lacks."""
    distribution = environment.find(package.name)
    return () if distribution is None else unmet(distribution, extra, environment)


def package_folder(package: InstalledPackage) -> Path:
    """Find the folder that an import of a package would come from.

    Raises:
        UsageError: Something else of that name would be imported.
    """
    spec = find_spec(package.import_name)
    folders = None if spec is None else spec.submodule_search_locations
    if spec is None or not folders:
        message = f"this hides the installed package {package.name}"
        where = spec.origin if spec else package.import_name
        hint = "start paa from another folder, and as `paa` instead of `python -m paa`"
        raise UsageError(message, where=where, hint=hint)
    return Path(next(iter(folders)))


def part_file(package: InstalledPackage, part: str) -> Path:
    """Find the source of a part of a package; of an editable one, where it is edited.

    Raises:
        UsageError: Something else of that name would be imported.
        SourceError: The list of edited files cannot be read.
    """
    folder, module = package_folder(package), package.parts[part]
    edited = folder / "_editable.json"
    if edited.is_file():
        return Path(json.loads(read_bytes(edited))["files"][module])
    return folder.joinpath(*module.split(".")[1:]).with_suffix(".py")
