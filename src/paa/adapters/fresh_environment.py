"""A fresh environment in which the tests of a package are run; nothing of the repository is on its path."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from paa.adapters.environment import Environment, environment_of, uv_venv_words, venv_words
from paa.adapters.installer import installer_words
from paa.adapters.processes import Completed, find_program, run_in_time, without_secrets
from paa.adapters.pythons import pyenv_versions
from paa.errors import IndexFailure, UsageError

__all__ = ["find_interpreter", "install_into", "make_environment", "run_pytest"]

_NAMES = "the tests' requirements.txt and `#@ PROJECT` name requirements"
_CUT_OFF = 1  # pytest's exit code for tests that fail
_VERSION = re.compile(r"3(?:\.\d+){0,2}")
_OURS = re.compile(r"PYTEST_.*|PYTHON(?!IOENCODING|UTF8|WARNINGS).*|VIRTUAL_ENV|COVERAGE_.*|COV_CORE_.*")


def make_environment(folder: Path, python: str | None, *, seconds: float) -> Environment:
    """Make a virtual environment, with uv where it is there, else with venv.

    Args:
        folder: Where; it is not there yet.
        python: What `find_interpreter` found; the running one where it is None.
        seconds: How long it may take.

    Raises:
        UsageError: There is no such interpreter, or it cannot make an environment.
    """
    wanted = python or sys.executable
    uv = find_program("uv")
    words = uv_venv_words(uv, wanted, folder) if uv else venv_words(wanted, folder)
    hint = "name an interpreter of this machine with --python, such as 3.12 or a path"
    failure = f"no environment can be made with Python {python or 'of paa'}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        done = run_in_time(words, cwd=folder.parent, seconds=seconds)
    except TimeoutError:
        raise UsageError(f"{failure}: it took too long", hint=hint) from None
    except OSError as error:
        raise UsageError(f"this cannot be started: {error.strerror or error}", where=words[0], hint=hint) from None
    if done.code:
        raise UsageError(f"{failure}{_said(done, 6)}", hint=hint)
    if not folder.is_dir():
        raise UsageError(f"{failure}: {Path(words[0]).name} made none", hint=hint)
    return environment_of(folder)


def install_into(environment: Environment, requirements: Sequence[str], *, seconds: float) -> None:
    """Install requirements.

    Raises:
        IndexFailure: They cannot be installed; what the installer says is part of the message.
        UsageError: There is neither uv nor pip.
    """
    words = [*installer_words(environment), *requirements]
    text = f"these requirements could not be installed: {', '.join(requirements)}"
    hint = f"is the index reachable? {_NAMES}"
    try:
        done = run_in_time(words, cwd=environment.prefix, seconds=seconds)
    except TimeoutError:
        raise IndexFailure(f"{text}\n    it took too long", hint="`--timeout` gives it more time") from None
    except OSError as error:
        raise IndexFailure(f"{text}\n    {error.strerror or error}", hint=hint) from None
    if done.code:
        raise IndexFailure(f"{text}{_said(done, 12)}", hint=hint)


def _said(done: Completed, count: int) -> str:
    return "\n    ".join(["", *done.last_lines(count)])


def find_interpreter(python: str) -> str:
    """Find the interpreter that a user means: by its path, by the folder of its environment, or by a version.

    Returns:
        A path; or a version, when uv may know where it is.

    Raises:
        UsageError: It is none of these.
    """
    path = Path(python)
    if path.is_dir():
        return str(environment_of(path).python)
    if path.is_file():
        return str(path.absolute())
    if _VERSION.fullmatch(python) is None:
        raise UsageError("there is no such interpreter", where=python, hint="name a path, or a version such as 3.12")
    # Where pyenv manages PATH, what is there of another version only says that it is not the chosen one.
    kept = [path for path in pyenv_versions().glob("*/bin/python") if f"{path.parts[-3]}.".startswith(f"{python}.")]
    if kept:
        return str(max(kept, key=lambda path: [int(part) for part in re.findall(r"\d+", path.parts[-3])]))
    # uv knows more places than PATH.
    return python if find_program("uv") else find_program(f"python{python}") or python


def run_pytest(environment: Environment, folder: Path, *, options: Sequence[str], seconds: float) -> Completed:
    """Run the tests in `tests` below a folder, with what is installed and nothing else on the path.

    Raises:
        TimeoutError: They take longer.
        OSError: The interpreter cannot be started.
    """
    # -I: neither the folder nor a variable puts a source tree before what is installed.
    report = folder / "report.xml"
    words = [str(environment.python), "-I", "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    words += ["--confcutdir", str(folder), "--junit-xml", str(report)]
    env = {name: value for name, value in without_secrets(os.environ).items() if not _OURS.fullmatch(name)}
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    done = run_in_time([*words, *options, "tests"], cwd=folder, seconds=seconds, env=env)
    out = "".join(line for line in done.out.splitlines(keepends=True) if str(report) not in line)
    if done.code == 0 and not report.is_file():
        # A test that ends the process takes pytest's verdict with it.
        return replace(done, code=_CUT_OFF, out=f"{out.rstrip()}\npytest ended before it was done\n")
    return replace(done, out=out)
