"""Find the projects that changed since their last release: by what they are made from, not by messages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.git import find_commit, is_shallow, release_tags
from paa.core.package.artifact_lock import LOCK
from paa.core.release.fingerprints import Fingerprint, parse_fingerprint
from paa.core.release.ledger import read_versions
from paa.core.release.namesakes import namesakes
from paa.core.release.tags import last_tags, tagged_versions
from paa.core.release.versions import parse_version
from paa.core.source.standard_library import is_standard_module
from paa.errors import PaaError, SourceError, raise_together
from paa.model.changes import Change, ChangeSet
from paa.model.history import Tag
from paa.model.ledger import VERSIONS
from paa.model.names import ImportName, as_project_name
from paa.model.plan import Cause, Remark
from paa.pipeline.repository import Repository
from paa.pipeline.snapshot import Snapshot, SourceCache, open_snapshot

__all__ = ["detect_changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detection:
    """What holds for every project of one run."""

    repository: Repository
    sources: SourceCache
    snapshot: Snapshot
    base: Snapshot | None
    tags: Mapping[str, Tag]
    tagged: Mapping[str, frozenset[Version]]
    recorded: Mapping[str, Version]
    forced: Collection[ImportName]


def detect_changes(
    repository: Repository,
    *,
    base: str | None = None,
    names: Sequence[ImportName] = (),
    forced: Collection[ImportName] = (),
) -> ChangeSet:
    """Compare each project at HEAD with its last release.

    Args:
        repository: The repository; its work tree is not looked at.
        base: A revision to compare with instead.
        names: Only these projects; all of them by default.
        forced: Projects to release although nothing changed.

    Raises:
        SourceError: A source cannot be read, there is no commit, or history is too short to answer.
        ConfigError: The committed configuration cannot be used.
    """
    detection = _prepare(repository, base, forced)
    found = _compare_all(names, detection)
    changes = [each for each in found.values() if isinstance(each, Change)]
    remarks = [each for each in found.values() if isinstance(each, Remark)]
    unchanged = {name: each for name, each in found.items() if isinstance(each, Version)}
    remarks += [remark for change in changes for remark in _unpinned(change, detection.snapshot)]
    released = _released(detection)
    lost = {name for name in (names or released) if name in released and name not in unchanged}
    _refuse_shallow(repository, lost | {change.import_name for change in changes})
    return ChangeSet(
        commit=detection.snapshot.commit,
        changes=tuple(changes),
        unchanged=MappingProxyType(unchanged),
        released=released,
        bases=frozenset(tag.commit for tag in detection.tags.values() if tag.commit is not None),
        modules=tuple(detection.snapshot.layout.modules),
        recorded=detection.recorded,
        tagged=detection.tagged,
        remarks=(*_misnamed(detection.snapshot), *_gone(detection), *remarks),
    )


def _prepare(repository: Repository, base: str | None, forced: Collection[ImportName]) -> _Detection:
    """Read what every comparison needs."""
    commit = _commit(repository, "HEAD")
    sources = SourceCache(repository)
    snapshot = open_snapshot(repository, commit, sources)
    tags = release_tags(repository.work_tree)
    return _Detection(
        repository=repository,
        sources=sources,
        snapshot=snapshot,
        base=open_snapshot(repository, _commit(repository, base), sources) if base else None,
        tags=last_tags(tags),
        tagged=tagged_versions(tags),
        recorded=_recorded(snapshot, sources),
        forced=forced,
    )


def _compare_all(names: Sequence[ImportName], detection: _Detection) -> Mapping[ImportName, Change | Remark | Version]:
    """Compare the named projects, by default all of them, each as `_compare` does.

    Raises:
        SourceError: Some cannot be compared; all that is wrong at once.
    """
    modules = detection.snapshot.layout.modules
    found: dict[ImportName, Change | Remark | Version] = {}
    errors: list[PaaError] = list(_uncommitted(names, detection.snapshot))
    for name in sorted(set(names or modules) & set(modules)):
        try:
            found[name] = _compare(name, detection)
        except SourceError as error:
            errors.append(error)
    changes = (each for each in found.values() if isinstance(each, Change))
    errors += namesakes((each.import_name, each.name, each.where) for each in changes)
    detection.sources.save()
    raise_together(errors)
    return MappingProxyType(found)


def _commit(repository: Repository, revision: str) -> str:
    commit = find_commit(repository.work_tree, revision)
    if commit is not None:
        return commit
    if revision == "HEAD":
        raise SourceError("there is no commit yet", where=str(repository.root), hint="commit the modules first")
    hint = "fetch it, or name another revision"
    raise SourceError(f"there is no commit {revision!r}", where=str(repository.root), hint=hint)


def _compare(name: ImportName, detection: _Detection) -> Change | Remark | Version:
    """Give the change of a project, the version of the release that it equals, or why it is left out.

    Raises:
        SourceError: A new project has the name of a module of the standard library.
    """
    snapshot = detection.snapshot
    facts = snapshot.facts(snapshot.layout.modules[name])
    where = facts.where()
    tag = detection.tags.get(name)
    if facts.release is None:
        return Remark(subject=name, text="not for release: it has no __package_metadata__")
    if is_standard_module(name):
        hint = "rename the file: an index refuses this name, and Python would import the wrong one"
        raise SourceError(f"{name!r} is a module of the standard library", where=where, hint=hint)
    ingredients = snapshot.ingredients(name)
    _refuse_private_siblings(name, ingredients.siblings, snapshot)
    digest = snapshot.fingerprint(ingredients)
    if detection.base is not None:
        before, base = _fingerprint_at(name, detection.base), detection.base.commit
    elif tag is not None and tag.commit is not None:
        before = parse_fingerprint(tag.digest) if tag.digest else _files_at(name, tag.commit, detection, digest)
        base = tag.commit
    elif tag is not None or name in detection.recorded:
        return _untagged(name, tag.version if tag else detection.recorded[name])
    else:
        before, base = None, None
    released = tag.version if tag else detection.recorded.get(name)
    if before == digest and released is not None and name not in detection.forced:
        return released
    return Change(
        import_name=name,
        name=as_project_name(facts.release.name or name, where=where),
        where=where,
        cause=Cause.NEW if released is None else Cause.FORCED if before == digest else Cause.CHANGED,
        base=base,
        released=released,
        declared=parse_version(facts.release.version, where=where) if facts.release.version else None,
        digest=str(digest),
        files=frozenset(ingredients.files.values()),
        configured=before is not None and before.taken != digest.taken,
        siblings=tuple(ingredients.siblings),
        unpinned=tuple(each for each, pin in ingredients.pins.items() if pin is None),
    )


def _refuse_private_siblings(name: ImportName, siblings: Mapping[ImportName, str], snapshot: Snapshot) -> None:
    raise_together(
        [
            SourceError(
                f"{name} is for release and imports {sibling}, which is not",
                where=where,
                hint=f"add __package_metadata__ to {snapshot.layout.modules[sibling]}, or make a component of it",
            )
            for sibling, where in siblings.items()
            if snapshot.facts(snapshot.layout.modules[sibling]).release is None
        ]
    )


def _uncommitted(names: Sequence[ImportName], snapshot: Snapshot) -> Iterator[SourceError]:
    for name in names:
        if name not in snapshot.layout.modules:
            where = f"{snapshot.layout.module_dir}/{name}.py"
            yield SourceError(f"{name} is not committed", where=where, hint="commit it: what is released is a commit")


def _untagged(name: ImportName, version: Version) -> Remark:
    hint = (
        "fetch the tags (git fetch --tags); where there is none, `paa status --repair` looks for the commit, "
        "and `paa plan --base REVISION` compares with one that you know"
    )
    return Remark(subject=name, text=f"released as {version}, but no tag says from which commit", hint=hint)


def _fingerprint_at(name: ImportName, snapshot: Snapshot) -> Fingerprint | None:
    """Digest a project at an earlier commit; None when it was not there, or could not be read."""
    try:
        return snapshot.fingerprint(snapshot.ingredients(name)) if name in snapshot.layout.modules else None
    except SourceError:
        return None


def _files_at(name: ImportName, commit: str, detection: _Detection, now: Fingerprint) -> Fingerprint | None:
    """Digest a project's files at a release of the predecessor; of the configuration its tag says nothing."""
    before = _fingerprint_at(name, open_snapshot(detection.repository, commit, detection.sources))
    return before and Fingerprint(before.files, now.taken)


def _released(detection: _Detection) -> Mapping[ImportName, Version]:
    """Give the version of the last release of every module that was ever released, and still is for release."""
    modules = detection.snapshot.layout.modules
    known = {name: detection.recorded[name] for name in modules if name in detection.recorded}
    for name, tag in detection.tags.items():
        if name in modules:
            module = ImportName(name)
            known[module] = max(tag.version, known.get(module, tag.version))
    return MappingProxyType(known)


def _recorded(snapshot: Snapshot, sources: SourceCache) -> Mapping[str, Version]:
    path = str(snapshot.settings.paa_dir / VERSIONS)
    if path not in snapshot.files:
        return MappingProxyType({})
    return read_versions(sources.text(snapshot.files[path]), where=path)


def _unpinned(change: Change, snapshot: Snapshot) -> Iterator[Remark]:
    for name in change.unpinned:
        lock = snapshot.settings.paa_dir / LOCK
        hint = f"`paa artifacts lock {change.import_name}`, and commit {lock}"
        yield Remark(subject=change.import_name, text=f"cannot be released: {lock} lacks artifacts/{name}", hint=hint)


def _misnamed(snapshot: Snapshot) -> Iterator[Remark]:
    for path in snapshot.layout.misnamed:
        hint = "rename it: lower-case letters, digits and underscores"
        yield Remark(subject=str(path), text="left out: its name cannot be imported everywhere", hint=hint)


def _gone(detection: _Detection) -> Iterator[Remark]:
    for name, tag in sorted(detection.tags.items()):
        if name not in detection.snapshot.layout.modules:
            yield Remark(subject=name, text=f"released as {tag.version}, and its module is gone; nothing is released")


def _refuse_shallow(repository: Repository, doubtful: Collection[ImportName]) -> None:
    """Refuse to guess where history was cut off: what looks new, or has no tag, may only lie before the cut.

    Raises:
        SourceError: It was, and something depends on it.
    """
    if doubtful and is_shallow(repository.work_tree):
        hint = "fetch the rest: git fetch --unshallow --tags (in a pipeline: fetch-depth 0)"
        raise SourceError("history is cut off, so what changed cannot be told", where=str(repository.root), hint=hint)
