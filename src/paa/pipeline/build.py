"""Build the archives of a source tree in a private folder."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from paa.adapters.files import write_files
from paa.adapters.frontend import build, render_pyproject
from paa.model.distribution import Distribution, DistributionKind
from paa.model.tree import SourceTree

__all__ = ["build_archives"]


def build_archives(
    tree: SourceTree, kinds: Sequence[DistributionKind], *, folder: Path, epoch: int
) -> tuple[Distribution, ...]:
    """Write a source tree to a folder and build archives of it.

    Args:
        tree: What is built.
        kinds: Which archives.
        folder: A private folder: the tree goes to `<name>/`, the archives beside it.
        epoch: The time of every file, in seconds since 1970.

    Raises:
        BuildError: The tree cannot be written, or the backend refuses it.
    """
    home = folder / tree.spec.name
    files = dict(tree.files)
    if DistributionKind.SDIST in kinds:
        # A wheel is built from the tables themselves; writing TOML would only cost time.
        files[PurePosixPath("pyproject.toml")] = render_pyproject(tree.pyproject)
    write_files(home, files)
    return build(tree, kinds, folder=home, output=folder, epoch=epoch)
