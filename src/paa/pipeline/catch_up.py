"""Take in what the remote has, and finish what a run left that died: before anything is planned or recorded."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from paa.adapters.git import (
    ancestry,
    commits,
    fetch,
    find_commit,
    make_tag,
    move_refs,
    push,
    show_head,
    tag_names,
    update_work_tree,
)
from paa.core.release.tags import built_from, tag_message, tag_name
from paa.errors import PaaError, SourceError
from paa.model.names import ImportName
from paa.pipeline.destination import ledger_at, place_of
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.snapshot import SourceCache, open_snapshot

__all__ = ["catch_up", "heal", "mend_tags"]

RECENT = 20  # commits in which a record may lack its tags


def catch_up(repository: Repository, reporter: Reporter, *, to_push: bool) -> None:
    """Bring tags and branch up to what the remote has, as a fast-forward does; edits of the user are left alone.

    Raises:
        SourceError: The remote cannot be reached.
    """
    heal(repository.work_tree, reporter)
    place = place_of(repository, to_push=to_push, read_only=True)
    if place.remote is None:
        return
    tree = repository.work_tree
    there, _ = fetch(tree, place.remote, place.branch)
    behind = (
        place.is_checked_out
        and bool(place.head)
        and there is not None
        and there != place.head
        and not ancestry(tree, place.head, there)
    )
    if there and behind and update_work_tree(tree, place.head, there, only_try=True):
        move_refs(tree, {f"refs/heads/{place.branch}": (there, place.head)}, shown=place.head)
        show_head(tree)


def heal(tree: Path, reporter: Reporter) -> None:
    """Finish what a run left that died behind the moving of refs."""
    if not show_head(tree):
        hint = "`git status` shows which: `git restore --staged --worktree FILE` takes what the branch has"
        reporter.warn("an interrupted run left files behind the branch, and edits are in the way", hint=hint)


def mend_tags(repository: Repository, reporter: Reporter, *, to_push: bool) -> None:
    """Make the tags that the last records of the branch lack: a remote took the branch, and the run died.

    Raises:
        SourceError: The remote refuses.
    """
    tree = repository.work_tree
    tags = dict(_lost_tags(repository))
    if not tags:
        return
    place = place_of(repository, to_push=to_push)
    refs = {f"refs/tags/{name}": tag for name, tag in tags.items()}
    if place.remote is not None and (refusal := push(tree, place.remote, refs)):
        raise SourceError(f"the remote {place.remote!r} refuses the tags: {refusal}", where=str(tree))
    move_refs(tree, {ref: (tag, None) for ref, tag in refs.items()})
    reporter.detail(f"an earlier run left {len(tags)} tags behind; they are there now")


def _lost_tags(repository: Repository) -> Iterator[tuple[str, str]]:
    """Make the tags of versions that the ledger has, and that one of the last records says how to tag."""
    tree = repository.work_tree
    head, names = find_commit(tree, "HEAD"), tag_names(tree)
    now = ledger_at(repository, head) if head else {}
    lost = {name: version for name, version in now.items() if tag_name(name, version) not in names}
    sources = SourceCache(repository)
    for record, parents in commits(tree, head, most=RECENT) if head and lost else ():
        built = built_from(record.body)
        if built is None or not parents or find_commit(tree, built) is None:
            continue
        # What cannot be read there is left to `paa status --repair`, which says so.
        with suppress(PaaError):
            before, after = (ledger_at(repository, each) for each in (parents[0], record.id))
            past = open_snapshot(repository, built, sources)
            for name in [name for name in lost if after.get(name) == lost[name] != before.get(name)]:
                version, digest = lost.pop(name), past.fingerprint(past.ingredients(ImportName(name)))
                tag = tag_name(name, version)
                yield tag, make_tag(tree, tag, built, tag_message(name, version, digest))
