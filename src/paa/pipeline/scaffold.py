"""Set a repository up: look at what is there, then write what is missing."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import list_files, read_bytes, read_text, write_atomically
from paa.adapters.git import current_branch, find_work_tree
from paa.adapters.processes import run
from paa.adapters.templates import render
from paa.config.load import load_settings
from paa.core.release.ledger import record_log
from paa.errors import UsageError, raise_together
from paa.model.keys import KEYS, Key
from paa.model.ledger import LOG, VERSIONS
from paa.model.pipelines import CI_CONFIG, Platform
from paa.model.settings import CONFIG, LoadedSettings, Settings
from paa.pipeline.ci.blueprint import blueprint_of
from paa.pipeline.ci.generate import PLATFORMS, generate
from paa.pipeline.starter import starting_choices, starting_config

__all__ = [
    "Entry",
    "Outcome",
    "Setup",
    "obstacle",
    "set_up_config",
    "set_up_repository",
    "set_up_tracking",
]

_CONFIG = PurePosixPath(CONFIG)
_IGNORE = PurePosixPath(".gitignore")
_KEEP = ".gitkeep"
_ANSWERS = frozenset({0, 1})  # of `git check-ignore`: some are ignored, none is

_Files = dict[PurePosixPath, bytes]


class Outcome(StrEnum):
    """What became of a file or folder that belongs to a repository."""

    CREATED = "created"
    COMPLETED = "completed"
    FOUND = "already there"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a folder with `/` behind it, and what became of it.

    Attributes:
        ignored: Whether it is new and git leaves it out of commits, because an ignore file of the user says so.
    """

    path: str
    outcome: Outcome
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """What setting a repository up found and made."""

    root: Path
    settings: Settings
    entries: tuple[Entry, ...]


# Per platform: file → the template that it is made from.
_PLATFORM_FILES: Mapping[Platform, Mapping[str, str]] = MappingProxyType(
    {
        Platform.GITHUB: {".github/docs/README_base.md": "README_base.md"},
        Platform.AZURE: {
            ".azure/docs/README_base.md": "README_base.md",
            ".azure/feeds/example_feed.yml": "example_feed.yml",
        },
    }
)

# The files below `paa_dir` before the first release, and the folders that fill later.
_TRACKING: Mapping[str, bytes] = MappingProxyType(
    {
        "package_licenses.json": b"{}\n",
        "package_mapping.json": b"{}\n",
        VERSIONS: b"{}\n",
        LOG: record_log("", (), where=LOG).encode(),
    }
)
_TRACKING_FOLDERS = ("pyproject", "release_notes", "requirements")


def set_up_repository(start: Path, *, platforms: Collection[Platform], full: bool) -> Setup:
    """Write what a packaging repository needs and does not have; what exists stays as it is.

    Args:
        start: The root of a git repository.
        platforms: Where its pipelines will run; at least one.
        full: Write every key with its default, and every folder.

    Raises:
        UsageError: No platform, no root of a repository, or something is in the way; nothing was written.
        ConfigError: There is a `.paa.config` that cannot be used; nothing was written.
        BuildError: A file could not be written.
    """
    if not platforms:
        raise UsageError("where will the pipelines run?", hint="add --github or --azure, or both")
    root = _root(start, needs_git=True)
    config, loaded = _config(root, full=full, publish_to=_first_index(platforms))
    files = {**config, **_tracking_files(loaded.settings), **_platform_files(root, platforms, loaded.settings)}
    files |= _pipelines(root, platforms, loaded.settings, full=full)
    folders = [getattr(loaded.settings, key.name) for key in KEYS if _is_wanted(key, loaded, full=full)]
    files |= _ignore_file(root, folders)
    return _establish(root, loaded.settings, files, [*folders, *_tracking_folders(loaded.settings)])


def set_up_tracking(start: Path) -> Setup:
    """Write the tracking files of a repository that has released nothing yet.

    Raises:
        UsageError: Not the root of the repository, or something is in the way; nothing was written.
        ConfigError: There is a `.paa.config` that cannot be used; nothing was written.
        BuildError: A file could not be written.
    """
    root = _root(start)
    _, loaded = _config(root, full=False, publish_to=None)
    return _establish(root, loaded.settings, _tracking_files(loaded.settings), _tracking_folders(loaded.settings))


def set_up_config(start: Path, *, full: bool) -> Setup:
    """Write a `.paa.config` where there is none.

    Raises:
        UsageError: Not the root of the repository, or something is in the way; nothing was written.
        ConfigError: There is a `.paa.config` that cannot be used; nothing was written.
        BuildError: The file could not be written.
    """
    root = _root(start)
    config, loaded = _config(root, full=full, publish_to="local")
    return _establish(root, loaded.settings, config, ())


def _root(start: Path, *, needs_git: bool = False) -> Path:
    folder = start.resolve()
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(start), hint="make it first, or name another one")
    try:
        root = find_work_tree(folder)
    except UsageError:
        if needs_git:
            raise
        return folder
    if root != folder:
        message = f"this folder is inside a git repository; the packages belong to its root, {root}"
        raise UsageError(message, where=str(start), hint="name the root")
    return root


def _first_index(platforms: Collection[Platform]) -> str | None:
    """Name the index of a new repository; on Azure DevOps whoever starts a release chooses the feed."""
    return "pypi" if Platform.GITHUB in platforms else None


def _config(root: Path, *, full: bool, publish_to: str | None) -> tuple[_Files, LoadedSettings]:
    """Read the configuration that is there, or draft one: its file and what it says."""
    path = root / _CONFIG
    if path.is_file():
        text = read_text(path, where=str(_CONFIG))
        return {_CONFIG: b""}, load_settings(text, where=str(_CONFIG), environment={})
    license_path = "LICENSE" if (root / "LICENSE").is_file() else None
    text = starting_config(full=full, license_path=license_path, publish_to=publish_to)
    return {_CONFIG: text.encode()}, load_settings(text, where=str(_CONFIG), environment={})


def _is_wanted(key: Key, loaded: LoadedSettings, *, full: bool) -> bool:
    """Whether a key names a folder that a repository starts with: the modules' one, and those that its file names."""
    if key.section != KEYS[0].section or not key.scalar or key.name == "paa_dir":
        return False
    return full or key.name == "module_dir" or loaded.origins[key.name] != "default"


def _tracking_files(settings: Settings) -> _Files:
    return {settings.paa_dir / name: content for name, content in _TRACKING.items()}


def _tracking_folders(settings: Settings) -> list[PurePosixPath]:
    return [settings.paa_dir / name for name in _TRACKING_FOLDERS]


def _platform_files(root: Path, platforms: Collection[Platform], settings: Settings) -> _Files:
    title = " ".join(root.name.split())
    templates = {path: name for each in sorted(platforms) for path, name in _PLATFORM_FILES[each].items()}
    files: _Files = {}
    for path, name in templates.items():
        manual = path.replace("README_base.md", "PIPELINES.md")
        pipelines = f"[the pipelines]({manual})" if path.startswith(".github/docs") else ""
        text = render(name, title=title, module_dir=settings.module_dir, pipelines=pipelines)
        files[PurePosixPath(path)] = text.encode()
    return files


def _pipelines(root: Path, platforms: Collection[Platform], settings: Settings, *, full: bool) -> _Files:
    """Write the pipelines, and what is chosen about them where that is not what everybody has."""
    files: _Files = {}
    text = None if (root / CI_CONFIG).is_file() else starting_choices(_branch(root), full=full)
    if text is not None:
        files[PurePosixPath(CI_CONFIG)] = text.encode()
    blueprint = blueprint_of(root, settings, choices=text)
    for platform in sorted(set(platforms) & PLATFORMS.keys()):
        files |= {PurePosixPath(path): each.encode() for path, each in generate(blueprint, platform).items()}
    return files


def _branch(root: Path) -> str:
    """Name the branch that releases are made from: the one that is checked out now."""
    return (current_branch(root) if (root / ".git").exists() else None) or "main"


def _ignore_file(root: Path, folders: Iterable[PurePosixPath]) -> _Files:
    """Add to the repository's ignore file what it lacks; its own lines and line endings stay."""
    path = root / _IGNORE
    content = read_bytes(path, where=str(_IGNORE)) if path.is_file() else b""
    decided = {line.strip().removeprefix("!").strip("/") for line in content.decode("utf-8", "replace").splitlines()}
    # A folder of the configuration that is called `build` must survive a commit.
    decided |= {folder.parts[0] for folder in folders if folder.parts}
    comment, *lines = render("gitignore").splitlines()
    missing = [line for line in lines if line.strip("/") not in decided]
    if not missing:
        return {_IGNORE: content}
    ending = b"\r\n" if b"\r\n" in content else b"\n"
    start = b"" if not content else content + ending if content.endswith(b"\n") else content + ending * 2
    return {_IGNORE: start + b"".join(line.encode() + ending for line in (comment, *missing))}


def _establish(root: Path, settings: Settings, files: _Files, folders: Iterable[PurePosixPath]) -> Setup:
    """Look at every file and folder first, then write those that are missing.

    Raises:
        UsageError: Something is in the way, or cannot be looked at.
    """
    try:
        kept = list(_folders_found(root, folders))
        wanted = {**files, **{folder / _KEEP: b"" for folder in folders if f"{folder}/" not in kept}}
        outcomes = {path: _outcome(root, path, content) for path, content in wanted.items()}
    except OSError as error:
        raise UsageError(f"cannot look at it: {error.strerror}", where=str(error.filename)) from None
    changed = [path for path, outcome in outcomes.items() if outcome is not Outcome.FOUND]
    obstacles = [found for each in changed if (found := obstacle(root, each))]
    # One thing in the way keeps many files from being written, and is said once.
    raise_together(list({each.where: each for each in obstacles}.values()))
    ignored = _ignored(root, changed)
    for path in changed:
        write_atomically(root / path, wanted[path])
    entries = [Entry(str(path), outcome, path in ignored) for path, outcome in outcomes.items()]
    entries += [Entry(folder, Outcome.FOUND) for folder in kept]
    return Setup(root, settings, tuple(sorted(entries, key=lambda entry: entry.path)))


def _folders_found(root: Path, folders: Iterable[PurePosixPath]) -> Iterator[str]:
    """Give the folders that a commit keeps already, because there are files in them."""
    for folder in folders:
        names = list_files(root / folder)
        if any(name != PurePosixPath(_KEEP) for name in names) or not folder.parts:
            yield f"{folder}/"


def _outcome(root: Path, path: PurePosixPath, content: bytes) -> Outcome:
    if not (root / path).is_file():
        return Outcome.CREATED
    if path == _IGNORE and (root / path).read_bytes() != content:
        return Outcome.COMPLETED
    return Outcome.FOUND


def obstacle(root: Path, path: PurePosixPath) -> UsageError | None:
    """Say what keeps a file from being written, if something does."""
    parents = [root / parent for parent in reversed(path.parents)]
    there = [place for place in parents if place.exists() or place.is_symlink()]
    for place in there[1:]:
        # What is behind a link may be outside of the repository, and git commits nothing but the link.
        if place.is_symlink() or not place.is_dir():
            return _in_the_way(place, root, needed="folder")
    target = root / path
    if target.is_symlink() or (target.exists() and not target.is_file()):
        return _in_the_way(target, root, needed="file")
    if not os.access(there[-1], os.W_OK | os.X_OK):
        return UsageError("this folder cannot be written to", where=str(there[-1]), hint="change its permissions")
    return None


def _in_the_way(place: Path, root: Path, *, needed: str) -> UsageError:
    kind = "symbolic link" if place.is_symlink() else "folder" if place.is_dir() else "file"
    message = f"a {kind} stands where a {needed} is needed"
    return UsageError(message, where=str(place.relative_to(root)), hint="move it away")


def _ignored(root: Path, paths: Collection[PurePosixPath]) -> frozenset[PurePosixPath]:
    """Ask git which files an ignore file keeps out of commits; a folder without git has none.

    Raises:
        UsageError: Git is not there, or cannot tell.
    """
    if not paths or not (root / ".git").exists():
        return frozenset()
    try:
        done = run(["git", "-c", "core.quotePath=false", "check-ignore", "--", *map(str, paths)], cwd=root)
    except OSError:
        raise UsageError("git is not installed, or not on PATH", hint="install git") from None
    if done.code not in _ANSWERS:
        said = done.err.strip().splitlines() or [f"it ended with {done.code}"]
        hint = "`git status` fails in the same way: mend that, and run this again"
        raise UsageError(f"git cannot tell which files it ignores: {said[0]}", where=str(root), hint=hint)
    return frozenset(map(PurePosixPath, done.out.splitlines()))
