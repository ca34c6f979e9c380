"""What git stores: the files of commits, and new commits and tags that no branch or ref names yet."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from posixpath import normpath
from types import MappingProxyType
from typing import TYPE_CHECKING

from paa.adapters.git.program import ask, open_git, run, scratch
from paa.errors import SourceError

if TYPE_CHECKING:
    from git import Git

__all__ = ["blobs", "commit_files", "files_at", "identity", "make_tag"]

NOBODY = "paa <paa@localhost>"
_LINK = "120000"
_ANSWER = 3  # words before the content of an object: its id, its kind, its size


def files_at(work_tree: Path, commit: str, *, follow: bool = False) -> Mapping[str, str]:
    """List every file of a commit: path from the work tree's root → blob id.

    Args:
        work_tree: Of the repository.
        commit: Its id.
        follow: Whether a link to a file of the same commit has that file's content, as it has on disk.
    """
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    for entry in filter(None, ask(work_tree, "ls-tree", "-r", "-z", commit).split("\0")):
        facts, _, path = entry.partition("\t")
        mode, kind, name = facts.split(" ")
        if kind == "blob":
            files[path] = name
        if mode == _LINK and follow:
            links[path] = name
    targets = dict(blobs(work_tree, dict.fromkeys(links.values())))
    for path, name in links.items():
        target = normpath(f"{path.rpartition('/')[0]}/./{os.fsdecode(targets[name])}".lstrip("/"))
        files[path] = files.get(target, name)
    return MappingProxyType(files)


def blobs(work_tree: Path, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Read the contents of blobs, with one process for all of them.

    Raises:
        SourceError: Git has not all of them.
    """
    wanted = list(ids)
    if not wanted:
        return
    with scratch() as folder:
        # The ids go through a file: a pipe that nobody empties while it is filled would block both ends.
        listing = folder / "ids"
        listing.write_text("".join(f"{each}\n" for each in wanted), encoding="ascii")
        with listing.open("rb") as source:
            process = open_git(work_tree).execute(["git", "cat-file", "--batch"], istream=source, as_process=True)
            stream = process.stdout
            for each in wanted:
                answer = stream.readline().split()
                if len(answer) != _ANSWER:
                    hint = "fetch what is missing: git fetch, or git fsck to find what is damaged"
                    raise SourceError(f"git has no object {each}", where=str(work_tree), hint=hint)
                size = int(answer[2])
                yield each, stream.read(size)
                stream.read(1)
            stream.close()
            process.wait()


def commit_files(work_tree: Path, parent: str, files: Mapping[str, bytes], message: str) -> str:
    """Make a commit that differs from its parent in some files; no branch, index or work tree is touched."""
    git = open_git(work_tree)
    with scratch() as folder:
        index = {"GIT_INDEX_FILE": str(folder / "index"), **identity(work_tree)}
        run(git, "read-tree", parent, env=index)
        listing = folder / "listing"
        entries = [f"100644 {_store(git, content, folder)}\t{path}" for path, content in sorted(files.items())]
        listing.write_bytes("".join(f"{entry}\0" for entry in entries).encode("utf-8", "surrogateescape"))
        with listing.open("rb") as source:
            run(git, "update-index", "-z", "--index-info", env=index, istream=source)
        tree = run(git, "write-tree", env=index)
        text = folder / "message"
        text.write_text(message, encoding="utf-8")
        return run(git, "commit-tree", tree, "-p", parent, "-F", str(text), env=index)


def make_tag(work_tree: Path, name: str, commit: str, message: str) -> str:
    """Make an annotated tag object; no ref names it yet."""
    git = open_git(work_tree)
    tagger = run(git, "var", "GIT_COMMITTER_IDENT", env=identity(work_tree))
    content = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}\n"
    with scratch() as folder:
        text = folder / "tag"
        text.write_text(content, encoding="utf-8")
        with text.open("rb") as source:
            return run(git, "mktag", istream=source)


def _store(git: "Git", content: bytes, folder: Path) -> str:
    blob = folder / "blob"
    blob.write_bytes(content)
    return run(git, "hash-object", "-w", "--no-filters", str(blob))


def identity(work_tree: Path) -> Mapping[str, str]:
    """Give git somebody to name as the author where its configuration names nobody, as on a fresh CI machine."""
    with suppress(SourceError):
        ask(work_tree, "var", "GIT_COMMITTER_IDENT")
        return MappingProxyType({})
    name, _, email = NOBODY.rstrip(">").partition(" <")
    return MappingProxyType(
        {
            f"GIT_{who}_{key}": value
            for who in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", name), ("EMAIL", email))
        }
    )
