"""Branches and tags here: which there are, and moving them together with the work tree."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from paa.adapters.git.history import find_commit
from paa.adapters.git.program import ask, open_git, run, scratch
from paa.adapters.git.work_tree import update_work_tree
from paa.core.release.tags import PATTERN, parse_tag, tagged_project
from paa.errors import SourceError
from paa.model.history import Tag

__all__ = [
    "current_branch",
    "first_releases",
    "is_branch_name",
    "local_branches",
    "move_refs",
    "release_tags",
    "show_head",
    "tag_names",
]

_SHOWN = "refs/worktree/paa/shown"  # of this work tree alone (gitrepository-layout)


def current_branch(work_tree: Path) -> str | None:
    """Name the branch that is checked out; None when HEAD is detached."""
    with suppress(SourceError):
        return ask(work_tree, "symbolic-ref", "--quiet", "--short", "HEAD")
    return None


def is_branch_name(work_tree: Path, name: str) -> bool:
    """Tell whether a branch may have a name."""
    with suppress(SourceError):
        ask(work_tree, "check-ref-format", f"refs/heads/{name}")
        return not name.startswith("-")
    return False


def local_branches(work_tree: Path, prefix: str) -> Mapping[str, str]:
    """List the branches here whose names begin with something: branch → commit, in the order of their names."""
    form = "--format=%(objectname) %(refname:strip=2)"
    lines = ask(work_tree, "for-each-ref", form, f"refs/heads/{prefix}*").splitlines()
    return MappingProxyType({name: commit for commit, _, name in (line.partition(" ") for line in lines)})


def release_tags(work_tree: Path) -> tuple[Tag, ...]:
    """List the annotated tags of releases, those that the predecessor made among them.

    Raises:
        SourceError: A tag is damaged.
    """
    form = "%(refname:strip=2)%00%(objecttype)%00%(*objecttype)%00%(*objectname)%00%(contents)%00%01"
    found: list[Tag] = []
    for record in ask(work_tree, "for-each-ref", f"--format={form}", PATTERN).split("\0\1"):
        name, kind, target, commit, message = (*record.lstrip("\n").split("\0"), "", "", "", "")[:5]
        tag = parse_tag(name, message, commit=commit if target == "commit" else None) if kind == "tag" else None
        found += [tag] if tag else []
    return tuple(found)


def first_releases(work_tree: Path) -> Mapping[str, int]:
    """Tell when each project was released for the first time, by the dates of its tags: import name → since 1970."""
    form = "--format=%(refname:strip=2) %(taggerdate:unix)"
    first: dict[str, int] = {}
    for name, _, time in (line.partition(" ") for line in ask(work_tree, "for-each-ref", form, PATTERN).splitlines()):
        project = tagged_project(name)
        # A lightweight tag has no date, and is no release.
        if project and time.isdecimal():
            first[project] = min(int(time), first.get(project, int(time)))
    return MappingProxyType(first)


def tag_names(work_tree: Path, *, within: str | None = None) -> frozenset[str]:
    """List everything that has the name of a release's tag, of whatever kind.

    Args:
        work_tree: Of the repository.
        within: Only tags of this commit and its ancestors.
    """
    words = [f"--merged={within}"] if within else []
    return frozenset(ask(work_tree, "for-each-ref", "--format=%(refname:strip=2)", *words, PATTERN).split())


def move_refs(work_tree: Path, moves: Mapping[str, tuple[str, str | None]], *, shown: str | None = None) -> None:
    """Move refs all together or not at all.

    Args:
        work_tree: Of the repository.
        moves: Ref → what it names afterwards, and what it must name before; None for a new one.
        shown: The commit that index and work tree still show then, when the branch that is checked out moves; it is
            remembered until `show_head` has brought them along, also by a process that dies before.

    Raises:
        SourceError: A ref does not name what it should, or cannot be written.
    """
    git = open_git(work_tree)
    with scratch() as folder:
        orders = folder / "orders"
        lines = [f"update {ref} {new} {old}\n" if old else f"create {ref} {new}\n" for ref, (new, old) in moves.items()]
        lines += [f"update {_SHOWN} {shown}\n"] if shown else []
        orders.write_text("".join(lines), encoding="utf-8")
        with orders.open("rb") as source:
            run(git, "update-ref", "-m", "paa: record releases", "--stdin", istream=source)


def show_head(work_tree: Path) -> bool:
    """Bring index and work tree along where `move_refs` moved the branch; False where edits forbid it."""
    shown = find_commit(work_tree, _SHOWN)
    if shown is None:
        return True
    if not update_work_tree(work_tree, shown, "HEAD"):
        return False
    ask(work_tree, "update-ref", "-d", _SHOWN)
    return True
