"""Assemble the source tree of a distribution."""

from paa.core.package.assembly import assemble
from paa.interfaces import INTERFACES
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.model.tree import SourceTree
from paa.pipeline.repository import Repository

__all__ = ["assemble_tree"]

_PLACES = {name: interface.place for name, interface in INTERFACES.items()}


def assemble_tree(project: Project, spec: PackageSpec, repository: Repository) -> SourceTree:
    """Lay out the files of a distribution as its backend will find them.

    Raises:
        SourceError: An import has no equivalent in the package.
    """
    return assemble(project, spec, layout=repository.layout, places=_PLACES)
