"""The build backend, driven in this process: a new process per archive would cost more than the archive.

hatchling's builders take the folder to build from as an argument; the hooks of PEP 517 would need the working
directory of the whole process.
"""

import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paa.adapters.files import digest
from paa.errors import BuildError
from paa.model.distribution import Distribution, DistributionKind
from paa.model.tree import SourceTree

if TYPE_CHECKING:
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

__all__ = ["build", "render_pyproject"]


def render_pyproject(tables: Mapping[str, object]) -> bytes:
    """Write the tables of pyproject.toml as TOML."""
    import tomlkit

    return tomlkit.dumps(tables).encode()


def build(tree: SourceTree, kind: DistributionKind, *, folder: Path, output: Path, epoch: int) -> Distribution:
    """Build one archive of a source tree that was written to a folder.

    Args:
        tree: What is built.
        kind: Which archive.
        folder: Where the tree was written.
        output: The folder for the archive.
        epoch: The time of every file in it, in seconds since 1970.

    Raises:
        BuildError: The backend refuses, or leaves a file of the tree out.
    """
    with _source_date(epoch):
        try:
            path = Path(_BUILDERS[kind](tree, folder, output))
        except (ValueError, TypeError, OSError) as error:
            raise BuildError(f"the backend refused: {error}", where=tree.spec.name) from error
    if kind is DistributionKind.WHEEL:
        _refuse_losses(tree, path)
    return Distribution(
        import_name=tree.spec.import_name,
        name=tree.spec.name,
        version=tree.spec.version,
        kind=kind,
        path=path,
        size=path.stat().st_size,
        sha256=digest(path),
    )


def _wheel(tree: SourceTree, folder: Path, output: Path) -> str:
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(folder), metadata=_metadata(tree, folder))
    return next(builder.build(directory=str(output), versions=["standard"]))


def _sdist(tree: SourceTree, folder: Path, output: Path) -> str:
    from hatchling.builders.sdist import SdistBuilder

    builder = SdistBuilder(str(folder), metadata=_metadata(tree, folder))
    return next(builder.build(directory=str(output), versions=["standard"]))


_BUILDERS = {DistributionKind.WHEEL: _wheel, DistributionKind.SDIST: _sdist}


def _metadata(tree: SourceTree, folder: Path) -> "ProjectMetadata[PluginManager]":
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    return ProjectMetadata(str(folder), PluginManager(), config=_plain(tree.pyproject))


def _plain(tables: Mapping[str, object]) -> dict[str, Any]:
    return {key: _plain(value) if isinstance(value, Mapping) else value for key, value in tables.items()}


@contextmanager
def _source_date(epoch: int) -> Iterator[None]:
    """Tell the backend the time; it asks the environment of the process (reproducible-builds.org)."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    # A zip archive knows no time before 1980.
    os.environ["SOURCE_DATE_EPOCH"] = str(max(epoch, 315_532_800))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _refuse_losses(tree: SourceTree, wheel: Path) -> None:
    """Compare a wheel with its tree: a backend leaves out what looks like bytecode or a tool's folder."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    package = f"{tree.spec.import_name}/"
    lost = [str(path) for path in tree.files if str(path).startswith(package) and str(path) not in packed]
    if lost:
        hint = "rename it, or keep it out of the project's folder"
        raise BuildError(f"the backend leaves a file out: {', '.join(lost)}", where=tree.spec.name, hint=hint)
