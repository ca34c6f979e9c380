"""A fresh environment in which wheels of ours are installed and tried; it is gone afterwards.

The installer reads the user's settings. The code that was installed gets nothing of this process: no variable beyond
what a program needs to run, and an empty home.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement

from paa.adapters.environment import Environment, environment_of, uv_venv_words, venv_words
from paa.adapters.files import temporary_directory, write_atomically
from paa.adapters.one_index import pip_environment, uv_environment
from paa.adapters.processes import Completed, bare_environment, find_program, hide_logins, run_in_time
from paa.errors import UsageError
from paa.model.names import ImportName, NormalizedName
from paa.model.smoke import Stumble, Trial, WheelSource

__all__ = ["Sandbox", "TimeLimits", "Tool", "find_tool", "open_sandbox", "pip_tool", "uv_tool"]

_LINES = 12  # of what a program says

# Runs in the environment; says in a file how far it came, since what it prints belongs to the module.
_IMPORT = """
import json, sys
place, name = sys.argv[1:]
def say(**what):
    with open(place, "w", encoding="utf-8") as file:
        json.dump(what, file)
try:
    module = __import__(name)
except ModuleNotFoundError as error:
    say(missing=error.name)
    raise
say(file=getattr(module, "__file__", None))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How many seconds an installation may take, and a program of a package."""

    install: float = 600.0
    run: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What installs.

    Attributes:
        make: The words that make an environment of an interpreter in a folder.
        install: The words that begin an installation into the environment of an interpreter.
        offline: The option that keeps it off the network.
        settings: The environment in which it has one index.
    """

    name: str
    make: Callable[[Path, Path], Sequence[str]]
    install: Callable[[Path], Sequence[str]]
    offline: str
    settings: Callable[[Path], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """An environment for one trial.

    Attributes:
        folder: Private; holds the environment, and the home of what runs in it.
    """

    tool: Tool
    environment: Environment
    settings: Mapping[str, str]
    folder: Path
    limits: TimeLimits

    def install_wheels(self, wheels: Sequence[WheelSource]) -> Stumble | None:
        """Install wheels of ours from their addresses, if they have their hashes; nothing that they require."""
        lines = [f"{each.name} @ {each.url} --hash=sha256:{each.sha256}\n" for each in wheels]
        options = ["--no-deps", "--require-hashes"]
        if all(wheel.is_local for wheel in wheels):
            options.append(self.tool.offline)
        text = f"cannot be installed from {', '.join(_named(each) for each in wheels)}"
        return self._install(lines, options, text) or next(filter(None, map(self._absent, wheels)), None)

    def install_requirements(self, requirements: Sequence[str]) -> Stumble | None:
        """Install what is not of ours, from the one index that the user's settings name."""
        text = f"requires what cannot be installed: {', '.join(requirements)}"
        return self._install([f"{each}\n" for each in requirements], [], text)

    def requirements(self, name: NormalizedName) -> Iterator[Requirement]:
        """Give what an installed wheel of ours requires here, without its extras.

        Raises:
            InvalidRequirement: One cannot be parsed.
        """
        installed = self.environment.find(name)
        markers = {**self.environment.markers, "extra": ""}
        for line in (installed.requires if installed else None) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(markers):
                yield requirement

    def commands(self, name: NormalizedName) -> tuple[str, ...]:
        """Give the console scripts of an installed wheel."""
        installed = self.environment.find(name)
        scripts = installed.entry_points.select(group="console_scripts") if installed else ()
        return tuple(sorted(each.name for each in scripts))

    def try_import(self, module: ImportName) -> Stumble | None:
        """Import a module in a process of its own."""
        place = self.folder / "imported.json"
        words = [str(self.environment.python), "-I", "-c", _IMPORT, str(place), module]
        done = self._run(words)
        if isinstance(done, str):
            return Stumble(trial=Trial.IMPORT, text=f"cannot be imported: {done}")
        told = _read(place)
        missing = told.get("missing")
        if isinstance(missing, str):
            text = f"cannot be imported: there is no module {missing!r}"
            return Stumble(trial=Trial.IMPORT, text=text, said=self._said(done), missing=missing)
        if done.code or "file" not in told:
            return Stumble(trial=Trial.IMPORT, text=f"cannot be imported: {_ended(done)}", said=self._said(done))
        file = told["file"]
        if not isinstance(file, str) or not Path(file).is_relative_to(self.environment.prefix):
            text = f"is not what is imported as {module!r}: that is {file or 'built in'}"
            return Stumble(trial=Trial.IMPORT, text=text)
        return None

    def try_command(self, name: str) -> Stumble | None:
        """Ask a console script for its help."""
        suffix = ".exe" if sys.platform == "win32" else ""
        script = Path(self.environment.scheme["scripts"], f"{name}{suffix}")
        done = self._run([str(script), "--help"])
        if isinstance(done, str):
            return Stumble(trial=Trial.RUN, text=f"has a command that does not work, `{name} --help`: {done}")
        if done.code:
            text = f"has a command that does not work, `{name} --help`: {_ended(done)}"
            return Stumble(trial=Trial.RUN, text=text, said=self._said(done))
        return None

    def _said(self, done: Completed) -> str:
        """Give the last lines that a package's program said, with paths that mean something to who reads them."""
        return _tail(done).replace(f"{self.environment.scheme['purelib']}/", "")

    def _absent(self, wheel: WheelSource) -> Stumble | None:
        found = self.environment.find(wheel.name)
        if found is not None and found.version == str(wheel.version):
            return None
        text = f"is not there after {self.tool.name} installed it"
        return Stumble(trial=Trial.INSTALL, text=text)

    def _install(self, lines: Sequence[str], options: Sequence[str], text: str) -> Stumble | None:
        file = self.folder / "requirements.txt"
        write_atomically(file, "".join(lines).encode())
        words = [*self.tool.install(self.environment.python), *options, "-r", str(file)]
        try:
            done = run_in_time(words, cwd=self.folder, seconds=self.limits.install, env=self.settings)
        except TimeoutError:
            said = f"{self.tool.name} took longer than {self.limits.install:.0f} seconds"
            return Stumble(trial=Trial.INSTALL, text=text, said=said)
        except OSError as error:
            said = f"{self.tool.name} cannot be started: {error.strerror or error}"
            return Stumble(trial=Trial.INSTALL, text=text, said=said)
        return Stumble(trial=Trial.INSTALL, text=text, said=_tail(done) or _ended(done)) if done.code else None

    def _run(self, words: Sequence[str]) -> Completed | str:
        """Run code that was installed; a text is why that was not possible."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        try:
            return run_in_time(words, cwd=home, seconds=self.limits.run, env=bare_environment(home))
        except TimeoutError:
            return f"it took longer than {self.limits.run:.0f} seconds"
        except OSError as error:
            return f"it cannot be started: {error.strerror or error}".lower()


@contextmanager
def open_sandbox(python: Path, tool: Tool, limits: TimeLimits) -> Iterator[Sandbox]:
    """Make a fresh environment of an interpreter, and remove it afterwards.

    Raises:
        UsageError: It cannot be made, or the user's settings of the tool cannot be read.
    """
    with temporary_directory() as folder:
        settings = tool.settings(folder)
        home = folder / "environment"
        words = tool.make(python, home)
        try:
            done = run_in_time(words, cwd=folder, seconds=limits.install)
        except TimeoutError:
            raise _unmade(tool, python, f"it took longer than {limits.install:.0f} seconds") from None
        except OSError as error:
            raise _unmade(tool, python, f"it cannot be started: {error.strerror or error}") from None
        if done.code:
            raise _unmade(tool, python, _tail(done) or _ended(done))
        try:
            environment = environment_of(home)
        except UsageError:
            raise _unmade(tool, python, "there is no interpreter in what it made") from None
        yield Sandbox(
            tool=tool,
            environment=environment,
            settings=settings,
            folder=folder,
            limits=limits,
        )


def _unmade(tool: Tool, python: Path, said: str) -> UsageError:
    hint = "a fresh environment is needed for a trial: does `python -m venv` work?"
    return UsageError(f"{tool.name} cannot make an environment of {python}: {said}", hint=hint)


def find_tool() -> Tool:
    """Find what installs: uv where it is there, else pip.

    Raises:
        UsageError: There is neither.
    """
    if program := find_program("uv"):
        return uv_tool(program)
    if any(Distribution.discover(name="pip")):
        return pip_tool()
    hint = "install uv, or pip: python -m ensurepip"
    raise UsageError("there is neither uv nor pip to try a wheel with", hint=hint)


def uv_tool(program: str) -> Tool:
    """Describe how uv is used."""
    quiet = ["--quiet", "--color", "never"]
    return Tool(
        name="uv",
        make=lambda python, home: uv_venv_words(program, str(python), home),
        install=lambda python: [program, "pip", "install", *quiet, "--python", str(python)],
        offline="--offline",
        settings=uv_environment,
    )


def pip_tool() -> Tool:
    """Describe how the pip of this interpreter is used, which installs into any other one."""
    words = [sys.executable, "-m", "pip"]
    return Tool(
        name="pip",
        make=lambda python, home: venv_words(str(python), home),
        install=lambda python: [*words, "--python", str(python), "install", "--quiet", "--no-color"],
        offline="--no-index",
        settings=lambda folder: pip_environment(words, folder),
    )


def _named(wheel: WheelSource) -> str:
    return hide_logins(wheel.url)


def _read(place: Path) -> Mapping[str, object]:
    try:
        told = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _ended(done: Completed) -> str:
    return f"it ended with {done.code}" if done.code else "it ended before it was done"


def _tail(done: Completed) -> str:
    """Give the last lines that a program said; of a traceback, without Python's own frames and its underlining."""
    lines = [line.rstrip() for line in (done.err or done.out).splitlines() if line.strip(" ^~")]
    telling = [line for line in lines if "<frozen importlib" not in line]
    return hide_logins("\n".join(telling[-_LINES:]))
