"""Other repositories: what they have of branches and tags, fetched and pushed."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from paa.adapters.git.program import QUIET, ask, open_git, reason_of, run, scratch
from paa.core.release.tags import PATTERN, is_tag_name
from paa.errors import SourceError, raise_together

__all__ = ["fetch", "fetch_branches", "push", "remote_address", "remote_of", "try_push"]

# A user may have configured that a fetch removes the tags that the remote does not have.
_FETCH = ("--quiet", "--no-tags", "--no-prune", "--no-prune-tags", "--no-recurse-submodules", "--no-write-fetch-head")
# What a server says of a ref that moved or came while it looked; a hook's refusal is another matter.
_RACE = re.compile(
    r"\[rejected\]|\[remote rejected\] \((?:cannot lock ref|failed to update ref|reference already exists|incorrect old"
    r"|atomic transaction failed)"
)
_NOT_TOGETHER = "the server cannot push together"
_PUSH = ("--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no")


def remote_of(work_tree: Path, branch: str) -> str | None:
    """Name the remote that a branch is pushed to: its own, else the only one, else `origin`; None without remotes."""
    remotes = ask(work_tree, "remote").splitlines()
    with suppress(SourceError):
        configured = ask(work_tree, "config", "--get", f"branch.{branch}.remote")
        if configured in remotes:
            return configured
    return remotes[0] if len(remotes) == 1 else next((each for each in remotes if each == "origin"), None)


def remote_address(work_tree: Path, remote: str) -> str:
    """Give the address that is pushed to; it may hold a password.

    Raises:
        SourceError: There is no such remote.
    """
    return ask(work_tree, "remote", "get-url", "--push", remote)


def fetch(work_tree: Path, remote: str, branch: str | None) -> tuple[str | None, frozenset[str]]:
    """Fetch the tags of releases, and a branch.

    Returns:
        The commit that the branch has there, None when it is not there; and the names of the tags there.

    Raises:
        SourceError: The remote cannot be reached, or has other release tags of the same names.
    """
    head = f"refs/heads/{branch}" if branch else None
    listing = ask(work_tree, "ls-remote", "--refs", remote, *([head] if head else []), PATTERN)
    there = {ref: name for name, _, ref in (line.partition("\t") for line in listing.splitlines())}
    here = _refs(work_tree, PATTERN)
    tags = [ref for ref in there if is_tag_name(ref.removeprefix("refs/tags/"))]
    _refuse_other_tags([ref for ref in tags if here.get(ref, there[ref]) != there[ref]], remote, work_tree)
    wanted = [f"{ref}:{ref}" for ref in tags if ref not in here]
    wanted += [f"+{head}:refs/remotes/{remote}/{branch}"] if head in there else []
    _fetch(work_tree, remote, wanted)
    return there.get(head) if head else None, frozenset(ref.removeprefix("refs/tags/") for ref in tags)


def fetch_branches(work_tree: Path, remote: str, prefix: str) -> Mapping[str, str]:
    """Fetch the branches whose names begin with something.

    Returns:
        Branch → the commit that it has there, in the order of their names.

    Raises:
        SourceError: The remote cannot be reached.
    """
    listing = ask(work_tree, "ls-remote", "--refs", remote, f"refs/heads/{prefix}*")
    there = {ref.removeprefix("refs/heads/"): name for name, _, ref in map(_columns, listing.splitlines())}
    _fetch(work_tree, remote, [f"+refs/heads/{name}:refs/remotes/{remote}/{name}" for name in there])
    return MappingProxyType(dict(sorted(there.items())))


def _columns(line: str) -> tuple[str, str, str]:
    return line.partition("\t")


def _fetch(work_tree: Path, remote: str, wanted: Sequence[str]) -> None:
    if wanted:
        with scratch() as folder:
            orders = folder / "refs"
            orders.write_text("".join(f"{each}\n" for each in wanted), encoding="utf-8", errors="surrogateescape")
            with orders.open("rb") as source:
                run(open_git(work_tree), "fetch", *_FETCH, "--stdin", remote, istream=source)


def _refs(work_tree: Path, pattern: str) -> Mapping[str, str]:
    lines = ask(work_tree, "for-each-ref", "--format=%(objectname) %(refname)", pattern).splitlines()
    return MappingProxyType({ref: name for name, _, ref in (line.partition(" ") for line in lines)})


def _refuse_other_tags(refs: Sequence[str], remote: str, work_tree: Path) -> None:
    hint = f"keep one of them: `git push --force {remote} TAG` where yours is right, `git tag -d TAG` where it is not"
    names = [ref.removeprefix("refs/tags/") for ref in refs]
    where = str(work_tree)
    raise_together(
        [SourceError(f"the tag {name} is another one on {remote!r}", where=where, hint=hint) for name in names]
    )


def push(work_tree: Path, remote: str, refs: Mapping[str, str]) -> str | None:
    """Push objects to refs, together where the server can.

    Args:
        work_tree: Of the repository.
        remote: Its name.
        refs: Ref on the remote → object; a branch first, then tags.

    Returns:
        None when everything is there; otherwise why the branch was refused, and then nothing was pushed.

    Raises:
        SourceError: The remote cannot be reached, or refuses for a reason that trying again does not mend.
    """
    specs = [f"{new}:{ref}" for ref, new in refs.items()]
    refusal = _push(work_tree, remote, ["--atomic", *specs])
    if refusal == _NOT_TOGETHER:
        # The server cannot push together: the branch goes first, so that a refusal leaves no tags behind.
        refusal = _push(work_tree, remote, specs[:1]) or (_push(work_tree, remote, specs[1:]) if specs[1:] else None)
    return refusal


def _push(work_tree: Path, remote: str, words: Sequence[str]) -> str | None:
    code, out, err = open_git(work_tree).execute(
        ["git", "push", *_PUSH, remote, *words], env=dict(QUIET), with_extended_output=True, with_exceptions=False
    )
    if code == 0:
        return None
    refused = [line.split("\t")[2] for line in str(out).splitlines() if line.startswith("!") and line.count("\t") > 1]
    if any(_RACE.match(reason) for reason in refused):
        return "; ".join(dict.fromkeys(refused))
    if "atomic push" in str(err):
        return _NOT_TOGETHER
    reason = "; ".join(dict.fromkeys(refused)) or reason_of(str(err))
    hint = "what is published stays published; mend the remote and run the command again"
    raise SourceError(f"the remote {remote!r} refuses the push: {reason}", where=str(work_tree), hint=hint)


def try_push(work_tree: Path, remote: str, ref: str) -> None:
    """Ask a remote whether HEAD may be pushed to a ref, which does not change there.

    Raises:
        SourceError: It cannot be reached, or does not let us in.
    """
    try:
        ask(work_tree, "push", *_PUSH, "--dry-run", remote, f"HEAD:{ref}")
    except SourceError as error:
        hint = "git push --dry-run tries the same; may you write there, and is the login of this machine or job right?"
        reason = error.message.removeprefix("git push failed: ")
        raise SourceError(f"the remote {remote!r} takes no push: {reason}", where=error.where, hint=hint) from None
