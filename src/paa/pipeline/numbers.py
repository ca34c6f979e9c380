"""Which version comes next, from what a repository knows."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.clock import now
from paa.adapters.git import first_releases
from paa.core.release.acceptance import refuse_local
from paa.core.release.commits import decide
from paa.core.release.ledger import read_log, read_versions
from paa.core.release.ration import DAY, Ration
from paa.core.release.strangers import is_strange, unfinished_candidate
from paa.core.release.versions import Numbering, choose, drafts
from paa.errors import IndexFailure, SourceError
from paa.model.changes import Change, ChangeSet
from paa.model.history import Bump, Decision
from paa.model.index import IndexProject
from paa.model.index_traits import traits_of
from paa.model.ledger import LOG, VERSIONS
from paa.model.names import ImportName, NormalizedName
from paa.model.plan import Cause
from paa.model.settings import IndexName, IndexProfile
from paa.pipeline.history import ProjectHistory
from paa.pipeline.numbering import numbering_of
from paa.pipeline.repository import Repository
from paa.pipeline.tracking import Texts

__all__ = ["Asked", "Numberer", "Origin", "OurVersions", "decision_of", "following", "ration_of"]


def decision_of(repository: Repository, history: ProjectHistory) -> Decision:
    """Combine what the commits since the last release say."""
    return decide(history.sayings if repository.settings.use_commit_messages else ())


def following(
    change: Change,
    decision: Decision,
    numbering: Numbering,
    *,
    taken: Collection[Version],
    passed: Collection[Version] = (),
) -> Version:
    """Decide the version of a release.

    Raises:
        SourceError: Commits ask for one that cannot be, or the last one is above those of the calendar.
    """
    if not taken:
        # The size of changes means nothing before there is a release that they change.
        decision = replace(decision, bump=Bump.PATCH)
    return choose(decision, taken, declared=change.declared, numbering=numbering, where=change.where, passed=passed)


def ration_of(repository: Repository, profile: IndexProfile) -> Ration:
    """Tell how many new projects an index takes now: those of the last 24 hours are known by their first tags.

    The clock decides when something is released, and never what is in it.
    """
    if not traits_of(profile).rationed:
        return Ration(None)
    since = now().timestamp() - DAY
    spent = sum(time > since for time in first_releases(repository.work_tree).values())
    return Ration(repository.settings.new_projects_per_day, spent)


class OurVersions:
    """Every version that a repository knows to have released.

    Args:
        repository: The repository.
        commit: The commit whose tracking files are read.
        tagged: The versions that have a tag, by import name.
    """

    def __init__(self, repository: Repository, commit: str, tagged: Mapping[str, frozenset[Version]]) -> None:
        self._folder = repository.settings.paa_dir
        self._texts = Texts(repository.work_tree, commit, repository.prefix)
        self._tagged = tagged

    def of(self, name: ImportName) -> frozenset[Version]:
        """Give those of a project."""
        return self._tagged.get(name, frozenset()) | self._tracked.get(canonicalize_name(name), frozenset())

    @cached_property
    def _tracked(self) -> Mapping[str, frozenset[Version]]:
        """Read ledger and log, which know some that the predecessor did not tag; a damaged file tells nothing."""
        found: dict[str, set[Version]] = {}
        versions, log = str(self._folder / VERSIONS), str(self._folder / LOG)
        with suppress(SourceError):
            for name, version in read_versions(self._texts.get(versions) or "", where=versions).items():
                found.setdefault(canonicalize_name(name), set()).add(version)
        with suppress(SourceError):
            for row in read_log(self._texts.get(log) or "", where=log):
                found.setdefault(canonicalize_name(row.package), set()).add(row.version)
        return {name: frozenset(each) for name, each in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a version is wanted for.

    Attributes:
        decision: What the commits say.
        previous: The last version that is recorded.
        there: What the index has.
    """

    change: Change
    decision: Decision
    previous: Version | None
    there: IndexProject | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Tells of a version that an index has, and nobody recorded, where it comes from.

    Attributes:
        is_ours: Whether it is what would be released now.
        was_ours: Whether an earlier commit makes it.
    """

    is_ours: Callable[[Version], bool]
    was_ours: Callable[[Version], bool]


class Numberer:
    """Decides the versions of one plan.

    Args:
        repository: The repository.
        changes: What changed in it.
        route: The indexes that a release goes through, its own one last.
        claim: Whether a project that the index has, and that this repository never released, is its own.

    Attributes:
        claimed: The projects of which that was true so far.
    """

    def __init__(
        self, repository: Repository, changes: ChangeSet, route: Mapping[IndexName, IndexProfile], *, claim: bool
    ) -> None:
        self._repository = repository
        self._changes = changes
        self._route = route
        self._claim = claim
        self.claimed: list[NormalizedName] = []
        self._numbering = numbering_of(repository, changes.commit)
        self._ours = OurVersions(repository, changes.commit, changes.tagged)

    def number(self, asked: Asked, origin: Origin) -> tuple[Cause, Version, str]:
        """Decide the version of a release, and say by which rule.

        Args:
            asked: What it is wanted for.
            origin: Where a version comes from that the index has, and nobody recorded.

        Raises:
            SourceError: Commits ask for one that cannot be, or the index takes none like it.
            IndexFailure: The index has a project of that name that is not ours.
        """
        change, decision, previous, there = asked.change, asked.decision, asked.previous, asked.there
        on_index = frozenset(there.files if there else ())
        passed = drafts(on_index, last=previous, asked=(decision.version, change.declared))
        candidate = unfinished_candidate(there, last=previous, drafts=passed)
        if candidate and origin.is_ours(candidate):
            # What a run published and did not record keeps its version.
            return Cause.UNFINISHED, candidate, "published by a run that did not finish"
        if (
            there
            and is_strange(there, self._ours.of(change.import_name))
            and not (candidate and origin.was_ours(candidate))
        ):
            if not self._claim:
                raise self._stranger(change, there)
            self.claimed.append(change.name)
        taken = {*on_index, *((previous,) if previous else ())}
        version = following(change, decision, self._numbering, taken=taken, passed=passed)
        refuse_local(version, self._route, where=change.where)
        return change.cause, version, self._rule(asked, version)

    def _rule(self, asked: Asked, version: Version) -> str:
        if asked.decision.version is None and self._numbering.day is not None and version != asked.change.declared:
            return "the calendar"
        return asked.decision.rule if asked.previous or asked.decision.version else "the first release"

    def _stranger(self, change: Change, there: IndexProject) -> IndexFailure:
        which = f"{change.name!r} ({there.latest or 'without files'})"
        return IndexFailure(
            f"the index {[*self._route][-1]!r} has a project {which}, which this repository never released",
            where=change.where,
            hint=f"choose another name, or `paa release --claim {change.name}` if it is yours",
        )
