"""What happens on GitHub: pushes, pull requests, releases, and workflows that are started by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.pipelines.documents import Json
from tests.support.processes import git

__all__ = ["Event", "dispatched", "pull_request", "pushed", "released"]

NOTHING = "0" * 40
_BRANCH = "refs/heads/"
_TAG = "refs/tags/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that workflows may be started by.

    Attributes:
        name: As in `on`.
        action: Which of its types, where it has types.
        ref: What is checked out.
        sha: The commit that it is about.
        payload: What becomes `github.event`.
        changed: The files that it changes.
        base: The branch that a pull request wants to go to.
        head: The branch that a pull request comes from.
        fork: Whether it comes from somebody without rights: no secrets, and a token that only reads.
    """

    name: str
    action: str | None = None
    ref: str
    sha: str
    payload: Mapping[str, Json]
    changed: tuple[str, ...] = ()
    base: str = ""
    head: str = ""
    fork: bool = False
    inputs: Mapping[str, Json] = field(default_factory=dict)

    @property
    def branch(self) -> str | None:
        """What filters of branches look at."""
        return self.base or (self.ref.removeprefix(_BRANCH) if self.ref.startswith(_BRANCH) else None)

    @property
    def tag(self) -> str | None:
        """What filters of tags look at."""
        return self.ref.removeprefix(_TAG) if self.ref.startswith(_TAG) and self.name == "push" else None


def pushed(remote: Path, before: str = NOTHING, ref: str = "refs/heads/main") -> Event:
    """Tell of a push that has arrived at a bare repository; `before` may be unknown there, as after a force push."""
    after = git(remote, "rev-parse", ref)
    known = before in git(remote, "rev-list", "--all").splitlines()
    span = f"{before}..{after}" if known else after
    log = git(remote, "log", "--reverse", "--format=%H%x00%B%x01", span).split("\x01")
    commits: list[Json] = []
    for entry in filter(None, (entry.lstrip("\n") for entry in log)):
        identifier, _, message = entry.partition("\0")
        commits.append({"id": identifier, "message": message.rstrip("\n")})
    payload: dict[str, Json] = {"ref": ref, "before": before, "after": after, "commits": commits, "forced": False}
    payload["head_commit"] = commits[-1] if commits else None
    changed = _changed(remote, before if known else NOTHING, after)
    return Event(name="push", ref=ref, sha=after, payload=payload, changed=changed)


def pull_request(
    remote: Path, head: str, *, title: str = "Change", action: str = "opened", base: str = "main", fork: bool = False
) -> Event:
    """Open a pull request of a branch, with the merge commit that GitHub makes for it.

    Raises:
        AssertionError: The branches conflict.
    """
    number = 1 + len(git(remote, "for-each-ref", "--format=%(refname)", "refs/pull/*/merge").splitlines())
    ends = [git(remote, "rev-parse", f"{_BRANCH}{name}") for name in (base, head)]
    tree = git(remote, "merge-tree", "--write-tree", *ends)
    parents = (word for end in ends for word in ("-p", end))
    merge = git(remote, "commit-tree", tree, *parents, "-m", f"Merge {ends[1]} into {ends[0]}")
    ref = f"refs/pull/{number}/merge"
    git(remote, "update-ref", ref, merge)
    ends_said: dict[str, Json] = {
        "base": {"ref": base, "sha": ends[0]},
        "head": {"ref": head, "sha": ends[1], "repo": {"fork": fork}},
    }
    payload: dict[str, Json] = {
        "action": action,
        "number": number,
        "pull_request": {"number": number, "title": title, "body": "", "draft": False, **ends_said},
    }
    return Event(
        name="pull_request",
        action=action,
        ref=ref,
        sha=merge,
        payload=payload,
        changed=_changed(remote, ends[0], merge),
        base=base,
        head=head,
        fork=fork,
    )


def dispatched(remote: Path, inputs: Mapping[str, Json] | None = None, ref: str = "refs/heads/main") -> Event:
    """Start a workflow by hand."""
    sha = git(remote, "rev-parse", f"{ref}^{{commit}}")
    given = dict(inputs or {})
    return Event(name="workflow_dispatch", ref=ref, sha=sha, payload={"inputs": given, "ref": ref}, inputs=given)


def released(remote: Path, tag: str, *, action: str = "published", body: str = "") -> Event:
    """Publish a release of a tag that is there."""
    ref = f"{_TAG}{tag}"
    sha = git(remote, "rev-parse", f"{ref}^{{commit}}")
    release: dict[str, Json] = {"tag_name": tag, "name": tag, "body": body, "target_commitish": "main"}
    return Event(name="release", action=action, ref=ref, sha=sha, payload={"action": action, "release": release})


def _changed(remote: Path, before: str, after: str) -> tuple[str, ...]:
    words = (
        ("diff", "--name-only", "-z", before, after) if before != NOTHING else ("ls-tree", "-rz", "--name-only", after)
    )
    return tuple(filter(None, git(remote, *words).split("\0")))
