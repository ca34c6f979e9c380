"""Linters: ruff, and pylint where a score is asked for. They read sources; nothing of them is imported or changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from paa.adapters.processes import Completed, find_program, run_in_time
from paa.errors import GateError

__all__ = ["Complaint", "Scored", "ask_pylint", "ask_ruff"]

T = TypeVar("T")

_LINES = 12
_TIME = "`--timeout` gives it more time"
_PYLINT_USAGE = 32  # a bit of pylint's exit code: it was told what it does not understand
_PYLINT_FATAL = 1  # another one: it could not read something


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a linter has to say.

    Attributes:
        rule: The linter's name of it, as in `F401`.
        path: From the folder that the linter ran in.
    """

    rule: str
    message: str
    path: PurePosixPath
    line: int


@dataclass(frozen=True, slots=True)
class Scored:
    """What pylint says of the files of a project, at most 10."""

    score: float
    complaints: tuple[Complaint, ...]


def ask_ruff(files: Sequence[PurePosixPath], *, folder: Path, seconds: float) -> tuple[Complaint, ...]:
    """Ask ruff for its complaints; the configuration is that of the folder, or ruff's own.

    Raises:
        GateError: There is no ruff, or it gave no answer.
    """
    # Without a cache, since nothing is written into the repository; what the configuration excludes stays excluded.
    options = [
        "check",
        "--output-format",
        "json",
        "--no-fix",
        "--no-cache",
        "--force-exclude",
        "--quiet",
        "--exit-zero",
    ]
    done = _run("ruff", "pip install 'paa[check]'", [*options, "--", *map(str, files)], folder, seconds)
    if done.code:
        raise _no_answer("ruff", done)
    return _understood("ruff", lambda: tuple(_ruff(each, folder) for each in json.loads(done.out)))


def ask_pylint(files: Sequence[PurePosixPath], *, folder: Path, seconds: float) -> Scored:
    """Ask pylint for its score; the configuration is that of the folder, or pylint's own.

    Raises:
        GateError: There is no pylint, or it gave no answer.
    """
    # What is imported need not be installed where packages are made.
    options = ["--output-format=json2", "--score=y", "--persistent=n", "--disable=import-error"]
    done = _run("pylint", "pip install pylint", [*options, "--", *map(str, files)], folder, seconds)
    if done.code < 0 or done.code & (_PYLINT_USAGE | _PYLINT_FATAL):
        raise _no_answer("pylint", done)
    return _understood("pylint", lambda: _scored(json.loads(done.out)))


def _run(name: str, install: str, options: Sequence[str], folder: Path, seconds: float) -> Completed:
    program = find_program(name)
    if program is None:
        raise GateError(f"{name} is not installed", hint=install)
    if seconds <= 0:
        raise GateError(f"{name} gave no answer: there was no time left for it", hint=_TIME)
    try:
        return run_in_time([program, *options], cwd=folder, seconds=seconds)
    except TimeoutError:
        raise GateError(f"{name} gave no answer: it took too long", hint=_TIME) from None
    except OSError as error:
        raise GateError(f"{name} cannot be started: {error.strerror or error}", hint=install) from None


def _no_answer(name: str, done: Completed) -> GateError:
    said = "\n    ".join([f"{name} gave no answer", *(done.last_lines(_LINES) or [f"it ended with {done.code}"])])
    return GateError(said, hint=f"try it: {name} --version")


def _understood(name: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise GateError(f"what {name} printed cannot be read", hint=f"pip install --upgrade {name}") from None


def _ruff(entry: Mapping[str, Any], folder: Path) -> Complaint:
    return Complaint(
        rule=entry["code"] or "syntax",
        message=entry["message"].splitlines()[0],
        path=_inside(entry["filename"], folder),
        line=int(entry["location"]["row"]),
    )


def _scored(document: Mapping[str, Any]) -> Scored:
    complaints = tuple(
        Complaint(
            rule=each["symbol"],
            message=each["message"].partition("\n")[0],
            path=PurePosixPath(Path(each["path"]).as_posix()),
            line=int(each["line"]),
        )
        for each in document["messages"]
    )
    return Scored(float(document["statistics"]["score"]), complaints)


def _inside(path: str, folder: Path) -> PurePosixPath:
    resolved = Path(path)
    return PurePosixPath((resolved.relative_to(folder) if resolved.is_relative_to(folder) else resolved).as_posix())
