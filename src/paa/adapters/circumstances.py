"""What of this machine may change the answer of a gate: paa itself, what is installed, programs and settings."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from paa.adapters.files import digest
from paa.adapters.processes import find_program, hide_logins

__all__ = ["engine_files", "index_settings", "installed_names", "linter_settings", "program_mark"]

_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")
_INDEX = re.compile(r"(?:UV|PIP)_.+|(?:https?|all|no)_proxy", re.IGNORECASE)
_SECRET = re.compile(r"TOKEN|PASSW|USERNAME|KEY", re.IGNORECASE)
_INDEX_FILES = ("uv/uv.toml", "pip/pip.conf", "pip.conf", "pip/pip.ini")
_NAMED_FILES = ("UV_CONFIG_FILE", "PIP_CONFIG_FILE")
_RUFF = ("ruff.toml", ".ruff.toml", "pyproject.toml")
_PYLINT = ("pylintrc", ".pylintrc", "pylintrc.toml", ".pylintrc.toml", "setup.cfg", "tox.ini")


def engine_files() -> Sequence[str]:
    """Name the files of paa, each with its size and time: in a checkout, a version says little."""
    folder = Path(__file__).parents[1]
    return sorted(_marks(folder, folder))


def _marks(folder: Path, root: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _marks(Path(entry.path), root)
        else:
            status = entry.stat()
            yield f"{Path(entry.path).relative_to(root)} {status.st_size} {status.st_mtime_ns}"


def installed_names(search: Sequence[str]) -> Sequence[str]:
    """Name what is installed in folders, by the entries that carry name and version."""
    found: list[str] = []
    for folder in search:
        if Path(folder).is_dir():
            found += sorted(path.name for path in Path(folder).iterdir() if path.name.endswith(_INSTALLED))
    return found


def program_mark(name: str) -> str:
    """Tell a program from another version of it; empty where there is none.

    Args:
        name: As `find_program` has it, or a path.
    """
    path = name if os.path.isabs(name) else find_program(name)  # noqa: PTH117 - a text that may be no path
    if path is None:
        return ""
    status = Path(path).stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def index_settings() -> Sequence[str]:
    """Give what tells uv and pip which index to ask, variables and files; nothing that is derived from a secret."""
    variables = [
        f"{name}={hide_logins(value)}"
        for name, value in sorted(os.environ.items())
        if _INDEX.fullmatch(name) and not _SECRET.search(name)
    ]
    # Such a file may hold a password: its size and its time have to do.
    files = [folder / name for folder in _settings_folders() for name in _INDEX_FILES]
    files += [Path(os.environ[name]) for name in _NAMED_FILES if os.environ.get(name)]
    return [*variables, *(program_mark(str(path.absolute())) for path in files if path.is_file())]


def linter_settings(folders: Iterable[Path], root: Path) -> Sequence[str]:
    """Give the configurations that linters may find for sources, each with a digest of its content.

    Args:
        folders: Those of the sources: ruff asks them and every folder above.
        root: The folder in which pylint runs.
    """
    above = dict.fromkeys(each for folder in folders for each in (folder, *folder.parents))
    files = [folder / name for folder in above for name in _RUFF]
    files += [folder / "ruff" / name for folder in _settings_folders() for name in _RUFF]
    files += [folder / name for folder in (root, *_settings_folders()) for name in _PYLINT]
    files += [root / name for name in [os.environ.get("PYLINTRC")] if name]
    found: dict[Path, str] = {}
    while files:
        path = files.pop()
        if path not in found and path.is_file():
            found[path] = digest(path)
            files += _extended(path)
    return [f"{path} {mark}" for path, mark in sorted(found.items())]


def _extended(path: Path) -> Iterator[Path]:
    """Find the configuration that one of ruff goes on from; one that cannot be read is for ruff to tell of."""
    if path.name not in _RUFF:
        return
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        tables = document if path.name != "pyproject.toml" else document["tool"]["ruff"]
        yield path.parent / Path(os.path.expandvars(tables["extend"])).expanduser()
    except (ValueError, KeyError, TypeError, OSError, RuntimeError):
        return


def _settings_folders() -> Sequence[Path]:
    """Give the folders of settings of this user, and of this machine."""
    home = Path.home()
    own = os.environ.get("XDG_CONFIG_HOME")
    return [Path(own) if own else home / ".config", home, home / ".pip", Path("/etc")]
