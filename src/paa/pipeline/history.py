"""Read the commits that each changed project has had since its last release, in one pass over history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from types import MappingProxyType

from paa.adapters.git import ancestry, commits, mainline, recent_mainline
from paa.core.release.commits import sayings, unlabelled
from paa.core.release.lineage import Lineage
from paa.interfaces import INTERFACES
from paa.model.changes import Change
from paa.model.history import Commit, Saying
from paa.model.names import ImportName, NormalizedName
from paa.pipeline.repository import CONFIG, Repository

__all__ = ["ProjectHistory", "read_histories"]

RECENT = 1000  # commits of the main line that are read before all of them are


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectHistory:
    """What happened to a project since its last release.

    Attributes:
        sayings: What the commits say of it, oldest first.
        commits: Their ids, and those of commits that touch it and say nothing, oldest first.
        files: The files of it that they changed, sorted.
        time: When it was last touched, in seconds since 1970; None when no commit touched it.
    """

    sayings: tuple[Saying, ...] = ()
    commits: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    time: int | None = None


def read_histories(
    repository: Repository, head: str, changes: Sequence[Change], projects: Mapping[NormalizedName, ImportName]
) -> Mapping[ImportName, ProjectHistory]:
    """Read what happened to changed projects since their last releases.

    Args:
        repository: The repository.
        head: The commit that would be released.
        changes: The changed projects.
        projects: Every project that a label may name.
    """
    if not changes:
        return MappingProxyType({})
    line = _line(repository, head, {change.base for change in changes if change.base is not None})
    lineage = Lineage(line)
    scope = _Scope(repository, changes)
    since = _Since(repository, head, changes, lineage)
    found = {change.import_name: _Found() for change in changes}
    for commit, parents in commits(repository.work_tree, head, since.exclude(line)):
        number = lineage.place(commit.id, parents) if line else 0
        said = sayings(commit, projects)
        # Read once for all projects that the commit touches: a component may belong to hundreds.
        to_others = cache(partial(unlabelled, commit, projects))
        for name, touched in scope.touched(commit, said).items():
            if since.is_after(name, commit.id, number):
                found[name].add(commit, said.get(name) or (to_others() if touched else None), touched)
    return MappingProxyType({name: each.history() for name, each in found.items()})


def _line(repository: Repository, head: str, bases: Collection[str]) -> tuple[str, ...]:
    """Read the main line as far back as releases were made from it; nothing where there was none."""
    if not bases:
        return ()
    recent = recent_mainline(repository.work_tree, head, RECENT)
    return recent if set(bases).issubset(recent) else mainline(repository.work_tree, head)


@dataclass(slots=True)
class _Found:
    """What was found of a project so far, newest first; the commits themselves are not kept."""

    sayings: list[Saying] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    time: int | None = None

    def add(self, commit: Commit, saying: Saying | None, touched: Collection[str]) -> None:
        self.commits.append(commit.id)
        if saying is not None:
            self.sayings.append(saying)
        if touched:
            self.files.update(touched)
            self.time = commit.time if self.time is None else max(self.time, commit.time)

    def history(self) -> ProjectHistory:
        return ProjectHistory(
            sayings=tuple(reversed(self.sayings)),
            commits=tuple(reversed(self.commits)),
            files=tuple(sorted(self.files)),
            time=self.time,
        )


class _Scope:
    """Tells which changed projects a path belongs to, now or before it was deleted."""

    def __init__(self, repository: Repository, changes: Sequence[Change]) -> None:
        settings = repository.settings
        self._prefix = repository.prefix
        self._names = frozenset(change.import_name for change in changes)
        self._owners: dict[str, list[ImportName]] = {}
        for change in changes:
            for path in (*change.files, *([CONFIG] if change.configured else [])):
                self._owners.setdefault(path, []).append(change.import_name)
        folders = (settings.artifacts_dir, settings.docs_dir, settings.licenses_dir)
        self._folders = tuple(f"{folder}/" for folder in folders)
        homes = (*(each.directory(settings) for each in INTERFACES.values()), settings.example_notebooks_path)
        self._beside = {
            **{f"{home}/{name}.{suffix}": name for name in self._names for home in homes for suffix in ("py", "ipynb")},
            **{f"{settings.drawio_dir}/{name}.drawio": name for name in self._names},
        }

    def touched(self, commit: Commit, said: Mapping[ImportName, Saying]) -> Mapping[ImportName, Collection[str]]:
        """Give the changed projects that a commit concerns, and the files of each that it changed."""
        touched: dict[ImportName, set[str]] = {name: set() for name in said if name in self._names}
        for path in commit.paths:
            if not path.startswith(self._prefix):
                continue
            inside = path.removeprefix(self._prefix)
            for name in self._owners.get(inside) or self._former_owners(inside):
                touched.setdefault(name, set()).add(inside)
        return touched

    def _former_owners(self, path: str) -> Iterator[ImportName]:
        if path in self._beside:
            yield self._beside[path]
        for folder in self._folders:
            if path.startswith(folder):
                name = ImportName(path[len(folder) :].partition("/")[0])
                if name in self._names:
                    yield name


class _Since:
    """Tells whether a commit came after a project's last release."""

    def __init__(self, repository: Repository, head: str, changes: Sequence[Change], lineage: Lineage) -> None:
        self._bases = {change.import_name: change.base for change in changes}
        self._numbers = {base: lineage.number_of(base) for base in self._bases.values() if base}
        # A release from elsewhere than the main line is rare; then git itself tells what is new.
        self._apart = {
            base: ancestry(repository.work_tree, head, base) for base, number in self._numbers.items() if number is None
        }

    def exclude(self, line: Sequence[str]) -> tuple[str, ...]:
        """Give the commit behind which nothing has to be read, if there is one."""
        if self._apart or None in self._bases.values():
            return ()
        oldest = min(number for number in self._numbers.values() if number is not None)
        return (line[len(line) - oldest],)

    def is_after(self, name: ImportName, commit: str, number: int) -> bool:
        """Tell whether a commit is not contained in the project's last release."""
        base = self._bases[name]
        if base is None:
            return True
        at = self._numbers[base]
        return commit in self._apart[base] if at is None else number > at
