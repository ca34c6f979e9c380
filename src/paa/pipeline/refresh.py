"""Fetch the data files of an installed package again that came from an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from paa.adapters.downloads import Download
from paa.adapters.files import digest, read_bytes, temporary_directory, write_together
from paa.core.package.wheel_record import update_record
from paa.errors import PaaError, raise_together
from paa.model.artifacts import ARTIFACTS, LINK_SUFFIX
from paa.model.installed import InstalledPackage
from paa.pipeline.events import Reporter
from paa.pipeline.extract import refuse_edited
from paa.pipeline.fetch import fetch
from paa.pipeline.inventory import installed_package

__all__ = ["Refreshed", "refresh_artifacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A data file that was fetched again.

    Attributes:
        path: Below the package's artifacts.
        changed: Whether it holds something else than before.
    """

    path: PurePosixPath
    url: str
    size: int
    sha256: str
    changed: bool


def refresh_artifacts(python: Path | None, name: str, reporter: Reporter, *, plain_http: bool) -> tuple[Refreshed, ...]:
    """Fetch files again, and put them in place of those that are installed: all of them or none.

    What the addresses hold now is taken, whatever was pinned when the package was built.

    Args:
        python: The environment that the package is installed in; None for the one that runs this.
        name: The package.
        reporter: Hears of downloads.
        plain_http: Whether addresses without encryption may be asked.

    Raises:
        UsageError: There is no such package, or it is installed to be edited.
        SourceError: An address must not be asked for.
        BuildError: A file cannot be fetched or written.
    """
    package = installed_package(python, name)
    refuse_edited(package)
    with temporary_directory() as folder:
        found: dict[PurePosixPath, Download] = {}
        errors: list[PaaError] = []
        for path, url in package.origins.items():
            try:
                where = f"{package.import_name}/{path}{LINK_SUFFIX}"
                found[path] = fetch(url, folder, reporter, where=where, plain_http=plain_http)
            except PaaError as error:
                errors.append(error)
        raise_together(errors)
        refreshed = tuple(_refreshed(package, path, each) for path, each in found.items())
        changed = {each.path for each in refreshed if each.changed}
        _replace(package, {path: each for path, each in found.items() if path.relative_to(ARTIFACTS) in changed})
    return refreshed


def _refreshed(package: InstalledPackage, path: PurePosixPath, found: Download) -> Refreshed:
    old = package.files.get(path)
    return Refreshed(
        path=path.relative_to(ARTIFACTS),
        url=package.origins[path],
        size=found.size,
        sha256=found.sha256,
        changed=old is None or digest(old) != found.sha256,
    )


def _replace(package: InstalledPackage, found: Mapping[PurePosixPath, Download]) -> None:
    """Write files into the package, and their hashes into its RECORD, so that whoever checks them finds them right."""
    files: dict[Path, bytes | Path] = {package.location / path: each.path for path, each in found.items()}
    if package.record is not None and files:
        changed = {f"{package.import_name}/{path}": (each.sha256, each.size) for path, each in found.items()}
        text = read_bytes(package.record).decode("utf-8", "surrogateescape")
        files[package.record] = update_record(text, changed).encode("utf-8", "surrogateescape")
    write_together(files)
