"""The git repository that a packaging repository lives in: one process per question, for everything at once."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from posixpath import normpath
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from paa.core.tags import PATTERN, is_tag_name, parse_tag
from paa.errors import SourceError, UsageError, raise_together
from paa.model.history import Commit, Tag

if TYPE_CHECKING:
    from git import Git

__all__ = [
    "ancestry",
    "blobs",
    "commit_files",
    "commits",
    "commits_of_file",
    "current_branch",
    "fetch",
    "files_at",
    "find_commit",
    "find_work_tree",
    "git_directory",
    "head_time",
    "is_shallow",
    "mainline",
    "make_tag",
    "move_refs",
    "push",
    "recent_mainline",
    "release_tags",
    "remote_of",
    "show_head",
    "tag_names",
    "uncommitted",
    "update_work_tree",
]

NOBODY = "paa <paa@localhost>"
_CHUNK = 1 << 16  # bytes, as many as a pipe holds: git goes on while they are read
_MANY = 1000  # paths on one command line
_LINK = "120000"
_HASH = re.compile(r"\x01[0-9a-f]{40,64}")


def find_work_tree(start: Path) -> Path:
    """Find the root of the work tree that a folder is in, without asking git.

    Raises:
        UsageError: The folder is in none.
    """
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder
    raise UsageError(
        "this is no git repository", where=str(start), hint="run `git init` in the folder that it shall be"
    )


def git_directory(work_tree: Path) -> Path | None:
    """Find the folder that git keeps for a work tree, or None when `.git` is not what git makes.

    In a linked work tree and in a submodule, `.git` is a file that names the folder (gitrepository-layout).
    """
    marker = work_tree / ".git"
    if marker.is_dir():
        return marker
    try:
        label, _, folder = marker.read_text(encoding="utf-8").strip().partition(": ")
    except (OSError, UnicodeDecodeError):
        return None
    path = work_tree / folder
    return path if label == "gitdir" and path.is_dir() else None


def find_commit(work_tree: Path, revision: str) -> str | None:
    """Give the id of the commit that a revision names; None when it names none.

    Raises:
        SourceError: Git cannot answer at all.
    """
    words = ("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    with suppress(SourceError):
        return _ask(work_tree, *words)
    _ask(work_tree, "rev-parse", "--git-dir")
    return None


def head_time(work_tree: Path, revision: str = "HEAD") -> int | None:
    """Tell when HEAD, or another revision, was committed, in seconds since 1970; None before the first commit.

    Raises:
        SourceError: Git cannot answer.
    """
    try:
        return int(_ask(work_tree, "log", "--max-count=1", "--format=%ct", "--no-show-signature", revision, "--"))
    except SourceError:
        # Git fails on an unborn branch in the same way as on a repository that it cannot read.
        if find_commit(work_tree, "HEAD") is None:
            return None
        raise


def uncommitted(work_tree: Path, paths: Sequence[Path], *, ignored: bool = False) -> tuple[str, ...]:
    """List those of the paths, and below them, that are not as HEAD has them.

    Args:
        work_tree: Of the repository.
        paths: Files and folders; they need not exist.
        ignored: Whether files count that git is told to ignore.

    Raises:
        SourceError: Git cannot answer.
    """
    words = ["--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", *(["--ignored"] if ignored else [])]
    found: dict[str, None] = {}
    for start in range(0, len(paths), _MANY):
        some = map(str, paths[start : start + _MANY])
        entries = _ask(work_tree, "status", *words, "--", *some).split("\0")
        found |= dict.fromkeys(entry[3:] for entry in entries if entry)
    return tuple(found)


def is_shallow(work_tree: Path) -> bool:
    """Tell whether history was cut off when the repository was cloned."""
    return _ask(work_tree, "rev-parse", "--is-shallow-repository") == "true"


def files_at(work_tree: Path, commit: str, *, follow: bool = False) -> Mapping[str, str]:
    """List every file of a commit: path from the work tree's root → blob id.

    Args:
        work_tree: Of the repository.
        commit: Its id.
        follow: Whether a link to a file of the same commit has that file's content, as it has on disk.
    """
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    for entry in filter(None, _ask(work_tree, "ls-tree", "-r", "-z", commit).split("\0")):
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
    """Read the contents of blobs, with one process for all of them."""
    wanted = list(ids)
    if not wanted:
        return
    with _scratch() as folder:
        # The ids go through a file: a pipe that nobody empties while it is filled would block both ends.
        listing = folder / "ids"
        listing.write_text("".join(f"{each}\n" for each in wanted), encoding="ascii")
        with listing.open("rb") as source:
            process = _git(work_tree).execute(["git", "cat-file", "--batch"], istream=source, as_process=True)
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


def release_tags(work_tree: Path) -> tuple[Tag, ...]:
    """List the annotated tags of releases, those that the predecessor made among them.

    Raises:
        SourceError: A tag is damaged.
    """
    form = "%(refname:strip=2)%00%(objecttype)%00%(*objecttype)%00%(*objectname)%00%(contents)%00%01"
    found: list[Tag] = []
    for record in _ask(work_tree, "for-each-ref", f"--format={form}", PATTERN).split("\0\1"):
        name, kind, target, commit, message = (*record.lstrip("\n").split("\0"), "", "", "", "")[:5]
        tag = parse_tag(name, message, commit=commit if target == "commit" else None) if kind == "tag" else None
        found += [tag] if tag else []
    return tuple(found)


def tag_names(work_tree: Path, *, within: str | None = None) -> frozenset[str]:
    """List everything that has the name of a release's tag, of whatever kind.

    Args:
        work_tree: Of the repository.
        within: Only tags of this commit and its ancestors.
    """
    words = [f"--merged={within}"] if within else []
    return frozenset(_ask(work_tree, "for-each-ref", "--format=%(refname:strip=2)", *words, PATTERN).split())


def recent_mainline(work_tree: Path, commit: str, most: int) -> tuple[str, ...]:
    """List a commit and its first parents, newest first, and not more than so many."""
    return tuple(_ask(work_tree, "rev-list", "--first-parent", f"--max-count={most}", commit).splitlines())


def mainline(work_tree: Path, commit: str) -> tuple[str, ...]:
    """List a commit and its first parents, newest first."""
    return tuple(_ask(work_tree, "rev-list", "--first-parent", commit).splitlines())


def ancestry(work_tree: Path, include: str, exclude: str) -> frozenset[str]:
    """Give the commits that one commit has among its ancestors and another has not."""
    return frozenset(_ask(work_tree, "rev-list", include, f"^{exclude}").splitlines())


def commits(
    work_tree: Path, include: str, exclude: Sequence[str] = (), *, most: int | None = None
) -> Iterator[tuple[Commit, tuple[str, ...]]]:
    """Read commits, children before parents, each with the ids of its parents; one process for the whole range.

    Args:
        work_tree: Of the repository.
        include: The newest commit.
        exclude: Commits that are left out with all that came before them.
        most: How many are read.
    """
    # What a rebase keeps is when a commit was written: so it stays the time of what was built and not yet recorded.
    form = "%x01%H%x00%P%x00%at%x00%B%x00"
    words = ["log", "-z", "--topo-order", "--no-renames", "--name-only", f"--format={form}", *_LOG]
    words += [f"--max-count={most}"] if most is not None else []
    # Trees that are compared once need no large cache: it is as fast with less memory.
    orders = [
        "git",
        "-c",
        "log.showRoot=true",
        "-c",
        "core.deltaBaseCacheLimit=16m",
        *words,
        include,
        *(f"^{each}" for each in exclude),
        "--",
    ]
    process = _git(work_tree).execute(orders, as_process=True)
    from git import GitCommandError

    header: list[str] = []
    paths: list[str] = []
    for field in _fields(process.stdout):
        if len(header) == _HEADER and _HASH.fullmatch(field):
            yield _commit(header, paths)
            header, paths = [field], []
        elif len(header) < _HEADER:
            header.append(field)
        elif path := field.removeprefix("\n"):
            paths.append(path)
    if header:
        yield _commit(header, paths)
    process.stdout.close()
    try:
        process.wait()
    except GitCommandError as error:
        raise SourceError(f"git log failed: {_reason(str(error.stderr))}", where=str(work_tree)) from None


# What a user's configuration would change.
_LOG = ("--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-relative", "--no-ext-diff")
_HEADER = 4  # fields before the paths
_ANSWER = 3  # words before the content of an object: its id, its kind, its size


def _fields(stream: BufferedReader) -> Iterator[str]:
    rest = b""
    while chunk := stream.read1(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        for field in whole:
            yield field.decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")


def _commit(header: Sequence[str], paths: Sequence[str]) -> tuple[Commit, tuple[str, ...]]:
    name, parents, time, message = header
    subject, _, body = message.strip().partition("\n")
    subject = " ".join(subject.split())
    commit = Commit(id=name[1:], time=int(time), subject=subject, body=body.strip(), paths=tuple(paths))
    return commit, tuple(parents.split())


def commits_of_file(work_tree: Path, path: str) -> tuple[Commit, ...]:
    """List the commits that changed a file, newest first, along the first parents."""
    words = ("log", "-z", "--first-parent", "--format=%H%x01%ct%x01%s%x01%b", "HEAD", "--", path)
    fields = (record.split("\1", 3) for record in _ask(work_tree, *words).split("\0") if record)
    return tuple(
        Commit(id=name, time=int(time), subject=subject, body=body, paths=()) for name, time, subject, body in fields
    )


def current_branch(work_tree: Path) -> str | None:
    """Name the branch that is checked out; None when HEAD is detached."""
    with suppress(SourceError):
        return _ask(work_tree, "symbolic-ref", "--quiet", "--short", "HEAD")
    return None


def remote_of(work_tree: Path, branch: str) -> str | None:
    """Name the remote that a branch is pushed to: its own, else the only one, else `origin`; None without remotes."""
    remotes = _ask(work_tree, "remote").splitlines()
    with suppress(SourceError):
        configured = _ask(work_tree, "config", "--get", f"branch.{branch}.remote")
        if configured in remotes:
            return configured
    return remotes[0] if len(remotes) == 1 else next((each for each in remotes if each == "origin"), None)


def fetch(work_tree: Path, remote: str, branch: str | None) -> tuple[str | None, frozenset[str]]:
    """Fetch the tags of releases, and a branch.

    Returns:
        The commit that the branch has there, None when it is not there; and the names of the tags there.

    Raises:
        SourceError: The remote cannot be reached, or has other release tags of the same names.
    """
    head = f"refs/heads/{branch}" if branch else None
    listing = _ask(work_tree, "ls-remote", "--refs", remote, *([head] if head else []), PATTERN)
    there = {ref: name for name, _, ref in (line.partition("\t") for line in listing.splitlines())}
    here = _refs(work_tree, PATTERN)
    tags = [ref for ref in there if is_tag_name(ref.removeprefix("refs/tags/"))]
    _refuse_other_tags([ref for ref in tags if here.get(ref, there[ref]) != there[ref]], remote, work_tree)
    wanted = [f"{ref}:{ref}" for ref in tags if ref not in here]
    wanted += [f"+{head}:refs/remotes/{remote}/{branch}"] if head in there else []
    if wanted:
        with _scratch() as folder:
            orders = folder / "refs"
            orders.write_text("".join(f"{each}\n" for each in wanted), encoding="utf-8", errors="surrogateescape")
            with orders.open("rb") as source:
                _run(_git(work_tree), "fetch", *_FETCH, "--stdin", remote, istream=source)
    return there.get(head) if head else None, frozenset(ref.removeprefix("refs/tags/") for ref in tags)


# A user may have configured that a fetch removes the tags that the remote does not have.
_FETCH = ("--quiet", "--no-tags", "--no-prune", "--no-prune-tags", "--no-recurse-submodules", "--no-write-fetch-head")


def _refs(work_tree: Path, pattern: str) -> Mapping[str, str]:
    lines = _ask(work_tree, "for-each-ref", "--format=%(objectname) %(refname)", pattern).splitlines()
    return MappingProxyType({ref: name for name, _, ref in (line.partition(" ") for line in lines)})


def _refuse_other_tags(refs: Sequence[str], remote: str, work_tree: Path) -> None:
    hint = f"keep one of them: `git push --force {remote} TAG` where yours is right, `git tag -d TAG` where it is not"
    names = [ref.removeprefix("refs/tags/") for ref in refs]
    where = str(work_tree)
    raise_together(
        [SourceError(f"the tag {name} is another one on {remote!r}", where=where, hint=hint) for name in names]
    )


def commit_files(work_tree: Path, parent: str, files: Mapping[str, bytes], message: str) -> str:
    """Make a commit that differs from its parent in some files; no branch, index or work tree is touched."""
    git = _git(work_tree)
    with _scratch() as folder:
        index = {"GIT_INDEX_FILE": str(folder / "index"), **_identity(work_tree)}
        _run(git, "read-tree", parent, env=index)
        listing = folder / "listing"
        entries = [f"100644 {_store(git, content, folder)}\t{path}" for path, content in sorted(files.items())]
        listing.write_bytes("".join(f"{entry}\0" for entry in entries).encode("utf-8", "surrogateescape"))
        with listing.open("rb") as source:
            _run(git, "update-index", "-z", "--index-info", env=index, istream=source)
        tree = _run(git, "write-tree", env=index)
        text = folder / "message"
        text.write_text(message, encoding="utf-8")
        return _run(git, "commit-tree", tree, "-p", parent, "-F", str(text), env=index)


def make_tag(work_tree: Path, name: str, commit: str, message: str) -> str:
    """Make an annotated tag object; no ref names it yet."""
    git = _git(work_tree)
    tagger = _run(git, "var", "GIT_COMMITTER_IDENT", env=_identity(work_tree))
    content = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}\n"
    with _scratch() as folder:
        text = folder / "tag"
        text.write_text(content, encoding="utf-8")
        with text.open("rb") as source:
            return _run(git, "mktag", istream=source)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder for what git shall read.

    Raises:
        SourceError: It cannot be made or written.
    """
    try:
        with TemporaryDirectory(prefix="paa-") as folder:
            yield Path(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "is there space, and may you write to the folder for temporary files (TMPDIR)?"
        raise SourceError(f"cannot write what git shall read: {reason}", hint=hint) from None


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
    git = _git(work_tree)
    with _scratch() as folder:
        orders = folder / "orders"
        lines = [f"update {ref} {new} {old}\n" if old else f"create {ref} {new}\n" for ref, (new, old) in moves.items()]
        lines += [f"update {_SHOWN} {shown}\n"] if shown else []
        orders.write_text("".join(lines), encoding="utf-8")
        with orders.open("rb") as source:
            _run(git, "update-ref", "-m", "paa: record releases", "--stdin", istream=source)


_SHOWN = "refs/worktree/paa/shown"  # of this work tree alone (gitrepository-layout)


def show_head(work_tree: Path) -> bool:
    """Bring index and work tree along where `move_refs` moved the branch; False where edits forbid it."""
    shown = find_commit(work_tree, _SHOWN)
    if shown is None:
        return True
    if not update_work_tree(work_tree, shown, "HEAD"):
        return False
    _ask(work_tree, "update-ref", "-d", _SHOWN)
    return True


def update_work_tree(work_tree: Path, before: str, after: str, *, only_try: bool = False) -> bool:
    """Bring index and work tree from one commit to another, as a fast-forward does; False where edits forbid it."""
    words = ["read-tree", "-m", "-u", *(["--dry-run"] if only_try else []), before, after]
    # It fails when a file differs, which is no news here.
    with suppress(SourceError):
        _ask(work_tree, "update-index", "-q", "--refresh")
    try:
        _ask(work_tree, *words)
    except SourceError:
        return False
    return True


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


# What a server says of a ref that moved or came while it looked; a hook's refusal is another matter.
_RACE = re.compile(
    r"\[rejected\]|\[remote rejected\] \((?:cannot lock ref|failed to update ref|reference already exists|incorrect old"
    r"|atomic transaction failed)"
)
_NOT_TOGETHER = "the server cannot push together"
_PUSH = ("--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no")
_QUIET = MappingProxyType({"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"})


def _push(work_tree: Path, remote: str, words: Sequence[str]) -> str | None:
    code, out, err = _git(work_tree).execute(
        ["git", "push", *_PUSH, remote, *words], env=dict(_QUIET), with_extended_output=True, with_exceptions=False
    )
    if code == 0:
        return None
    refused = [line.split("\t")[2] for line in str(out).splitlines() if line.startswith("!") and line.count("\t") > 1]
    if any(_RACE.match(reason) for reason in refused):
        return "; ".join(dict.fromkeys(refused))
    if "atomic push" in str(err):
        return _NOT_TOGETHER
    reason = "; ".join(dict.fromkeys(refused)) or _reason(str(err))
    hint = "what is published stays published; mend the remote and run the command again"
    raise SourceError(f"the remote {remote!r} refuses the push: {reason}", where=str(work_tree), hint=hint)


def _store(git: "Git", content: bytes, folder: Path) -> str:
    blob = folder / "blob"
    blob.write_bytes(content)
    return _run(git, "hash-object", "-w", "--no-filters", str(blob))


def _identity(work_tree: Path) -> Mapping[str, str]:
    """Give git somebody to name as the author where its configuration names nobody, as on a fresh CI machine."""
    with suppress(SourceError):
        _ask(work_tree, "var", "GIT_COMMITTER_IDENT")
        return MappingProxyType({})
    name, _, email = NOBODY.rstrip(">").partition(" <")
    return MappingProxyType(
        {
            f"GIT_{who}_{key}": value
            for who in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", name), ("EMAIL", email))
        }
    )


def _git(work_tree: Path) -> "Git":
    try:
        # GitPython looks for the program when it is imported, and says so in an ImportError.
        from git import Git
    except ImportError as error:
        raise UsageError("git is not installed, or not on PATH", hint="install git") from error
    return Git(work_tree)


def _ask(work_tree: Path, *words: str) -> str:
    return _run(_git(work_tree), *words)


def _run(git: "Git", *words: str, env: Mapping[str, str] | None = None, istream: BinaryIO | None = None) -> str:
    """Run git to its end and return what it prints, without its last line ending.

    Raises:
        SourceError: It fails.
    """
    from git import GitCommandError

    try:
        # Quiet about everything that a user's configuration or terminal could add.
        settings = {**_QUIET, "GIT_LITERAL_PATHSPECS": "1", **(env or {})}
        output: bytes = git.execute(["git", *words], istream, env=settings, stdout_as_string=False)
    except GitCommandError as error:
        reason = _reason(str(error.stderr).strip().removeprefix("stderr: ").strip("'\n "))
        raise SourceError(f"git {words[0]} failed: {reason}", where=str(git.working_dir or os.curdir)) from None
    return output.decode("utf-8", "surrogateescape")


def _reason(said: str) -> str:
    """Choose the line in which git says why: the first that is marked, else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    marked = (line for line in lines if line.startswith(("fatal:", "error:", "!")))
    return next(marked, lines[-1] if lines else "no reason given")
