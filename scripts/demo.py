"""Show in a terminal how edits of module files become released packages; all of it in a temporary folder."""

import argparse
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
    "example_notebooks",
    "mcp_dir",
    "module_dir",
    "streamlit_dir",
    "tests_dir",
)

# Two modules and a component that two packages share: file, what stands there, what shall stand there.
EDITS = (
    (
        "module_dir/short_text.py",
        '__all__ = ["Place", "shorten"]',
        '__all__ = ["Place", "shorten", "shorten_lines"]',
    ),
    (
        "module_dir/short_text.py",
        "\n\ndef _head(",
        '''

def shorten_lines(text: str, width: int) -> str:
    """Return the text with each of its lines shortened."""
    return "\\n".join(shorten(line, width) for line in text.splitlines())


def _head(''',
    ),
    (
        "module_dir/duration_text.py",
        '__all__ = ["format_duration", "parse_duration"]',
        '__all__ = ["add_durations", "format_duration", "parse_duration"]',
    ),
    (
        "module_dir/duration_text.py",
        "\n\ndef _unit(",
        '''

def add_durations(*texts: str) -> timedelta:
    """Return the sum of durations such as `1h 30m`."""
    return sum(map(parse_duration, texts), timedelta())


def _unit(''',
    ),
    (
        "module_dir/components/display_width.py",
        "import unicodedata\n",
        "import re\nimport unicodedata\n",
    ),
    (
        "module_dir/components/display_width.py",
        "    if text.isascii() and",
        '    text = re.sub(r"\\x1b\\[[\\d;]*m", "", text)  # colours take no room\n    if text.isascii() and',
    ),
)
COMMITS = (
    ("-m", "feat(short_text): shorten text line by line", "module_dir/short_text.py"),
    ("-m", "[duration_text] Add durations up", "module_dir/duration_text.py"),
    ("-a", "-m", "Measure coloured text by what one sees of it"),
)
SIMPLE = "repository/.paa/index/simple"
USE_EDIT = r'import short_text as s; print(s.shorten_lines("Tea\nCoffee", 5))'
INSTALLED = ("short-text", "http-status-advice")

# Git reads no settings of this machine: no signatures, no hooks, no name to configure first.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Demo",
    "GIT_AUTHOR_EMAIL": "demo@example.invalid",
    "GIT_COMMITTER_NAME": "Demo",
    "GIT_COMMITTER_EMAIL": "demo@example.invalid",
}
# Variables with these beginnings are for somebody's own work; the commands below say by themselves what they mean.
HIDDEN = ("PAA_", "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")


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
        prepare(*command, cwd=cwd, environment=environment)

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


def prepare(*command: str, cwd: Path, environment: Path | None = None, output: int | None = None) -> None:
    """Run a command without showing it.

    Args:
        command: The program and its arguments.
        cwd: Where it runs.
        environment: The virtual environment whose programs it finds first.
        output: Where its standard output goes, as `subprocess` takes it.

    Raises:
        SystemExit: It failed.
    """
    folders = [*([str(environment / "bin")] if environment else []), str(BIN), os.environ["PATH"]]
    variables = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    variables |= {**GIT, "COLUMNS": "80", "PATH": os.pathsep.join(folders), "UV_PYTHON": sys.executable}
    is_path = "/" in command[0]
    program = str(cwd / command[0]) if is_path else shutil.which(command[0], path=variables["PATH"])
    if program is None:
        raise SystemExit(f"demo: there is no program {command[0]!r}")
    words = [program, *command[1:]]
    variables["GIT_PAGER"] = "cat"  # a pager would wait for a key in the middle of the story
    if os.environ.get("NO_COLOR"):  # git does not know this variable
        variables |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "color.ui", "GIT_CONFIG_VALUE_0": "false"}
    done = subprocess.run(words, cwd=cwd, env=variables, check=False, stdin=subprocess.DEVNULL, stdout=output)
    if done.returncode:
        raise SystemExit(f"demo: `{shlex.join(command)}` ended with exit code {done.returncode}")


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


def _edit(repository: Path) -> None:
    """Change the files, as an editor would."""
    for path, before, after in EDITS:
        text = (repository / path).read_text(encoding="utf-8")
        if before not in text:
            raise SystemExit(f"demo: {path} has changed; scripts/demo.py no longer knows where to edit it")
        (repository / path).write_text(text.replace(before, after, 1), encoding="utf-8")


def _begin(stage: Stage, folder: Path, repository: Path) -> None:
    stage.chapter(
        "A repository of module files",
        "Each file is a package of its own. There is a remote, and all seven packages have had their first release.",
    )
    prepare("git", "init", "--quiet", "--bare", "--initial-branch=main", "remote.git", cwd=folder)
    prepare("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    prepare("git", "add", "--all", cwd=repository)
    prepare("git", "commit", "--quiet", "--message=Seven small modules", cwd=repository)
    prepare("git", "remote", "add", "origin", "../remote.git", cwd=repository)
    prepare("git", "push", "--quiet", "--set-upstream", "origin", "main", cwd=repository)
    prepare("paa", "release", "--quiet", cwd=repository, output=subprocess.DEVNULL)
    stage.run("ls", "module_dir", "module_dir/components", cwd=repository)
    stage.run("paa", "status", cwd=repository)


def _develop(stage: Stage, repository: Path) -> None:
    stage.chapter(
        "Edit",
        "Two modules get a function each, and a component that two packages share learns that colours take no room.",
    )
    _edit(repository)
    stage.run("git", "diff", "--stat", cwd=repository)

    stage.chapter("Try it, as the package that it will be", "An edited module goes into an empty environment.")
    stage.run(*_new_environment(".venv"), cwd=repository)
    stage.run("paa", "test-install", "--python", ".venv", "short-text", cwd=repository)
    stage.run("python", "-c", USE_EDIT, cwd=repository, environment=repository / ".venv")


def _release(stage: Stage, repository: Path) -> None:
    stage.chapter(
        "Commit, and see what would be released",
        "What changed is told by the files; how much, and in which words, by the messages.",
    )
    for words in COMMITS:
        stage.run("git", "commit", "--quiet", *words, cwd=repository)
    stage.run("paa", "plan", cwd=repository)

    stage.chapter(
        "Release", "Built, checked, published to the index in this repository, read back, recorded and pushed."
    )
    stage.run("paa", "release", cwd=repository)
    stage.run("git", "log", "--oneline", "--no-decorate", "--max-count=4", "origin/main", cwd=repository)

    stage.chapter("Release again", "Whoever runs it, and how often: nothing is released twice.")
    stage.run("paa", "release", cwd=repository)


def _document(stage: Stage, repository: Path, site: Path) -> None:
    stage.chapter(
        "Read about it",
        "A site from docstrings, pages, a notebook and the notes of the release; it needs no server, and it stays.",
    )
    stage.run("paa", "site", "duration-text", "--output", str(site), cwd=repository)


def _deliver(stage: Stage, folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    stage.chapter(
        "Somewhere else, without the repository",
        "Two packages from our index; Typer, which one of them requires, from the usual one.",
    )
    stage.run(*_new_environment("elsewhere"), cwd=folder)
    for words in _installations(folder):
        stage.run(*words, cwd=folder)
    stage.run("rm", "-r", "repository", cwd=folder)
    stage.run("python", "-c", USE_EDIT, cwd=elsewhere, environment=elsewhere)
    stage.run("http-status", "explain", "404", cwd=elsewhere, environment=elsewhere)


def _uv() -> str | None:
    return shutil.which("uv", path=f"{BIN}{os.pathsep}{os.environ['PATH']}")


def _new_environment(name: str) -> tuple[str, ...]:
    if _uv():
        return ("uv", "venv", "--quiet", name)
    return ("python", "-m", "venv", name)


def _installations(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Give the commands that install: uv takes a project from the first index that has it; pip would ask all."""
    if _uv():
        return (("uv", "pip", "install", "--quiet", "--python", "elsewhere", "--index", SIMPLE, *INSTALLED),)
    pip = ("elsewhere/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    address = (folder / SIMPLE).as_uri()
    return (*pip, "--no-deps", "--index-url", address, *INSTALLED), (*pip, *INSTALLED)


def main() -> None:
    """Tell the story from an edit to a package that was released and works elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", metavar="FOLDER", default=ROOT / "site" / "duration-text", type=Path)
    site = parser.parse_args().site.resolve()
    stage = Stage()
    print("paa: edit a file, commit, release")
    with tempfile.TemporaryDirectory(prefix="paa-demo-") as name:
        folder = Path(name).resolve()
        repository = folder / "repository"
        _copy(repository)
        _begin(stage, folder, repository)
        _develop(stage, repository)
        _release(stage, repository)
        _document(stage, repository, site)
        _deliver(stage, folder)
    stage.summary("three edits, three releases, and packages that need no repository.")
    # On a line of its own, where it fits most terminals: half an address cannot be clicked.
    print(f"\nOpen the documentation in a browser:\n{(site / 'index.html').as_uri()}")


if __name__ == "__main__":
    main()
