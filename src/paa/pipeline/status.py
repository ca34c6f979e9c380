"""Compare what tags, ledger and index know of each project, and repair what can be told from the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.clock import now
from paa.adapters.git import commits_of_file, find_commit, make_tag, release_tags
from paa.adapters.index import Index
from paa.core.package.spec import project_name
from paa.core.release.ledger import read_versions, record_log, record_versions
from paa.core.release.tags import built_from, last_tags, tag_message, tag_name
from paa.errors import IndexFailure, PaaError, PartlyReleased, SourceError
from paa.model.choices import Record
from paa.model.ledger import LOG, VERSIONS, LogRow
from paa.model.names import ImportName, NormalizedName
from paa.pipeline.catch_up import catch_up
from paa.pipeline.destination import REQUESTS, ledger_at
from paa.pipeline.detect import detect_changes
from paa.pipeline.events import Reporter
from paa.pipeline.indexes import index_of
from paa.pipeline.record import Draft, Recorded, commit_record
from paa.pipeline.repository import Repository
from paa.pipeline.snapshot import SourceCache, open_snapshot
from paa.pipeline.sources import Reader
from paa.pipeline.tracking import Texts

__all__ = ["ProjectStatus", "Repair", "Status", "last_version", "repair", "repository_status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStatus:
    """What is known of one project.

    Attributes:
        tag: The version of its last tag.
        ledger: The version that the ledger of the last commit has.
        index: The highest version on the index.
        unreleased: What a plan would say: `new`, `changed`, nothing.
        problems: Where the three disagree, and what to do about it.
    """

    import_name: ImportName
    name: NormalizedName
    tag: Version | None
    ledger: Version | None
    index: Version | None
    unreleased: str | None
    problems: tuple[PaaError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The projects of a repository, and the index that they were compared with."""

    index: str
    projects: tuple[ProjectStatus, ...]

    @property
    def exit_code(self) -> int:
        """The code of the first problem, in the order of the projects; 0 where there is none."""
        return next((problem.exit_code for project in self.projects for problem in project.problems), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was mended.

    Attributes:
        tags: The tags that were made.
        ledger: The versions that the ledger got.
        unknown: What could not be told, in words.
    """

    recorded: Recorded | None
    tags: tuple[str, ...]
    ledger: Mapping[ImportName, Version]
    unknown: tuple[str, ...]


def repository_status(repository: Repository, *, index_name: str | None = None) -> Status:
    """Tell for each project what tags, ledger and index know, and whether something is unreleased.

    Raises:
        SourceError: A source, the ledger or the history cannot be read.
        IndexFailure: The index cannot be read.
    """
    index = index_of(repository, index_name)
    changes = detect_changes(repository)
    causes = {change.import_name: change.cause.value for change in changes.changes}
    tags = {name: tag.version for name, tag in last_tags(release_tags(repository.work_tree)).items()}
    reader = Reader(repository)
    names = {*changes.unchanged, *causes, *(name for name in changes.recorded if name in repository.layout.modules)}
    projects = [
        _status(
            ImportName(name), reader, index, tags.get(name), changes.recorded.get(name), causes.get(ImportName(name))
        )
        for name in sorted(names)
    ]
    return Status(index=index.name, projects=tuple(projects))


def last_version(repository: Repository, name: str) -> Version:
    """Tell the version of a project's last release, by its tags and the ledger; no index is asked.

    Raises:
        SourceError: There is no such module, or it was never released.
    """
    module = repository.find(name)
    tag = last_tags(release_tags(repository.work_tree)).get(module)
    head = find_commit(repository.work_tree, "HEAD")
    listed = ledger_at(repository, head).get(module) if head else None
    known = max(filter(None, (tag.version if tag else None, listed)), default=None)
    if known is None:
        hint = f"`paa plan {module}` tells the version that its first release would have"
        raise SourceError(f"{module} was never released", where=str(repository.layout.modules[module]), hint=hint)
    return known


def _status(
    name: ImportName,
    reader: Reader,
    index: Index,
    tag: Version | None,
    ledger: Version | None,
    unreleased: str | None,
) -> ProjectStatus:
    project = project_name(name, reader.module(reader.repository.layout.modules[name]))
    there = index.project(project)
    on_index = there.latest if there else None
    # Nobody keeps a ledger where tags alone are recorded.
    mode = reader.repository.settings.record
    problems = list(_disagreements(tag, tag if mode is Record.TAGS_ONLY else ledger, mode))
    problems += _compared(name, max(filter(None, (tag, ledger)), default=None), on_index, index)
    problems += [
        IndexFailure(each.message, where=each.where, hint=each.hint)
        for each in index.problems(project)
        if not each.harmless
    ]
    return ProjectStatus(
        import_name=name,
        name=project,
        tag=tag,
        ledger=ledger,
        index=on_index,
        unreleased=unreleased,
        problems=tuple(problems),
    )


def _disagreements(tag: Version | None, ledger: Version | None, mode: Record) -> Iterator[PaaError]:
    """Say which of tags and ledger lacks what the other has."""
    last = f" (last: {min(tag, ledger)})" if tag and ledger else ""
    if ledger is not None and (tag is None or tag < ledger):
        hint = "`paa status --repair` looks for the commit that was built, and makes the tag there"
        yield SourceError(f"{ledger} has no tag{last}", hint=hint)
    if tag is not None and (ledger is None or ledger < tag):
        hint = "`paa status --repair` writes what the tag says into the ledger"
        if mode is Record.PULL_REQUEST:
            hint = f"merge the pull request that has it, from a branch {REQUESTS}…; where it is lost, {hint}"
        yield SourceError(f"{tag} has no line in the ledger{last}", hint=hint)


def _compared(name: ImportName, recorded: Version | None, there: Version | None, index: Index) -> Iterator[PaaError]:
    """Say what the index and what is recorded lack of each other."""
    last = f" (last: {min(recorded, there)})" if recorded and there else ""
    if there is not None and (recorded is None or recorded < there):
        hint = "`paa release` completes a release that was interrupted, and tells a stranger's"
        yield PartlyReleased(f"{there} is on {index.name} and nowhere recorded{last}", hint=hint)
    if recorded is not None and (there is None or there < recorded):
        hint = f"restore the index from a copy; without one: paa release --force --reason 'index lost' {name}"
        yield IndexFailure(f"{recorded} has no file on {index.name}{last}", hint=hint)


def repair(repository: Repository, reporter: Reporter, *, to_push: bool, lines: bool = True) -> Repair:
    """Rebuild missing tags from the history of the ledger, and missing lines of the ledger from tags.

    What only the index knows is completed by `paa release`, or is a stranger's.

    Args:
        repository: The repository.
        reporter: Hears what happens.
        to_push: Whether a remote is told.
        lines: Whether the ledger is repaired, too.

    Raises:
        SourceError: The ledger or the history cannot be read, or the remote refuses.
    """
    catch_up(repository, reporter, to_push=to_push)
    path = str(repository.settings.paa_dir / VERSIONS)
    tags = {name: tag.version for name, tag in last_tags(release_tags(repository.work_tree)).items()}
    sources = SourceCache(repository)
    snapshot = open_snapshot(repository, "HEAD", sources)
    ledger = read_versions(sources.text(snapshot.files[path]), where=path) if path in snapshot.files else {}
    names = snapshot.layout.modules
    untagged = {
        ImportName(name): version
        for name, version in ledger.items()
        if name in names and version > tags.get(name, _NEVER)
    }
    unlisted = {
        ImportName(name): version
        for name, version in tags.items()
        if lines and name in names and version > ledger.get(name, _NEVER)
    }
    built, unknown = _commits_of(repository, untagged, path, sources)
    missing = {tag_name(name, untagged[name]): (name, commit) for name, commit in built.items()}

    def draft(parent: str, *, with_files: bool) -> Draft:
        objects = {}
        for tag, (name, commit) in missing.items():
            past = open_snapshot(repository, commit, sources)
            digest = past.fingerprint(past.ingredients(name))
            objects[tag] = make_tag(repository.work_tree, tag, commit, tag_message(name, untagged[name], digest))
        files = _listed(repository, unlisted, parent) if with_files and unlisted else {}
        return Draft(files=files, tags=objects, message=f"{REPAIR}\n\n[skip ci]\n")

    needed = bool(missing or unlisted)
    recorded = commit_record(repository, draft, reporter, to_push=to_push) if needed else None
    # What waits in a pull request is not written a second time.
    listed = unlisted if recorded and recorded.commit else {}
    return Repair(recorded=recorded, tags=tuple(missing), ledger=MappingProxyType(listed), unknown=tuple(unknown))


_NEVER = Version("0.dev0")


def _commits_of(
    repository: Repository, untagged: Mapping[ImportName, Version], path: str, sources: SourceCache
) -> tuple[Mapping[ImportName, str], Sequence[str]]:
    """Find the commits that were built, by the history of the ledger: each record names the commit that it is about."""
    found: dict[ImportName, str] = {}
    open_names = dict(untagged)
    history = commits_of_file(repository.work_tree, f"{repository.prefix}{path}") if untagged else ()
    for commit in history:
        snapshot_files = open_snapshot(repository, commit.id, sources).files
        versions = read_versions(sources.text(snapshot_files[path]), where=path) if path in snapshot_files else {}
        for name in [name for name, version in open_names.items() if versions.get(name) != version]:
            # The record is the commit after this one, which was the last that had this version.
            del open_names[name]
        if commit.subject == REPAIR:
            # It says what was known, not what was built.
            continue
        for name in open_names:
            found[name] = built_from(commit.body) or commit.id
    lost = [
        f"{name} {version}: no commit of the ledger has it" for name, version in untagged.items() if name not in found
    ]
    return MappingProxyType(found), lost


REPAIR = "Repair the ledger of releases"


def _listed(repository: Repository, versions: Mapping[ImportName, Version], parent: str) -> Mapping[str, bytes]:
    """Write the versions that only tags know into the ledger and the log."""
    folder, prefix = repository.settings.paa_dir, repository.prefix
    before = Texts(repository.work_tree, parent, prefix)
    path, log = str(folder / VERSIONS), str(folder / LOG)
    released = {str(name): version for name, version in versions.items()}
    rows = [LogRow(now().strftime("%Y-%m-%d %H:%M:%S"), name, version) for name, version in versions.items()]
    texts = {
        path: record_versions(before.get(path) or "", released, where=path),
        log: record_log(before.get(log) or "", rows, where=log),
    }
    return {f"{prefix}{name}": text.encode() for name, text in texts.items() if text != before.get(name)}
