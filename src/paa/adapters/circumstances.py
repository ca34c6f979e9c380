"""What of this machine may change the answer of a gate: paa itself, what is installed, programs and settings."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from paa.adapters.processes import find_program, hide_logins

__all__ = ["engine_files", "index_settings", "installed_names", "program_mark"]

_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")
_INDEX = re.compile(r"(?:UV|PIP)_.+|(?:https?|all|no)_proxy", re.IGNORECASE)
_SECRET = re.compile(r"TOKEN|PASSW|USERNAME|KEY", re.IGNORECASE)


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
    """Give the variables that tell uv and pip which index to ask; nothing that is derived from a secret."""
    return [
        f"{name}={hide_logins(value)}"
        for name, value in sorted(os.environ.items())
        if _INDEX.fullmatch(name) and not _SECRET.search(name)
    ]
