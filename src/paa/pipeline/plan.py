"""Decide what would be released, as what version, with which notes, and in which order."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.git import head_time, uncommitted
from paa.adapters.index import Index, LoginNeeded, open_index, whole_of
from paa.core.package.artifact_lock import LOCK
from paa.core.release.notes import as_note
from paa.errors import IndexBusy, PaaError, SourceError, UsageError, raise_together
from paa.interfaces import INTERFACES
from paa.model.changes import Change, ChangeSet
from paa.model.index_profile import DefinedIndex
from paa.model.names import ImportName, NormalizedName, spelled_alike
from paa.model.plan import Cause, PlannedRelease, ReleasePlan, Remark
from paa.model.settings import IndexName, IndexProfile
from paa.pipeline.api import ApiWatch
from paa.pipeline.detect import detect_changes
from paa.pipeline.history import ProjectHistory, read_histories
from paa.pipeline.indexes import find_index, metadata_version_for, profiles_of
from paa.pipeline.labels import label_remarks
from paa.pipeline.numbers import Asked, Numberer, Origin, decision_of, ration_of
from paa.pipeline.repository import CONFIG, Repository
from paa.pipeline.tracking import refuse_damaged
from paa.pipeline.unrecorded import Moment, Unrecorded

__all__ = ["PlanRequest", "plan_release"]

SHOWN = 3  # files in a remark


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What a plan shall cover.

    Attributes:
        names: Projects, as the user types them; every project that changed where there are none.
        base: A revision to compare with, instead of each project's last release.
        index: The index that the release goes to; the configured one where it is None.
        force: Whether the named projects are released although nothing changed.
        reason: Why, for the release notes.
        claim: Whether a project that the index has already, and that this repository never released, is its own.
        offline: Whether the index is left alone: who only looks may have no network, or no login.
    """

    names: tuple[str, ...] = ()
    base: str | None = None
    index: str | None = None
    force: bool = False
    reason: str | None = None
    claim: bool = False
    offline: bool = False


def plan_release(repository: Repository, request: PlanRequest) -> ReleasePlan:
    """Plan the release of everything that changed.

    Raises:
        UsageError: What is asked for does not go together.
        ConfigError: The configuration cannot be used, or names no index that can be reached.
        SourceError: A source, a message, the history or a tracking file that the release would change is wrong.
        IndexFailure: The index cannot be read, or has a project of the same name that is not ours.
    """
    if request.force and not (request.names and request.reason):
        raise UsageError("--force needs the names of projects, and a --reason", hint="--force --reason 'rebuilt'")
    goal = find_index(repository, request.index or repository.settings.publish_to)
    route = profiles_of(repository, goal.name)
    names = repository.find_every(request.names)
    changes = detect_changes(repository, base=request.base, names=names, forced=names if request.force else ())
    plan = _Planner(repository, request, changes, goal, route).plan()
    refuse_damaged(repository, plan)
    return plan


class _Planner:
    """Plans one release; siblings come first, since each project requires at least its siblings' versions."""

    def __init__(
        self,
        repository: Repository,
        request: PlanRequest,
        changes: ChangeSet,
        goal: DefinedIndex,
        route: Mapping[IndexName, IndexProfile],
    ) -> None:
        self._repository = repository
        self._request = request
        self._changes = changes
        self._index_name = goal.name
        # A version that another view of the feed has is taken, too.
        opened = None if request.offline else whole_of(open_index(goal.name, goal.profile, repository.root))
        self._index: Index | None = opened
        self._route = route
        self._metadata_version = metadata_version_for(route.values())
        self._missing: list[str] = []
        self._absent: set[NormalizedName] = set()
        self._ration = ration_of(repository, goal.profile)
        self._unrecorded = Unrecorded(repository, self._metadata_version)
        self._versions: dict[ImportName, Version] = dict(changes.released)
        self._numberer = Numberer(repository, changes, route, claim=request.claim)
        self._api = ApiWatch(repository, changes.commit, len(changes.changes))

    def plan(self) -> ReleasePlan:
        """Decide project by project, in the order of release."""
        ordered = _in_order(self._changes.changes)
        projects = MappingProxyType({spelled_alike(name): name for name in self._changes.modules})
        histories = read_histories(self._repository, self._changes.commit, ordered, projects)
        errors: list[PaaError] = []
        releases: list[PlannedRelease] = []
        for change in ordered:
            if self._ration.holds(change.import_name, change.siblings):
                continue
            try:
                release = self._release(change, histories[change.import_name])
            except (IndexBusy, LoginNeeded) as error:
                # Who hears nothing, or not for us, of one project will hear the same of hundreds.
                errors.append(error)
                break
            except PaaError as error:
                errors.append(error)
                continue
            if change.name not in self._absent or self._ration.takes(change.import_name):
                self._versions[change.import_name] = release.version
                releases.append(release)
        raise_together(errors)
        self._refuse_blanket_claim()
        labels = label_remarks(self._repository, self._changes, projects)
        return ReleasePlan(
            commit=self._changes.commit,
            index=self._index_name,
            releases=tuple(releases),
            remarks=(
                *self._changes.remarks,
                *_unlabelled(ordered, histories),
                *labels,
                *self._api.remarks(releases),
                *self._dirty(),
                *self._unread(),
                *self._ration.remarks(f"the index {self._index_name}"),
            ),
            unchanged=len(self._changes.unchanged),
            versions=MappingProxyType(dict(sorted(self._versions.items()))),
            stage_to=next((name for name in self._route if name != self._index_name), None),
            profiles=self._route,
            metadata_version=self._metadata_version,
        )

    def _release(self, change: Change, history: ProjectHistory) -> PlannedRelease:
        planned = {each.import_name for each in self._changes.changes}
        self._refuse_unreleased_siblings(change, planned)
        previous = max(filter(None, (change.released, self._changes.recorded.get(change.import_name))), default=None)
        there = self._index.project(change.name, hashed=True) if self._index else None
        if there is None and (self._index or previous is None):
            self._absent.add(change.name)
        if self._index and previous is not None and (there is None or previous not in there.files):
            self._missing.append(f"{change.name} {previous}")
        epoch = history.time or head_time(self._repository.work_tree, change.base or self._changes.commit) or 0
        decision = self._api.decide(change, decision_of(self._repository, history))
        notes = self._notes(change, decision.notes)
        asked = Asked(change=change, decision=decision, previous=previous, there=there)
        cause, version, rule = self._numberer.number(asked, self._origin(asked, history, Moment(epoch, notes)))
        if cause is Cause.FORCED:
            rule = f"{rule}, forced: {as_note(self._reason)}"
        return PlannedRelease(
            import_name=change.import_name,
            name=change.name,
            cause=cause,
            previous=previous,
            version=version,
            rule=rule,
            notes=notes,
            files=history.files or ((CONFIG,) if change.configured else ()),
            commits=history.commits,
            siblings=tuple(each for each in change.siblings if each in planned),
            epoch=epoch,
            digest=change.digest,
        )

    def _origin(self, asked: Asked, history: ProjectHistory, as_of: Moment) -> Origin:
        """Say how it is found out whose a version is that the index has, and nobody recorded."""
        name, there = asked.change.import_name, asked.there

        def planned(version: Version) -> Mapping[ImportName, Version]:
            return {**self._versions, name: version}

        return Origin(
            is_ours=lambda version: self._unrecorded.is_made(name, there, planned(version), as_of=as_of),
            was_ours=lambda version: self._unrecorded.was_made(name, there, planned(version), commits=history.commits),
        )

    def _unread(self) -> Iterator[Remark]:
        """Say what the plan could not see of the index, or should have seen there."""
        if self._missing:
            more = f" and {len(self._missing) - SHOWN} more" if len(self._missing) > SHOWN else ""
            text = f"it lacks earlier releases: {', '.join(self._missing[:SHOWN])}{more}"
            hint = "is this the index that they went to, and is its folder there?"
            yield Remark(subject=f"the index {self._index_name}", text=text, hint=hint)
        if self._index is None:
            text = "it was not asked: this plan knows only what tags and ledger know"
            hint = "without --offline, versions that only the index knows count, too"
            yield Remark(subject=f"the index {self._index_name}", text=text, hint=hint)

    @property
    def _reason(self) -> str:
        return self._request.reason or "released again"

    def _notes(self, change: Change, notes: tuple[str, ...]) -> tuple[str, ...]:
        if change.cause is Cause.FORCED:
            return (*notes, self._reason)
        if notes:
            return notes
        if change.cause is Cause.NEW:
            return ("first release",)
        return ("changes in the configuration of the repository",) if change.configured else ("maintenance",)

    def _refuse_blanket_claim(self) -> None:
        """Refuse that somebody claims more than they looked at.

        Raises:
            UsageError: The index has several such projects, and they named none.
        """
        claimed = self._numberer.claimed
        if len(claimed) > 1 and not self._request.names:
            listed = " ".join(claimed)
            message = f"the index has {len(claimed)} projects that this repository never released: {listed}"
            raise UsageError(message, hint="name those that are yours: paa release --claim NAME")

    def _refuse_unreleased_siblings(self, change: Change, planned: Collection[ImportName]) -> None:
        missing = [each for each in change.siblings if each not in self._versions and each not in planned]
        raise_together(
            [
                SourceError(
                    f"{sibling} was never released, and {change.import_name} needs it",
                    where=change.where,
                    hint=f"release it, too: `paa release {change.import_name} {sibling}`, or everything that changed",
                )
                for sibling in missing
            ]
        )

    def _dirty(self) -> Iterator[Remark]:
        """Say what is edited and not committed: a plan is about commits."""
        root, settings = self._repository.root, self._repository.settings
        folders = [settings.module_dir, settings.dependencies_dir, settings.licenses_dir, settings.artifacts_dir]
        folders += [each.directory(settings) for each in INTERFACES.values()]
        folders += [settings.docs_dir, settings.example_notebooks_path, *settings.artifacts_filepaths]
        paths = [root / path for path in sorted({*folders, PurePosixPath(CONFIG), settings.paa_dir / LOCK})]
        edited = uncommitted(self._repository.work_tree, paths)
        if edited:
            more = f" and {len(edited) - SHOWN} more" if len(edited) > SHOWN else ""
            text = f"edited and not committed: {', '.join(edited[:SHOWN])}{more}"
            yield Remark(subject="work tree", text=text, hint="commit the edits to release them")


def _in_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Put each project behind the siblings that it needs, otherwise by name.

    Raises:
        SourceError: Siblings need each other in a circle.
    """
    by_name = {change.import_name: change for change in changes}
    sorter = TopologicalSorter(
        {
            name: [sibling for sibling in change.siblings if sibling in by_name]
            for name, change in sorted(by_name.items())
        }
    )
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        where, hint = by_name[error.args[1][0]].where, "move what both need into a component"
        raise SourceError(f"circular siblings: {circle}", where=where, hint=hint) from None
    ordered: list[Change] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += (by_name[name] for name in ready)
        sorter.done(*ready)
    return tuple(ordered)


def _unlabelled(changes: Sequence[Change], histories: Mapping[ImportName, ProjectHistory]) -> Iterator[Remark]:
    for change in changes:
        history = histories[change.import_name]
        if change.cause is Cause.CHANGED and not any(saying.labelled for saying in history.sayings):
            text = "changed, and no commit names it: its notes are the subjects of the commits that touch it"
            yield Remark(subject=change.import_name, text=text)
