"""Where a record goes: the branch, the remote, and the commit that it is made on top of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from paa.adapters.git import (
    ancestry,
    current_branch,
    fetch,
    fetch_branches,
    find_commit,
    is_branch_name,
    local_branches,
    remote_address,
    remote_of,
)
from paa.core.release.forge import read_address, request_page
from paa.core.release.ledger import read_versions
from paa.errors import SourceError, UsageError
from paa.model.choices import Record
from paa.model.ledger import VERSIONS
from paa.pipeline.repository import Repository
from paa.pipeline.tracking import Texts

__all__ = ["REQUESTS", "Ground", "Place", "PullRequest", "ground_of", "ledger_at", "place_of", "request_of"]

REQUESTS = "paa/release-"
"""What the names of branches begin with that hold a record until somebody merges it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record goes.

    Attributes:
        branch: The branch that it is for; None when only tags are recorded.
        head: The commit that is checked out.
        remote: The remote that it is pushed to; None to stay here.
        is_checked_out: Whether the branch is the one that is checked out, and so moves along.
        by_request: Whether the branch gets it by a pull request.
    """

    branch: str | None
    head: str
    remote: str | None
    is_checked_out: bool
    by_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a record is made on.

    Attributes:
        parent: The commit below it.
        branch: The branch that will name it; None when only tags are recorded.
        before: What that branch names here; None when it is not here.
        tags: The tags that the remote has.
        waits: Whether the branch is there already, and waits to be merged.
    """

    parent: str
    branch: str | None
    before: str | None
    tags: frozenset[str]
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A branch that waits to be merged.

    Attributes:
        branch: What holds the record.
        into: What it is for.
        page: Where the pull request is opened, on a host that paa knows.
    """

    branch: str
    into: str
    page: str | None


def place_of(repository: Repository, *, to_push: bool, read_only: bool = False) -> Place:
    """Find out where a record goes, by the configuration, the branch that is checked out and the one that is named.

    Args:
        repository: The repository.
        to_push: Whether a remote hears of it.
        read_only: Whether nothing is recorded: then any state will do.

    Raises:
        UsageError: The branch that is named cannot be one.
        SourceError: There is no branch to record on.
    """
    tree, mode = repository.work_tree, repository.settings.record
    current = current_branch(tree)
    branch = _named(repository) or current
    if branch is None and mode is not Record.TAGS_ONLY and not read_only:
        hint = "check it out (git switch main), name it (--branch main), or say `record: tags-only` in .paa.config"
        raise SourceError("HEAD is detached, so there is no branch to record on", where=str(tree), hint=hint)
    return Place(
        branch=branch if mode is not Record.TAGS_ONLY or read_only else None,
        head=find_commit(tree, "HEAD") or "",
        remote=remote_of(tree, branch or "") if to_push else None,
        is_checked_out=branch is not None and branch == current,
        by_request=mode is Record.PULL_REQUEST and not read_only,
    )


def _named(repository: Repository) -> str | None:
    name = repository.places.branch
    if name is None:
        return None
    # A pipeline has the branch in a variable, in one form or the other.
    branch = name.removeprefix("refs/heads/")
    if branch.startswith("refs/") or not is_branch_name(repository.work_tree, branch):
        raise UsageError(f"--branch: {name!r} is no name of a branch", hint="name the branch of releases, such as main")
    return branch


def ground_of(place: Place, repository: Repository) -> Ground:
    """Find the commit to record on: what the remote has, when that contains what we have.

    Raises:
        SourceError: The branch went another way, or the remote cannot be reached.
    """
    tree = repository.work_tree
    ground = _pushed(place, tree) if place.remote else _local(place, tree)
    return _request(place, ground, repository) if place.by_request and place.branch else ground


def _pushed(place: Place, tree: Path) -> Ground:
    there, tags = fetch(tree, place.remote or "", place.branch)
    if place.branch and not place.is_checked_out and (there is None or ancestry(tree, place.head, there)):
        hint = f"push it there first, or check out what is there: git switch {place.branch}"
        message = f"what is checked out is not on the branch {place.branch!r} of {place.remote!r}"
        raise SourceError(message, where=str(tree), hint=hint)
    return Ground(parent=_joined(place, there, tree), branch=place.branch, before=None, tags=tags)


def _local(place: Place, tree: Path) -> Ground:
    if place.branch is None or place.is_checked_out:
        return Ground(parent=place.head, branch=place.branch, before=place.head, tags=frozenset())
    here = find_commit(tree, f"refs/heads/{place.branch}")
    return Ground(parent=_joined(place, here, tree), branch=place.branch, before=here, tags=frozenset())


def _joined(place: Place, there: str | None, tree: Path) -> str:
    """Choose between what is checked out and what a branch has: the one that contains the other.

    Raises:
        SourceError: Neither contains the other.
    """
    if there is None or there == place.head or not ancestry(tree, there, place.head):
        return place.head
    if ancestry(tree, place.head, there):
        other = f"on {place.remote!r}" if place.remote else "behind its name"
        pull = f"git pull --rebase {place.remote} {place.branch}" if place.remote else f"git rebase {place.branch}"
        hint = f"bring them together ({pull}) and run the command again"
        message = f"the branch {place.branch!r} has commits here and other ones {other}"
        raise SourceError(message, where=str(tree), hint=hint)
    return there


def _request(place: Place, ground: Ground, repository: Repository) -> Ground:
    """Go on with a branch that waits to be merged, so that two of them never edit the same lines; else begin one."""
    tree = repository.work_tree
    there = fetch_branches(tree, place.remote, REQUESTS) if place.remote else local_branches(tree, REQUESTS)
    merged = ledger_at(repository, ground.parent)
    waiting: list[tuple[int, str]] = []
    for name, commit in there.items():
        ahead = [each for each, version in ledger_at(repository, commit).items() if version > merged.get(each, _NEVER)]
        # What was merged with other commits, or was overtaken, says nothing that the branch lacks.
        if ahead and ancestry(tree, commit, ground.parent):
            waiting.append((len(ahead), name))
    branch = max(waiting)[1] if waiting else _free(f"{REQUESTS}{place.head[:10]}", there)
    parent = there[branch] if waiting else ground.parent
    before = None if place.remote else there.get(branch)
    return Ground(parent=parent, branch=branch, before=before, tags=ground.tags, waits=bool(waiting))


_NEVER = Version("0.dev0")


def _free(name: str, taken: Mapping[str, str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def request_of(place: Place, ground: Ground, tree: Path) -> PullRequest | None:
    """Tell what waits to be merged; None where a record needs no pull request."""
    if not place.by_request or place.branch is None or ground.branch is None:
        return None
    hosted = read_address(remote_address(tree, place.remote)) if place.remote else None
    page = request_page(hosted, branch=ground.branch, into=place.branch)
    return PullRequest(branch=ground.branch, into=place.branch, page=page)


def ledger_at(repository: Repository, commit: str) -> Mapping[str, Version]:
    """Read the ledger of a commit.

    Raises:
        SourceError: It is damaged.
    """
    path = str(repository.settings.paa_dir / VERSIONS)
    return read_versions(Texts(repository.work_tree, commit, repository.prefix).get(path) or "", where=path)
