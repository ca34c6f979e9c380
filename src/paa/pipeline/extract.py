"""Copy out of installed packages what paa put into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from paa.adapters.files import read_bytes, write_together
from paa.adapters.frontend import render_pyproject
from paa.core.package.takeover import STYLES, takeover_tables
from paa.core.source.relocation import detach
from paa.errors import UsageError
from paa.interfaces import INTERFACES
from paa.model.artifacts import ARTIFACTS
from paa.model.installed import InstalledPackage
from paa.model.site import SITE
from paa.pipeline.inventory import installed_package

__all__ = [
    "Destination",
    "extract_artifacts",
    "extract_interface",
    "extract_pyproject",
    "extract_site",
    "refuse_edited",
]

_Files = Mapping[PurePosixPath, bytes | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where what is extracted goes.

    Attributes:
        folder: The folder; None for the one that is usual for the kind, in the working directory.
        file: The file, for what is a single one.
        force: Whether to replace what is there.
    """

    folder: Path | None = None
    file: Path | None = None
    force: bool = False


def extract_interface(python: Path | None, name: str, kind: str, destination: Destination) -> tuple[Path, ...]:
    """Copy the file of an interface, so that it works where it is put: it imports the package as any user does.

    Args:
        python: The environment that the package is installed in; None for the one that runs this.
        name: The package.
        kind: The interface, by its name in the registry.
        destination: Where the file goes. It is called `<import_name>_<place>`: `streamlit.py` would hide Streamlit.

    Raises:
        UsageError: There is no such package, it has no such interface, or a file is there already.
        SourceError: The file is no valid Python.
        BuildError: It cannot be written.
    """
    package = installed_package(python, name)
    refuse_edited(package)
    place = PurePosixPath(INTERFACES[kind].place)
    if kind not in package.interfaces or place not in package.files:
        has = ", ".join(package.interfaces)
        hint = f"it has: {has}" if has else "it is a module and nothing else"
        raise UsageError(f"{package.metadata.name} has no {place.name}", where=str(package.location), hint=hint)
    file = package.files[place]
    content = detach(read_bytes(file), package.import_name, PurePosixPath(file))
    return _write({PurePosixPath(f"{package.import_name}_{place}"): content}, Path(), destination)


def extract_artifacts(
    python: Path | None, name: str, artifact: str | None, destination: Destination
) -> tuple[Path, ...]:
    """Copy the data files of a package, or one of them.

    Raises:
        UsageError: There is no such package or artifact, or a file is there already.
        BuildError: They cannot be written.
    """
    package = installed_package(python, name)
    refuse_edited(package)
    files = _below(package, ARTIFACTS)
    if artifact is not None:
        path = PurePosixPath(artifact)
        if path not in files:
            near = get_close_matches(artifact, map(str, files), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"`paa show artifacts {name}` lists them"
            message = f"{package.metadata.name} has no artifact {artifact!r}"
            raise UsageError(message, where=str(package.location), hint=hint)
        return _write({PurePosixPath(path.name): files[path]}, Path(), destination)
    if not files:
        raise UsageError(f"{package.metadata.name} has no artifacts", where=str(package.location))
    return _write(files, Path(f"{package.import_name}_artifacts"), destination)


def extract_site(python: Path | None, name: str, destination: Destination) -> tuple[Path, ...]:
    """Copy the documentation site of a package.

    Raises:
        UsageError: There is no such package, it has no site, or a file is there already.
        BuildError: It cannot be written.
    """
    package = installed_package(python, name)
    refuse_edited(package)
    files = _below(package, SITE)
    if not files:
        hint = "a site is in packages that were built with --build-docs, or where `add_mkdocs_site` is true"
        message = f"{package.metadata.name} has no documentation site"
        raise UsageError(message, where=str(package.location), hint=hint)
    return _write(files, Path(f"{package.import_name}_site"), destination)


def extract_pyproject(python: Path | None, name: str, style: str, destination: Destination) -> tuple[Path, ...]:
    """Write the metadata of a package as a pyproject.toml.

    Args:
        python: The environment that the package is installed in; None for the one that runs this.
        name: The package.
        style: The format: pep621, uv or poetry.
        destination: Where the file goes.

    Raises:
        UsageError: There is no such package or format, or a file is there already.
        BuildError: It cannot be written.
    """
    if style not in STYLES:
        raise UsageError(f"there is no format {style!r}", where="--format", hint=f"choose one of {', '.join(STYLES)}")
    tables = takeover_tables(installed_package(python, name), style)
    return _write({PurePosixPath("pyproject.toml"): render_pyproject(tables)}, Path(), destination)


def refuse_edited(package: InstalledPackage) -> None:
    """See that a package lies where it is installed.

    Raises:
        UsageError: Its files are in a repository.
    """
    if package.edited is not None:
        message = f"{package.metadata.name} is installed to be edited: its files are in its repository"
        hint = "copy them from there, or install it without --editable"
        raise UsageError(message, where=str(package.edited), hint=hint)


def _below(package: InstalledPackage, folder: PurePosixPath) -> dict[PurePosixPath, Path]:
    return {path.relative_to(folder): file for path, file in package.files.items() if path.is_relative_to(folder)}


def _write(files: _Files, usual: Path, destination: Destination) -> tuple[Path, ...]:
    """Write files, all of them or none.

    Raises:
        UsageError: Something is there already.
        BuildError: One cannot be written.
    """
    folder = usual if destination.folder is None else destination.folder
    targets = {folder / path: content for path, content in files.items()}
    if destination.file is not None:
        if len(targets) > 1:
            raise UsageError("several files do not go into one", where="--output-path", hint="name a folder: --output")
        (content,) = targets.values()
        targets = {destination.file: content}
    _refuse_taken(targets, force=destination.force)
    write_together(targets)
    return tuple(targets)


def _refuse_taken(targets: Mapping[Path, object], *, force: bool) -> None:
    folders = [target for target in targets if target.is_dir()]
    if folders:
        raise UsageError("a folder stands where a file is needed", where=str(folders[0]), hint="move it away")
    there = [target for target in targets if target.exists() or target.is_symlink()]
    if there and not force:
        what = "this file is" if len(there) == 1 else f"this file and {len(there) - 1} more are"
        hint = "--force replaces what is there; --output names another folder"
        raise UsageError(f"{what} there already", where=str(there[0]), hint=hint)
