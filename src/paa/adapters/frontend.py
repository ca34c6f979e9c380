"""The build backend, driven in this process: a new process per archive would cost more than the archive.

hatchling's builders take the folder to build from as an argument; the hooks of PEP 517 would need the working
directory of the whole process.
"""

import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from paa.adapters.clock import source_date
from paa.adapters.files import digest
from paa.errors import BuildError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.tree import SourceTree

if TYPE_CHECKING:
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    Metadata = ProjectMetadata[PluginManager]

__all__ = ["build", "read_core_metadata", "read_pyproject", "rebuild", "render_pyproject"]


def render_pyproject(tables: Mapping[str, object]) -> bytes:
    """Write the tables of pyproject.toml as TOML."""
    import tomli_w

    return tomli_w.dumps(tables).encode()


def read_pyproject(sdist: Path) -> str:
    """Read pyproject.toml from an sdist.

    Raises:
        BuildError: The archive is damaged, or is none of ours.
    """
    try:
        with tarfile.open(sdist) as archive:
            member = archive.extractfile(f"{sdist.name.removesuffix('.tar.gz')}/pyproject.toml")
            return "" if member is None else member.read().decode()
    except (OSError, KeyError, tarfile.TarError, UnicodeDecodeError) as error:
        raise BuildError(f"the sdist cannot be read: {error}", where=str(sdist), hint="make it anew") from None


def read_core_metadata(wheel: Path) -> bytes:
    """Read METADATA from a wheel.

    Raises:
        BuildError: The archive is damaged, or is no wheel.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            return archive.read(name)
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise BuildError(f"the wheel cannot be read: {error}", where=str(wheel), hint="make it anew") from None


def build(
    tree: SourceTree, kinds: Sequence[DistributionKind], *, folder: Path, output: Path, epoch: int
) -> tuple[Distribution, ...]:
    """Build archives of a source tree that was written to a folder.

    Args:
        tree: What is built.
        kinds: Which archives.
        folder: Where the tree was written.
        output: The folder for the archives.
        epoch: The time of every file in them, in seconds since 1970.

    Raises:
        BuildError: The backend refuses, or leaves a file of the tree out.
    """
    with source_date(max(epoch, _ZIP_EPOCH)):
        try:
            # One for all archives: the backend checks it once.
            metadata = _metadata(tree, folder)
            paths = [Path(_BUILDERS[kind](metadata, folder, output)) for kind in kinds]
        except (ValueError, TypeError, OSError) as error:
            raise BuildError(f"the backend refused: {error}", where=tree.spec.name) from error
    return tuple(_distribution(tree, kind, path) for kind, path in zip(kinds, paths, strict=True))


def rebuild(sdist: Path, *, folder: Path, epoch: int) -> Mapping[DistributionKind, str]:
    """Unpack an sdist, and build both archives of what is in it and of nothing else.

    Args:
        sdist: The archive.
        folder: A folder of its own.
        epoch: The time of every file, in seconds since 1970.

    Returns:
        The SHA-256 of each archive.

    Raises:
        BuildError: It is damaged, or the backend refuses.
    """
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    try:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder / "tree", filter="data")
        (root,) = (folder / "tree").iterdir()
        # The backend adds one of its own to every sdist.
        (root / "PKG-INFO").unlink()
        with source_date(max(epoch, _ZIP_EPOCH)):
            metadata = ProjectMetadata(str(root), PluginManager())
            return {kind: digest(Path(make(metadata, root, folder))) for kind, make in _BUILDERS.items()}
    except (OSError, EOFError, ValueError, TypeError, tarfile.TarError) as error:
        raise BuildError(f"the backend refused: {error}", where=sdist.name) from None


def _distribution(tree: SourceTree, kind: DistributionKind, path: Path) -> Distribution:
    _refuse_losses(tree, kind, _CONTENTS[kind](path))
    return Distribution(
        import_name=tree.spec.import_name,
        name=tree.spec.name,
        version=tree.spec.version,
        kind=kind,
        path=path,
        size=path.stat().st_size,
        sha256=digest(path),
    )


def _wheel(metadata: "Metadata", folder: Path, output: Path) -> str:
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(folder), metadata=metadata)
    return next(builder.build(directory=str(output), versions=["standard"]))


def _sdist(metadata: "Metadata", folder: Path, output: Path) -> str:
    builder = _sdist_builder()(str(folder), metadata=metadata)
    return next(builder.build(directory=str(output), versions=["standard"]))


@cache
def _sdist_builder() -> "type[SdistBuilder]":
    from hatchling.builders.sdist import SdistBuilder, SdistBuilderConfig

    class Config(SdistBuilderConfig):
        """Sees no `.gitignore`: the backend would pack one of any folder above, which may be a stranger's."""

        @property
        def vcs_exclusion_files(self) -> dict[str, list[str]]:
            return {"git": [], "hg": []}

    class Builder(SdistBuilder):
        @classmethod
        def get_config_class(cls) -> type[SdistBuilderConfig]:
            return Config

    return Builder


_ZIP_EPOCH = 315_532_800
"""A zip archive knows no time before 1980."""

_BUILDERS = {DistributionKind.WHEEL: _wheel, DistributionKind.SDIST: _sdist}


def _metadata(tree: SourceTree, folder: Path) -> "Metadata":
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    return ProjectMetadata(str(folder), PluginManager(), config=_plain(tree.pyproject))


def _plain(tables: Mapping[str, object]) -> dict[str, Any]:
    return {key: _plain(value) if isinstance(value, Mapping) else value for key, value in tables.items()}


def _wheel_contents(path: Path) -> frozenset[str]:
    """List the files of the package, and the licence files as the tree calls them."""
    with zipfile.ZipFile(path) as archive:
        return frozenset(name.partition(".dist-info/licenses/")[2] or name for name in archive.namelist())


def _sdist_contents(path: Path) -> frozenset[str]:
    with tarfile.open(path) as archive:
        return frozenset(member.name.partition("/")[2] for member in archive.getmembers() if member.isfile())


_CONTENTS = {DistributionKind.WHEEL: _wheel_contents, DistributionKind.SDIST: _sdist_contents}


def _refuse_losses(tree: SourceTree, kind: DistributionKind, packed: frozenset[str]) -> None:
    """Compare an archive with its tree: a backend leaves out what looks like a tool's folder."""
    package = PurePosixPath(tree.spec.import_name)
    meant = {
        path: source
        for path, source in tree.files.items()
        if kind is DistributionKind.SDIST or path.is_relative_to(package) or path in tree.spec.license_files
    }
    raise_together(
        [
            BuildError(
                "the build backend leaves this file out, because of its name or its folder's",
                where=str(source if isinstance(source, Path) else path),
                hint="rename it, or keep it elsewhere",
            )
            for path, source in meant.items()
            if str(path) not in packed
        ]
    )
