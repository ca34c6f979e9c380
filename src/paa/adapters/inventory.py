"""Installed distributions, read from their metadata; nothing of them is imported."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import Distribution, EntryPoints
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.utils import canonicalize_name

from paa.adapters.environment import Environment
from paa.adapters.files import list_files, read_bytes
from paa.adapters.metadata import listed_files, read_part, stated_metadata
from paa.core.package.pyproject import PARTS_GROUP
from paa.errors import SourceError, UsageError
from paa.model.artifacts import ARTIFACTS, LINK_SUFFIX
from paa.model.installed import InstalledPackage, StatedMetadata
from paa.model.names import ImportName, as_import_name

__all__ = ["imported_folder", "read_metadata", "read_package", "read_packages"]

_PREDECESSOR = re.compile(r"^Keywords:.*\baa-paa-tool\b", re.MULTILINE)
_MODULE = "module"
_EDITABLE = PurePosixPath("_editable.json")


def read_packages(environment: Environment) -> tuple[InstalledPackage, ...]:
    """Read every distribution that paa built, in the order of their names; a shadowed one is left out."""
    found: dict[str, InstalledPackage] = {}
    for distribution in Distribution.discover(path=list(environment.search)):
        package = read_package(distribution)
        if package is not None:
            found.setdefault(canonicalize_name(package.metadata.name), package)
    return tuple(package for _, package in sorted(found.items()))


def read_metadata(distribution: Distribution) -> StatedMetadata | None:
    """Read the core metadata; None where an interrupted installation left none."""
    return stated_metadata(_text(distribution))


def _text(distribution: Distribution) -> str:
    return read_part(distribution, "METADATA") or read_part(distribution, "PKG-INFO")


def read_package(distribution: Distribution) -> InstalledPackage | None:
    """Read a distribution that paa built; None for any other."""
    entry_points = _entry_points(distribution)
    parts = {each.name: each.value for each in entry_points.select(group=PARTS_GROUP)}
    import_name = _import_name(distribution, parts)
    metadata = read_metadata(distribution) if import_name is not None else None
    if import_name is None or metadata is None:
        return None
    package = InstalledPackage(
        metadata=metadata,
        import_name=import_name,
        interfaces=MappingProxyType({name: value for name, value in parts.items() if name != _MODULE}),
        entry_points=_grouped(entry_points),
        location=Path(str(distribution.locate_file(import_name))),
        files=MappingProxyType(dict(sorted(_files(distribution, import_name)))),
        origins=MappingProxyType({}),
        edited=None,
        record=_record(distribution),
    )
    package = _edited(package) if _EDITABLE in package.files else package
    return _without_links(package)


def _entry_points(distribution: Distribution) -> EntryPoints:
    """Read the entry points; none where the file is no list of them, as a stranger's may be."""
    try:
        return distribution.entry_points
    except (TypeError, ValueError):
        return EntryPoints(())


def _import_name(distribution: Distribution, parts: Mapping[str, str]) -> ImportName | None:
    """Tell by which name a package of ours is imported; None for what is not ours."""
    if _MODULE in parts:
        name = parts[_MODULE].partition(".")[0]
    elif _PREDECESSOR.search(_text(distribution).partition("\n\n")[0]):
        # The predecessor says nothing but the keyword; its packages hold a module of their own name.
        paths = (PurePosixPath(file) for file in listed_files(distribution) or ())
        homes = sorted(path.stem for path in paths if path.parts[:-1] == (path.stem,) and path.suffix == ".py")
        name = next((home for home in homes if canonicalize_name(home) == canonicalize_name(distribution.name)), "")
        name = name or (homes[0] if homes else "")
    else:
        return None
    try:
        return as_import_name(name, where="")
    except SourceError:
        return None


def _grouped(entry_points: EntryPoints) -> Mapping[str, Mapping[str, str]]:
    groups = sorted(entry_points.groups - {PARTS_GROUP})
    return MappingProxyType(
        {group: {each.name: each.value for each in sorted(entry_points.select(group=group))} for group in groups}
    )


def _files(distribution: Distribution, import_name: ImportName) -> Iterator[tuple[PurePosixPath, Path]]:
    """List the files of the package that RECORD lists and that are there, without bytecode."""
    for file in listed_files(distribution) or ():
        first, *inside = file.parts
        # What an archive says of its files is data: nothing outside of the package is part of it.
        if first == import_name and inside and ".." not in inside and file.suffix != ".pyc":
            path = Path(str(file.locate()))
            if path.is_file():
                yield PurePosixPath(*inside), path


def _record(distribution: Distribution) -> Path | None:
    """Find the list of a distribution's files."""
    for file in listed_files(distribution) or ():
        if file.parts[1:] == ("RECORD",) and file.parts[0].endswith(".dist-info"):
            return Path(str(file.locate()))
    return None


def _edited(package: InstalledPackage) -> InstalledPackage:
    """Find the files of an editable installation where they are edited."""
    facts = json.loads(package.files[_EDITABLE].read_bytes())
    # Artifacts of which some were fetched are copied.
    files = {path: file for path, file in package.files.items() if path.is_relative_to(ARTIFACTS)}
    files |= {
        PurePosixPath(*fullname.split(".")[1:]).with_suffix(".py"): Path(file)
        for fullname, file in facts["files"].items()
    }
    folder = Path(facts["artifacts"]) if facts["artifacts"] else None
    if folder is not None:
        files |= {ARTIFACTS / path: folder / path for path in list_files(folder)}
    home = Path(facts["files"][f"{package.import_name}.{package.import_name}"])
    return replace(package, files=MappingProxyType(dict(sorted(files.items()))), edited=home.parent)


def _without_links(package: InstalledPackage) -> InstalledPackage:
    """Tell the addresses of artifacts from the artifacts: `x.link` says where `x` beside it was fetched from."""
    links = {
        path.with_suffix(""): file
        for path, file in package.files.items()
        if path.is_relative_to(ARTIFACTS) and path.suffix == LINK_SUFFIX
    }
    origins = {path: read_bytes(file).decode("utf-8", "replace").strip() for path, file in sorted(links.items())}
    files = {path: file for path, file in package.files.items() if file not in links.values()}
    return replace(package, files=MappingProxyType(files), origins=MappingProxyType(origins))


def imported_folder(package: InstalledPackage) -> Path:
    """Find the folder that an import of a package would come from; nothing is imported.

    Raises:
        UsageError: Something else of that name would be imported.
    """
    spec = find_spec(package.import_name)
    folders = None if spec is None else spec.submodule_search_locations
    if spec is None or not folders:
        message = f"this hides the installed package {package.metadata.name}"
        where = spec.origin if spec else package.import_name
        hint = "start paa from another folder, and as `paa` instead of `python -m paa`"
        raise UsageError(message, where=where, hint=hint)
    return Path(next(iter(folders)))
