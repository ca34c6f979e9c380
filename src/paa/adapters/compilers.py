"""Interpreters of this machine as compilers: which there are, and whether they understand sources.

`pythons` starts every interpreter to learn its version; this goes by names, since it is asked at each check, and sees
at the first answer whether a name was right.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet

from paa.adapters.processes import run_in_time
from paa.adapters.pythons import pyenv_versions, search_path
from paa.adapters.resources import read_resource
from paa.errors import GateError

__all__ = ["Compiler", "SyntaxProblem", "compile_sources", "find_compilers", "oldest_compiler"]

_PROGRAM = re.compile(r"python3\.(?P<minor>\d{1,3})(?:\.exe)?")
_FOLDER = re.compile(r"(?:cpython-)?3\.(?P<minor>\d{1,3})(?:\.\d+)?(?:-.*)?")
_MICROS = range(40)  # of any series of Python there are fewer releases


@dataclass(frozen=True, slots=True)
class Compiler:
    """An interpreter, known by its name: none is started to be asked for its version.

    Attributes:
        minor: The second number of its version.
    """

    path: Path
    minor: int


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What an interpreter does not understand."""

    name: str
    line: int
    message: str


def find_compilers() -> tuple[Compiler, ...]:
    """Find one interpreter of each series of Python 3, the oldest first: the running one, of pyenv, of uv, on PATH."""
    found: dict[int, Compiler] = {}
    for each in (Compiler(Path(sys.executable), sys.version_info.minor), *_of_folders(), *_on_path()):
        found.setdefault(each.minor, each)
    return tuple(found[minor] for minor in sorted(found))


def oldest_compiler(pythons: SpecifierSet, compilers: Sequence[Compiler]) -> Compiler | None:
    """Choose the oldest interpreter of a range of versions; None where there is none."""
    wanted = (each for each in compilers if any(pythons.contains(f"3.{each.minor}.{m}") for m in _MICROS))
    return next(wanted, None)


def _of_folders() -> Iterator[Compiler]:
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    for parent in (pyenv_versions(), uv):
        for folder in sorted(parent.glob("*"), reverse=True):
            match, path = _FOLDER.fullmatch(folder.name), folder / "bin" / "python3"
            if match and path.exists():
                yield Compiler(path, int(match["minor"]))


def _on_path() -> Iterator[Compiler]:
    for folder in filter(Path.is_dir, search_path()):
        for name in sorted(os.listdir(folder)):  # noqa: PTH208 - a value per file of PATH would take its time
            if match := _PROGRAM.fullmatch(name):
                yield Compiler(folder / name, int(match["minor"]))


def compile_sources(compiler: Compiler, sources: Mapping[str, bytes], *, seconds: float) -> tuple[SyntaxProblem, ...]:
    """Have an interpreter compile sources, and run none of them.

    Args:
        compiler: The interpreter.
        sources: Name → content, in whatever encoding it names.
        seconds: How long it may take.

    Raises:
        GateError: It cannot be started, takes too long, or says what is no answer.
    """
    words = [str(compiler.path), "-I", "-S", "-c", read_resource("compile_sources.py")]
    subject, hint = f"the interpreter {compiler.path}", "mend it, or take it from the machine"
    try:
        # As JSON cannot hold bytes, each is a character of the same number.
        text = json.dumps([(name, content.decode("latin-1")) for name, content in sources.items()])
        done = run_in_time(words, text=text, cwd=Path.home(), seconds=seconds)
        if done.code:
            said = (done.err.strip().splitlines() or ["it said nothing"])[-1]
            raise GateError(f"{subject} ended with {done.code}: {said}", hint=hint)
        return _problems(json.loads(done.out), compiler)
    except TimeoutError:
        text = f"{subject} took longer than {seconds:g} seconds"
        raise GateError(text, hint="`--timeout` gives it more time") from None
    except OSError as error:
        raise GateError(f"{subject} cannot be started: {error.strerror or error}", hint=hint) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GateError(f"{subject} gave an answer that cannot be read", hint=hint) from None


def _problems(answer: Mapping[str, object], compiler: Compiler) -> tuple[SyntaxProblem, ...]:
    """Read an answer.

    Raises:
        KeyError: Something of it is missing.
        TypeError: It has another form.
        ValueError: Another Python gave it than the one that was meant.
    """
    version, wrong = answer["version"], answer["wrong"]
    if not isinstance(version, list) or not isinstance(wrong, list):
        raise TypeError
    if version[:2] != [3, compiler.minor]:
        raise ValueError(version)
    return tuple(SyntaxProblem(str(name), int(line), str(message)) for name, line, message in wrong)
