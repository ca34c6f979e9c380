"""Look at installed packages that paa built; their metadata and files are read, and nothing is imported."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from paa.adapters.environment import Environment, environment_of, running_environment
from paa.adapters.inventory import read_metadata, read_package, read_packages
from paa.core.package.core_metadata import state_license, stated_requirements
from paa.errors import UsageError
from paa.interfaces import INTERFACES
from paa.model.artifacts import ARTIFACTS
from paa.model.installed import InstalledArtifact, InstalledPackage, InstalledRequirement, StatedLicense
from paa.model.names import spelled_alike

__all__ = [
    "installed_package",
    "installed_packages",
    "package_artifacts",
    "package_licenses",
    "package_links",
    "package_requirements",
]


def installed_packages(python: Path | None, keywords: Collection[str] = ()) -> tuple[InstalledPackage, ...]:
    """List what paa built of what is installed.

    Args:
        python: The interpreter of the environment, or the environment's folder; None for the one that runs this.
        keywords: Only packages that have all of these.

    Raises:
        UsageError: There is no such interpreter.
    """
    wanted = {keyword.casefold() for keyword in keywords}
    return tuple(
        _with_interfaces(package)
        for package in read_packages(_environment(python))
        if wanted <= {keyword.casefold() for keyword in package.metadata.keywords}
    )


def installed_package(python: Path | None, name: str) -> InstalledPackage:
    """Find an installed package by the name of its project or of its import; `-` and `_` are alike.

    Raises:
        UsageError: It is not installed, or paa did not build it.
    """
    return _find(_environment(python), name)


def package_requirements(python: Path | None, name: str) -> tuple[InstalledRequirement, ...]:
    """List the requirements of an installed package: its own, then those of each extra.

    Raises:
        UsageError: It is not installed, or paa did not build it.
    """
    environment = _environment(python)
    rows = [
        InstalledRequirement(
            requirement=str(requirement),
            extra=extra,
            installed=_version(environment.find(requirement.name)),
            needed=_is_needed(requirement, environment),
        )
        for requirement, extra in stated_requirements(_find(environment, name).metadata)
    ]
    return tuple(sorted(rows, key=lambda row: (row.extra is not None, row.extra or "", row.requirement)))


def package_artifacts(python: Path | None, name: str) -> tuple[InstalledArtifact, ...]:
    """List the data files of an installed package.

    Raises:
        UsageError: It is not installed, or paa did not build it.
    """
    package = _find(_environment(python), name)
    return tuple(
        InstalledArtifact(
            path=path.relative_to(ARTIFACTS),
            file=file,
            size=file.stat().st_size,
            url=package.origins.get(path),
        )
        for path, file in package.files.items()
        if path.is_relative_to(ARTIFACTS)
    )


def package_links(python: Path | None, name: str) -> Mapping[PurePosixPath, str]:
    """Give the addresses that data files of an installed package were fetched from: path below the artifacts → address.

    Raises:
        UsageError: It is not installed, or paa did not build it.
    """
    package = _find(_environment(python), name)
    return MappingProxyType({path.relative_to(ARTIFACTS): url for path, url in package.origins.items()})


def package_licenses(python: Path | None, name: str, *, recursive: bool) -> tuple[StatedLicense, ...]:
    """List the licences of an installed package and of what it requires in this environment.

    Requirements of an extra are listed where they are installed.

    Args:
        python: The environment.
        name: The package.
        recursive: Whether to go on with the requirements of the requirements.

    Raises:
        UsageError: It is not installed, or paa did not build it.
    """
    environment = _environment(python)
    metadata = _find(environment, name).metadata
    rows = {canonicalize_name(metadata.name): _license(metadata.name, environment.find(metadata.name))}
    pending = list(_direct(environment, metadata.name, metadata.extras))
    while pending:
        requirement = pending.pop(0)
        key = canonicalize_name(requirement.name)
        if key in rows:
            continue
        rows[key] = _license(requirement.name, environment.find(requirement.name))
        if recursive:
            pending += _direct(environment, requirement.name, requirement.extras)
    first, *others = rows.values()
    return (first, *sorted(others, key=lambda row: canonicalize_name(row.name)))


def _environment(python: Path | None) -> Environment:
    return environment_of(python) if python else running_environment()


def _find(environment: Environment, name: str) -> InstalledPackage:
    wanted = spelled_alike(name)
    distribution = environment.find(wanted)
    package = read_package(distribution) if distribution is not None else None
    if package is not None:
        return _with_interfaces(package)
    packages = read_packages(environment)
    found = [each for each in packages if spelled_alike(each.import_name) == wanted]
    if len(found) == 1:
        return _with_interfaces(found[0])
    if distribution is not None:
        message = f"{wanted} is installed, and paa did not build it"
        hint = "only packages with entry points of the group `paa` are known here: `paa show packages` lists them"
        raise UsageError(message, where=str(environment.python), hint=hint)
    near = get_close_matches(wanted, [canonicalize_name(each.metadata.name) for each in packages], n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`paa show packages` lists those of an environment"
    raise UsageError(f"there is no package {name!r} in this environment", where=str(environment.python), hint=hint)


def _with_interfaces(package: InstalledPackage) -> InstalledPackage:
    """Tell the interfaces in the order of the registry; those of the predecessor's packages from their places."""
    found = dict(package.interfaces)
    for interface in INTERFACES.values():
        place = PurePosixPath(interface.place)
        # A module that is called `cli` lies where a command line would.
        if place in package.files and place.stem != package.import_name:
            found.setdefault(interface.name, f"{package.import_name}.{place.stem}")
    order = [name for name in INTERFACES if name in found] + sorted(set(found) - set(INTERFACES))
    return replace(package, interfaces=MappingProxyType({name: found[name] for name in order}))


def _direct(environment: Environment, name: str, extras: Collection[str]) -> Iterator[Requirement]:
    """Give the requirements of an installed distribution that count, also those of its extras that are wanted."""
    distribution = environment.find(name)
    metadata = read_metadata(distribution) if distribution is not None else None
    wanted = {canonicalize_name(extra) for extra in extras}
    for requirement, extra in stated_requirements(metadata) if metadata else ():
        is_there = extra is None or environment.find(requirement.name) is not None
        if is_there and (extra is None or canonicalize_name(extra) in wanted) and _is_needed(requirement, environment):
            yield requirement


def _is_needed(requirement: Requirement, environment: Environment) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**environment.markers, "extra": ""})


def _version(distribution: Distribution | None) -> str | None:
    metadata = read_metadata(distribution) if distribution is not None else None
    return metadata.version if metadata else None


def _license(name: str, distribution: Distribution | None) -> StatedLicense:
    metadata = read_metadata(distribution) if distribution is not None else None
    if metadata is None:
        return StatedLicense(name=name, version=None, license=None, source=None)
    license_, source = state_license(metadata)
    return StatedLicense(name=metadata.name, version=metadata.version, license=license_, source=source)
