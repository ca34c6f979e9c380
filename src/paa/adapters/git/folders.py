"""Whole folders of a commit, replaced by folders on disk: no branch, index or work tree is touched."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import list_files
from paa.adapters.git.objects import identity
from paa.adapters.git.program import ask, open_git, run, scratch

__all__ = ["commit_folders", "top_folders"]


def top_folders(work_tree: Path, commit: str) -> Mapping[str, str]:
    """List what is at the root of a commit: name → `tree` or `blob`."""
    entries = filter(None, ask(work_tree, "ls-tree", "-z", commit).split("\0"))
    split = (entry.partition("\t") for entry in entries)
    return MappingProxyType({name: facts.split(" ")[1] for facts, _, name in split})


def commit_folders(
    work_tree: Path,
    parent: str | None,
    folders: Mapping[str, Path],
    files: Mapping[str, Path],
    message: str,
) -> str | None:
    """Make a commit in which some folders at the root are as they are on disk, and everything else as it was.

    Args:
        work_tree: Of the repository.
        parent: The commit before; None for the first one of a branch.
        folders: Name of the folder in the commit → the folder on disk.
        files: Name of a file at the root → the file on disk.
        message: Of the commit.

    Returns:
        The commit; None where nothing is different.

    Raises:
        SourceError: Git fails.
    """
    git = open_git(work_tree)
    wanted = dict(_paths(folders, files))
    with scratch() as folder:
        index = {"GIT_INDEX_FILE": str(folder / "index"), **identity(work_tree)}
        run(git, "read-tree", *([parent] if parent else ["--empty"]), env=index)
        listing = folder / "listing"
        gone = _gone(work_tree, parent, folders)
        blobs = _store(work_tree, wanted, folder)
        entries = [f"0 {'0' * 40}\t{path}" for path in gone if path not in wanted]
        entries += [f"100644 {blob}\t{path}" for path, blob in blobs.items()]
        listing.write_bytes("".join(f"{entry}\0" for entry in entries).encode("utf-8", "surrogateescape"))
        with listing.open("rb") as source:
            run(git, "update-index", "-z", "--index-info", env=index, istream=source)
        tree = run(git, "write-tree", env=index)
        if parent and tree == run(git, "rev-parse", f"{parent}^{{tree}}"):
            return None
        text = folder / "message"
        text.write_text(message, encoding="utf-8")
        return run(git, "commit-tree", tree, *(["-p", parent] if parent else []), "-F", str(text), env=index)


def _paths(folders: Mapping[str, Path], files: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    for name, place in folders.items():
        yield from ((str(PurePosixPath(name) / path), place / path) for path in list_files(place))
    yield from files.items()


def _gone(work_tree: Path, parent: str | None, folders: Mapping[str, Path]) -> list[str]:
    """List what the commit before has in those folders."""
    if parent is None or not folders:
        return []
    there = top_folders(work_tree, parent)
    names = [name for name in folders if name in there]
    if not names:
        return []
    return list(filter(None, ask(work_tree, "ls-tree", "-r", "-z", "--name-only", parent, "--", *names).split("\0")))


def _store(work_tree: Path, files: Mapping[str, Path], folder: Path) -> Mapping[str, str]:
    """Store many files by one process: path in the commit → blob."""
    if not files:
        return {}
    names = folder / "names"
    names.write_bytes("".join(f"{path.resolve()}\n" for path in files.values()).encode("utf-8", "surrogateescape"))
    with names.open("rb") as source:
        ids = run(open_git(work_tree), "hash-object", "-w", "--no-filters", "--stdin-paths", istream=source)
    return dict(zip(files, ids.split(), strict=True))
