"""Show in a terminal how module files become installed packages; everything happens in a temporary folder."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WIDTH = 78

# What makes this repository a packaging repository; the engine's own sources stay at home.
CONTENT = (
    ".gitignore",
    ".paa",
    ".paa.config",
    "LICENSE",
    "api_routes_dir",
    "artifacts_dir",
    "cli_dir",
    "docs_dir",
    "module_dir",
    "streamlit_dir",
    "tests_dir",
)

EDITED = "module_dir/short_text.py"
NAMES = '__all__ = ["Place", "shorten"]'
MORE_NAMES = '__all__ = ["Place", "shorten", "shorten_lines"]'
FUNCTION = '''

def shorten_lines(text: str, width: int) -> str:
    """Return the text with each of its lines shortened."""
    return "\\n".join(shorten(line, width) for line in text.splitlines())
'''
USE_EDIT = r'import short_text as s; print(s.shorten_lines("Tea\nCoffee", 5))'
INSTALLED = ("short-text", "meeting-times", "http-status-advice")

# Git reads no settings of this machine: no signatures, no hooks, no name to configure first.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Demo",
    "GIT_AUTHOR_EMAIL": "demo@example.invalid",
    "GIT_COMMITTER_NAME": "Demo",
    "GIT_COMMITTER_EMAIL": "demo@example.invalid",
}
# Set while somebody works in an environment; the commands below say by themselves where they install.
HIDDEN = frozenset({"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"})


class Stage:
    """Tells the story on the terminal: chapters, commands with what they print, and a summary."""

    def __init__(self) -> None:
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._chapters: list[tuple[str, float]] = []

    def chapter(self, title: str, text: str) -> None:
        """Begin something new."""
        self._chapters.append((title, perf_counter()))
        print(f"\n{self._styled(f'{len(self._chapters)}  {title}', '1;36')}")
        print(textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="   "), flush=True)

    def run(self, *command: str, cwd: Path, environment: Path | None = None) -> None:
        """Run a command below a line that shows it.

        Args:
            command: The program and its arguments.
            cwd: Where it runs.
            environment: The virtual environment whose programs it finds first.

        Raises:
            SystemExit: It failed.
        """
        print(f"\n{self._styled(_shown(command), '1')}", flush=True)
        folders = [*([str(environment / "bin")] if environment else []), str(BIN), os.environ["PATH"]]
        variables = {name: value for name, value in os.environ.items() if name not in HIDDEN}
        variables |= {**GIT, "COLUMNS": "80", "PATH": os.pathsep.join(folders), "UV_PYTHON": sys.executable}
        is_path = "/" in command[0]
        program = str(cwd / command[0]) if is_path else shutil.which(command[0], path=variables["PATH"])
        if program is None:
            raise SystemExit(f"demo: there is no program {command[0]!r}")
        done = subprocess.run([program, *command[1:]], cwd=cwd, env=variables, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise SystemExit(f"demo: that command ended with exit code {done.returncode}")

    def summary(self, text: str) -> None:
        """Close with the time that each chapter took."""
        end = perf_counter()
        begins = [moment for _, moment in self._chapters]
        print(f"\n{self._styled('Done', '1;32')}: {text}")
        for (title, begin), after in zip(self._chapters, [*begins[1:], end], strict=True):
            print(f"   {after - begin:5.1f} s  {title}")
        print(f"   {end - begins[0]:5.1f} s  in all")

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _shown(command: tuple[str, ...]) -> str:
    """Write a command as one would type it, in lines that fit a slide."""
    words = [word.replace(" ", "\0") for word in map(shlex.quote, command)]
    lines = textwrap.wrap(" ".join(words), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "$ " + " \\\n    ".join(lines).replace("\0", " ")


def _copy(repository: Path) -> None:
    """Copy the packaging repository, without what building left in it."""
    repository.mkdir()
    for name in CONTENT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository / name, ignore=shutil.ignore_patterns("__pycache__", "index"))
        elif source.exists():
            shutil.copy2(source, repository / name)


def _edit(path: Path) -> None:
    """Add a function to the module, as an editor would."""
    text = path.read_text(encoding="utf-8")
    if NAMES not in text:
        raise SystemExit(f"demo: {EDITED} has changed; scripts/demo.py no longer knows where to edit it")
    path.write_text(text.replace(NAMES, MORE_NAMES) + FUNCTION, encoding="utf-8")


def _develop(stage: Stage, repository: Path) -> None:
    environment = repository / ".venv"
    stage.chapter("A repository of module files", "Each file becomes a package of its own.")
    stage.run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    stage.run("git", "add", "--all", cwd=repository)
    stage.run("git", "commit", "-q", "-m", "Seven small modules", cwd=repository)
    stage.run("ls", "module_dir", "module_dir/components", "cli_dir", cwd=repository)

    stage.chapter("Edit a module", f"{EDITED} gets one more function.")
    _edit(repository / EDITED)
    stage.run("git", "diff", "--unified=0", "--", EDITED, cwd=repository)

    stage.chapter("Install it, as the package that it will be", "An empty environment, and three of the modules.")
    stage.run(*_new_environment(".venv"), cwd=repository)
    stage.run("paa", "test-install", "--python", ".venv", *INSTALLED, cwd=repository)

    stage.chapter("Use it", "The edit, a console script with a data file behind it, and a tidy work tree.")
    stage.run("python", "-c", USE_EDIT, cwd=repository, environment=environment)
    stage.run("http-status", "explain", "404", cwd=repository, environment=environment)
    stage.run("git", "status", "--short", cwd=repository)


def _deliver(stage: Stage, folder: Path, repository: Path) -> None:
    stage.chapter("Build all packages", "Wheel and sdist of each; the same commit gives the same bytes.")
    stage.run("git", "commit", "-q", "-a", "-m", "[short_text] Shorten lines", cwd=repository)
    stage.run("paa", "make-package", "--all", "--output-dir", "../dist", cwd=repository)

    stage.chapter("Somewhere else, without the repository", "Typer comes from the index, our packages from the wheels.")
    stage.run("rm", "-r", "repository", cwd=folder)
    stage.run(*_new_environment("elsewhere"), cwd=folder)
    stage.run(*_install("elsewhere", "typer>=0.16,<1"), cwd=folder)
    stage.run(*_install("elsewhere", "--no-index", "--find-links", "dist", *INSTALLED), cwd=folder)
    stage.run("http-status", "search", "gateway", cwd=folder / "elsewhere", environment=folder / "elsewhere")
    stage.run("python", "-c", USE_EDIT, cwd=folder / "elsewhere", environment=folder / "elsewhere")


def _uv() -> str | None:
    return shutil.which("uv", path=f"{BIN}{os.pathsep}{os.environ['PATH']}")


def _new_environment(name: str) -> tuple[str, ...]:
    if _uv():
        return ("uv", "venv", "--quiet", name)
    return ("python", "-m", "venv", name)


def _install(environment: str, *words: str) -> tuple[str, ...]:
    if _uv():
        return ("uv", "pip", "install", "--quiet", "--python", environment, *words)
    return (f"{environment}/bin/python", "-m", "pip", "install", "--quiet", *words)


def main() -> None:
    """Tell the story from an edit to a package that works elsewhere."""
    stage = Stage()
    print("paa: module files become installed packages")
    with tempfile.TemporaryDirectory(prefix="paa-demo-") as name:
        folder = Path(name).resolve()
        _copy(folder / "repository")
        _develop(stage, folder / "repository")
        _deliver(stage, folder, folder / "repository")
    stage.summary("seven modules became seven packages, used without their repository.")


if __name__ == "__main__":
    main()
