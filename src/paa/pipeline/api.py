"""Compare what a project offers with what its last release offered."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import PurePosixPath

from packaging.version import Version

from paa.adapters.git import blobs
from paa.core.audit.api_policy import deserved, grows_enough, raised
from paa.core.package.assembly import assemble_code, component_path
from paa.core.release.versions import bump
from paa.core.source.components import reach_components
from paa.core.source.modules import read_module
from paa.errors import SourceError
from paa.model.api import ApiBreak
from paa.model.changes import Change
from paa.model.choices import ApiPolicy, Versioning
from paa.model.history import Bump, Decision
from paa.model.layout import Layout
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.plan import PlannedRelease, Remark
from paa.model.project import Project
from paa.pipeline.repository import Repository
from paa.pipeline.snapshot import Snapshot, SourceCache, open_snapshot

__all__ = ["ApiComparison", "ApiWatch", "growth_mark", "place_of"]

Code = Mapping[PurePosixPath, bytes]

SHOWN = 20  # changed projects up to which a plan looks at each; the gate looks at all of them


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


class ApiWatch:
    """Looks, for a plan, whether versions say of changed projects that something of them breaks.

    That is a suggestion: without griffe, and where a project cannot be read, there is none, and the gate says why.
    """

    def __init__(self, repository: Repository, commit: str, changed: int) -> None:
        self._commit = commit
        settings = repository.settings
        is_semver = settings.versioning is Versioning.SEMVER
        is_installed = find_spec("griffe") is not None
        self._raises = is_semver and settings.api_policy is ApiPolicy.BUMP
        self._helpless = self._raises and not is_installed
        is_wanted = self._raises or (settings.api_policy is not ApiPolicy.OFF and changed <= SHOWN)
        self._asked = is_semver and is_installed and is_wanted
        self._comparison = ApiComparison(repository)
        self._found: dict[ImportName, int] = {}

    def decide(self, change: Change, decision: Decision) -> Decision:
        """Let the version of a project that breaks grow as it deserves, where the configuration says so."""
        if change.base is None or change.released is None or not self._asked:
            return decision
        try:
            self._found[change.import_name] = len(
                self._comparison.between(change.import_name, change.base, self._commit)
            )
        except SourceError:
            return decision
        is_broken = self._found[change.import_name] > 0
        return raised(decision, change.released) if self._raises and is_broken else decision

    def remarks(self, releases: Sequence[PlannedRelease]) -> Iterator[Remark]:
        """Name the projects whose versions do not say that something breaks."""
        if self._helpless and any(release.previous is not None for release in releases):
            text = "`bump` raises no version: griffe is not installed"
            yield Remark(subject="api_policy", text=text, hint="pip install 'paa[check]'")
        for release in releases:
            name, previous, planned = release.import_name, release.previous, release.version
            count = self._found.get(name, 0)
            if count and previous is not None and not grows_enough(previous, planned):
                things = "1 breaking change" if count == 1 else f"{count} breaking changes"
                wanted = bump(previous, deserved(previous))
                yield Remark(
                    subject=name,
                    text=f"{things} since {previous}, and {planned} does not say so",
                    hint=f"`paa check {name} --only api` lists them; `[{name}][{growth_mark(previous)}]` in a commit "
                    f"asks for {wanted}",
                )


def growth_mark(previous: Version) -> str:
    """Write what a commit says to let a version grow as a breaking change deserves."""
    return "+.." if deserved(previous) is Bump.MAJOR else ".+."


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
