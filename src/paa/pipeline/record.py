"""Record releases in the repository: one commit with the tracking files, a tag on each commit that was built, pushed.

Nothing of the user's branch, index or work tree is touched before the remote has everything. A run that dies before
that has recorded nothing; one that dies after it is behind the remote, as after somebody else's push.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from paa.adapters.git import (
    commit_files,
    make_tag,
    move_refs,
    push,
    release_tags,
    show_head,
    tag_names,
    update_work_tree,
)
from paa.core.release.tags import record_message, tag_message, tag_name
from paa.errors import SourceError
from paa.model.choices import Record
from paa.model.distribution import Distribution
from paa.model.plan import ReleasePlan
from paa.pipeline.catch_up import heal
from paa.pipeline.destination import Ground, Place, PullRequest, ground_of, place_of, request_of
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.steps import Step
from paa.pipeline.tracking import changed_files

__all__ = [
    "Draft",
    "Drafter",
    "Recorded",
    "commit_record",
    "prepare_record",
    "record_releases",
]

ATTEMPTS = 5
# What GitHub, GitLab and Azure DevOps say of a branch that not everybody may push to.
_PROTECTED = re.compile(r"declined|protected|not permitted|TF4\d{5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of the record.

    Attributes:
        commit: The commit that holds the tracking files; None when they needed no change.
        tags: The tags that were made.
        remote: Where everything was pushed; None when it stays here.
        request: The branch that waits to be merged, where the record goes by a pull request.
    """

    commit: str | None
    tags: tuple[str, ...]
    remote: str | None
    request: PullRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be recorded on top of one commit.

    Attributes:
        files: Path from the work tree's root → content, of the files that change.
        tags: Name → tag object.
        message: Of the commit.
    """

    files: Mapping[str, bytes]
    tags: Mapping[str, str]
    message: str


class Drafter(Protocol):
    """Writes a draft."""

    def __call__(self, parent: str, *, with_files: bool) -> Draft:
        """Write what is to be recorded on top of a commit."""


def record_releases(
    repository: Repository,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    to_push: bool = True,
) -> Recorded:
    """Record what a plan released; what is recorded already stays as it is.

    Args:
        repository: The repository.
        plan: What was released.
        distributions: The archives; their sdists tell the metadata.
        reporter: Hears what happens.
        to_push: Whether a remote hears of it.

    Raises:
        SourceError: A tracking file cannot be read, HEAD is detached, or the remote refuses.
    """
    return commit_record(repository, _drafter(repository, plan, distributions), reporter, to_push=to_push)


def prepare_record(
    repository: Repository,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    *,
    to_push: bool = True,
) -> None:
    """Find out, before anything is published, whether it can be recorded; no ref, index or work tree is touched.

    Raises:
        SourceError: A tracking file cannot be read or is edited, HEAD is detached, or the branch went another way.
    """
    with reporter.step(Step.PREPARE):
        place = place_of(repository, to_push=to_push)
        tree = repository.work_tree
        ground = ground_of(place, repository)
        drafted = _drafter(repository, plan, distributions)(ground.parent, with_files=ground.branch is not None)
        if drafted.files and place.remote is None and place.is_checked_out and not place.by_request:
            commit = commit_files(tree, ground.parent, drafted.files, drafted.message)
            if not update_work_tree(tree, place.head, commit, only_try=True):
                raise _edited(tree)


def _drafter(repository: Repository, plan: ReleasePlan, distributions: Sequence[Distribution]) -> Drafter:
    released = [f"{release.name} {release.version}" for release in plan.releases]
    # A pull request is checked like any other one; when it is merged, tags tell that there is nothing to release.
    message = record_message(released, plan.commit, skip=repository.settings.record is not Record.PULL_REQUEST)

    def draft(parent: str, *, with_files: bool) -> Draft:
        tags = _missing_tags(plan, repository.work_tree)
        files = changed_files(repository, plan, distributions, parent) if with_files else {}
        return Draft(files=files, tags=tags, message=message)

    return draft


def _edited(tree: Path) -> SourceError:
    hint = "commit or stash them and run the command again"
    return SourceError("tracking files are edited and not committed", where=str(tree), hint=hint)


def commit_record(repository: Repository, draft: Drafter, reporter: Reporter, *, to_push: bool) -> Recorded:
    """Commit tracking files and tags, on top of whatever the remote has, and push them.

    Args:
        repository: The repository.
        draft: Writes what is to be recorded on top of a commit; asked again when somebody else pushed first.
        reporter: Hears what happens.
        to_push: Whether a remote hears of it.

    Raises:
        SourceError: HEAD is detached, or the remote refuses.
    """
    place = place_of(repository, to_push=to_push)
    tree = repository.work_tree
    heal(tree, reporter)
    refusal: str | None = None
    for _ in range(ATTEMPTS):
        ground = ground_of(place, repository)
        with reporter.step(Step.RECORD):
            drafted = draft(ground.parent, with_files=ground.branch is not None)
            files = drafted.files
            commit = commit_files(tree, ground.parent, files, drafted.message) if files else ground.parent
        if place.remote is not None:
            with reporter.step(f"{Step.PUSH} {place.remote}"):
                refusal = _push(place, tree, _refs(place, ground, commit, drafted, tree))
            if refusal is not None:
                reporter.detail(f"somebody else pushed first ({refusal}); trying again on top of it")
                continue
        with reporter.step(Step.MOVE):
            _move(place, ground, tree, commit, drafted.tags, reporter)
        with reporter.step(Step.SHOW):
            show_head(tree)
        return Recorded(
            commit=commit if files else None,
            tags=tuple(drafted.tags),
            remote=place.remote,
            request=request_of(place, ground, tree) if files or ground.waits else None,
        )
    raise _outrun(place, refusal)


def _refs(place: Place, ground: Ground, commit: str, drafted: Draft, tree: Path) -> Mapping[str, str]:
    """Give what the remote shall have: the branch first, then tags."""
    # A branch that waits to be merged, with nothing on it, would be in the way.
    moves = ground.branch is not None and (drafted.files or not place.by_request)
    refs = {f"refs/heads/{ground.branch}": commit} if moves else {}
    tags = {**drafted.tags, **_kept_back(tree, commit, ground.tags)}
    return {**refs, **{f"refs/tags/{name}": tag for name, tag in tags.items()}}


def _push(place: Place, tree: Path, refs: Mapping[str, str]) -> str | None:
    try:
        return push(tree, place.remote or "", refs) if refs else None
    except SourceError as error:
        if place.by_request or f"refs/heads/{place.branch}" not in refs or not _PROTECTED.search(error.message):
            raise
        modes = "`record: pull-request` or `record: tags-only` in .paa.config"
        hint = f"{error.hint}; where nobody may push to {place.branch!r}: {modes}"
        raise SourceError(error.message, where=error.where, hint=hint) from None


def _outrun(place: Place, refusal: str | None) -> SourceError:
    hint = "what is published stays published; run the command again when the branch is quiet"
    message = f"somebody else pushed first, {ATTEMPTS} times: {refusal}"
    return SourceError(message, where=f"branch {place.branch}" if place.branch else None, hint=hint)


def _kept_back(tree: Path, commit: str, there: frozenset[str]) -> Mapping[str, str]:
    """Give the tags of our own releases that the remote still lacks, of what it is about to have."""
    missing = {tag.name for tag in release_tags(tree) if tag.digest and tag.name not in there}
    pushed = missing & tag_names(tree, within=commit) if missing else missing
    return {name: f"refs/tags/{name}" for name in sorted(pushed)}


def _missing_tags(plan: ReleasePlan, tree: Path) -> Mapping[str, str]:
    """Make the tag objects that are not there.

    Raises:
        SourceError: A tag of that name is there and says something else.
    """
    known = {tag.name: tag for tag in release_tags(tree)}
    foreign = tag_names(tree) - set(known)
    tags: dict[str, str] = {}
    for release in plan.releases:
        name = tag_name(release.import_name, release.version)
        if name in foreign:
            hint = f"remove it (git tag -d {name}), or ask for a higher version of {release.import_name}"
            raise SourceError(f"the tag {name} is there, and is no annotated one", where=str(tree), hint=hint)
        if name not in known:
            message = tag_message(release.import_name, release.version, release.digest)
            tags[name] = make_tag(tree, name, plan.commit, message)
        elif known[name].digest not in (None, release.digest):
            hint = f"`git show {name}` tells whose it is; bump the version of {release.import_name}"
            raise SourceError(f"the tag {name} is there already, for other content", where=str(tree), hint=hint)
    return tags


def _move(place: Place, ground: Ground, tree: Path, commit: str, tags: Mapping[str, str], reporter: Reporter) -> None:
    """Let the refs here name what was recorded, all together, and bring the work tree along."""
    moves: dict[str, tuple[str, str | None]] = {f"refs/tags/{name}": (tag, None) for name, tag in tags.items()}
    if place.by_request or not place.is_checked_out:
        # A remote keeps the branch; without one it is kept here, and nothing that is checked out moves.
        if ground.branch is not None and place.remote is None and commit not in (ground.before, ground.parent):
            moves[f"refs/heads/{ground.branch}"] = commit, ground.before
        if moves:
            move_refs(tree, moves)
        return
    advance = place.branch is not None and commit != place.head
    if advance and not update_work_tree(tree, place.head, commit, only_try=True):
        if place.remote is not None:
            hint = f"commit or stash your edits, then: git pull {place.remote} {place.branch}"
            reporter.warn("the branch here stays behind the remote: edits of the same files are in the way", hint=hint)
            advance = False
        else:
            raise _edited(tree)
    if advance:
        moves[f"refs/heads/{place.branch}"] = commit, place.head
    if moves:
        move_refs(tree, moves, shown=place.head if advance else None)
