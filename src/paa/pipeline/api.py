"""Compare what a project offers with what its last release offered."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from paa.adapters.git import blobs
from paa.core.package.assembly import assemble_code, component_path
from paa.core.source.components import reach_components
from paa.core.source.modules import read_module
from paa.errors import SourceError
from paa.model.api import ApiBreak
from paa.model.layout import Layout
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project
from paa.pipeline.repository import Repository
from paa.pipeline.snapshot import Snapshot, SourceCache, open_snapshot

__all__ = ["ApiComparison", "place_of"]

Code = Mapping[PurePosixPath, bytes]


class ApiComparison:
    """Compares projects of one repository with their last releases; each commit is opened once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._sources = SourceCache(repository)
        self._snapshots: dict[str, Snapshot] = {}

    def of_project(self, project: Project, since: str) -> tuple[ApiBreak, ...]:
        """Find what of a project, as it is in the work tree, breaks what a commit offered.

        Args:
            project: The project.
            since: The commit of its last release.

        Raises:
            SourceError: The project cannot be read at that commit.
            UsageError: griffe is not installed.
        """
        layout, name = self._repository.layout, project.import_name
        components = reach_components(
            (project.module,), name, layout, {each.path: each for each in project.components}.__getitem__
        )
        return self._compare(name, since, assemble_code(name, project.module, components, layout))

    def between(self, name: ImportName, since: str, until: str) -> tuple[ApiBreak, ...]:
        """Find what of a project at a commit breaks what an earlier commit offered.

        Raises:
            SourceError: The project cannot be read at one of them.
            UsageError: griffe is not installed.
        """
        if self._equal(name, since, until):
            return ()
        return self._compare(name, since, self._code(name, until))

    def _compare(self, name: ImportName, since: str, new: Code) -> tuple[ApiBreak, ...]:
        old = self._code(name, since)
        if old == new:
            return ()
        from paa.adapters.griffe_breaks import find_breaks

        return find_breaks(name, old, new)

    def _equal(self, name: ImportName, since: str, until: str) -> bool:
        """Tell without parsing anything that the code of a project is the same: most changes are of other files."""
        before, after = (_blobs(self._snapshot(commit), name) for commit in (since, until))
        return before is not None and before == after

    def _snapshot(self, commit: str) -> Snapshot:
        if commit not in self._snapshots:
            self._snapshots[commit] = open_snapshot(self._repository, commit, self._sources)
        return self._snapshots[commit]

    def _code(self, name: ImportName, commit: str) -> Code:
        snapshot = self._snapshot(commit)
        layout = snapshot.layout
        if name not in layout.modules:
            raise SourceError(f"there is no module {name!r} in the commit {commit[:10]}", where=str(layout.module_dir))

        def load(path: PurePosixPath) -> Module:
            ((_, content),) = blobs(self._repository.work_tree, [snapshot.files[str(path)]])
            return read_module(content, path)

        module = load(layout.modules[name])
        return assemble_code(name, module, reach_components((module,), name, layout, load), layout)


def place_of(file: PurePosixPath, project: Project, layout: Layout) -> PurePosixPath:
    """Find the file of the repository that a file of a package is made from; what is gone was the module's."""
    for component in project.components:
        if component_path(component.path, layout) == file:
            return component.path
    return project.module.path


def _blobs(snapshot: Snapshot, name: ImportName) -> Sequence[str] | None:
    """Give the ids of everything that a project's code may be made of: its module and every component there is."""
    if name not in snapshot.layout.modules:
        return None
    paths = [snapshot.layout.modules[name], *sorted(snapshot.layout.components)]
    return [f"{path} {snapshot.files[str(path)]}" for path in paths]
