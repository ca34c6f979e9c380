"""The user's settings of uv and pip without additional indexes: where anybody could offer what only one should have.

Which index the requirements come from, such as a company's mirror, stays what the user says, and so do certificates,
proxies and time limits.
"""

import ast
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from paa.adapters.files import write_atomically
from paa.adapters.processes import run_in_time
from paa.errors import UsageError

__all__ = ["pip_environment", "uv_environment"]

# Other sources, and what leads an installation to another place or to other versions.
_DROPPED = frozenset({"constraint", "constraints", "build-constraints", "override", "overrides"})
_SOURCES = frozenset({"extra-index-url", "index", "find-links"})
_ELSEWHERE = frozenset({"dry-run", "prefix", "python", "require-virtualenv", "root", "system", "target", "user"})
_LEFT_OUT = _DROPPED | _SOURCES | _ELSEWHERE | {"no-deps", "no-verify-hashes", "require-hashes", "report"}
PATIENCE = 60.0  # seconds for pip to tell its settings


def uv_environment(folder: Path) -> Mapping[str, str]:
    """Give the environment in which uv has one index.

    Args:
        folder: A private one, for a configuration file.

    Raises:
        UsageError: The user's configuration of uv cannot be read.
    """
    import tomli_w

    env = {name: value for name, value in os.environ.items() if not _is_left_out(name)}
    env.pop("VIRTUAL_ENV", None)
    if "UV_NO_CONFIG" in env:
        return env
    settings: dict[str, Any] = {}
    for file in _uv_files():
        read = _read_toml(file)
        settings = {**settings, **read, "pip": {**settings.get("pip", {}), **read.get("pip", {})}}
    rest = {**_one(settings), "pip": _one(settings["pip"])} if settings else {}
    target = folder / "uv.toml"
    write_atomically(target, tomli_w.dumps(rest).encode())
    return {**env, "UV_CONFIG_FILE": str(target)}


def pip_environment(words: Sequence[str], folder: Path) -> Mapping[str, str]:
    """Give the environment in which pip has one index.

    Args:
        words: How pip is started.
        folder: Where it runs.

    Raises:
        UsageError: pip does not tell its settings.
    """
    settings = _pip_settings(words, folder)
    # Without an index, the folder of wheels is the index.
    kept = {"find-links"} if settings.get("no-index", "false").lower() not in {"false", "0", "no", "off"} else set()
    chosen = {key: value for key, value in settings.items() if key in kept or key not in _LEFT_OUT}
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    given = {f"PIP_{key.upper().replace('-', '_')}": " ".join(value.split()) for key, value in chosen.items()}
    # This name for the file switches the others off as well; the environment says all that is left of them.
    return {**env, **given, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def _pip_settings(words: Sequence[str], folder: Path) -> Mapping[str, str]:
    hint = "try it: pip config list"
    try:
        done = run_in_time([*words, "config", "list"], cwd=folder, seconds=PATIENCE)
        lines = [line.partition("=") for line in done.out.splitlines()]
        listed = {key: str(ast.literal_eval(value)) for key, _, value in lines}
    except (OSError, ValueError, SyntaxError):
        raise UsageError("pip does not tell its settings", hint=hint) from None
    if done.code:
        raise UsageError("pip does not tell its settings", hint=hint)
    # The later ones win, as they do in pip.
    sections = ("global", "install", ":env:")
    return {
        key.partition(".")[2]: value
        for section in sections
        for key, value in listed.items()
        if key.partition(".")[0] == section
    }


def _is_left_out(variable: str) -> bool:
    key = variable.removeprefix("UV_").lower().replace("_", "-")
    kept = key == "find-links" and os.environ.get("UV_NO_INDEX")
    return variable.startswith("UV_") and not kept and key in {*_LEFT_OUT, "system-python"}


def _uv_files() -> Iterator[Path]:
    """Give the configuration files that uv reads for this user, the stronger one last."""
    if named := os.environ.get("UV_CONFIG_FILE"):
        yield Path(named)
        return
    if sys.platform == "win32":
        folders = [os.environ.get("PROGRAMDATA"), os.environ.get("APPDATA")]
    else:
        shared = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        system = next((each for each in shared.split(":") if Path(each, "uv/uv.toml").is_file()), "/etc")
        folders = [system, os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")]
    yield from (file for folder in folders if folder and (file := Path(folder, "uv/uv.toml")).is_file())


def _read_toml(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        hint = "mend it: uv would not start either"
        raise UsageError(f"the configuration of uv cannot be read: {file}: {reason}", hint=hint) from None


def _one(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave what has one index: the default one."""
    kept = {key: value for key, value in settings.items() if key not in _LEFT_OUT}
    if settings.get("no-index") and "find-links" in settings:
        kept["find-links"] = settings["find-links"]
    default = [each for each in settings.get("index", ()) if each.get("default")]
    return {**kept, "index": default} if default else kept
