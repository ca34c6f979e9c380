"""A large packaging repository with a long history, written through one `git fast-import`; a seed gives the bytes."""

import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

__all__ = ["Monorepo", "Size"]

START = 1_600_000_000
STEP = 600  # seconds between commits
STATES = 3  # of each file, which its commits alternate between
LINES = 300
PEOPLE = ("Ada Example", "Grace Sample", "Alan Specimen")
SIBLINGS = 10  # each tenth project imports another one
BRANCHES = 8  # each eighth step of the main line is a merge
BRANCH = 2  # commits of a branch

# Packages are made as fast as they can be: the gates have a table of their own, without those that ask a server.
CONFIGURATION = """\
module_dir: module_dir
dependencies_dir: module_dir/components
license_path: LICENSE
license_label: MIT
python_version: "3.11"
check_vulnerabilities: false
check_dependencies_licenses: false
make_package_check_dependencies_compatibility: false
make_package_check_full_dependencies_compatibility: false
gates:
  make-package: {metadata: off, contents: off, good-release: off}
  release: {smoke: off, tests: off, api: off, lint: off}
"""

LICENSE = "MIT License\n\nCopyright (c) the authors of nothing in particular\n"

HEAD = '''\
"""Process {name} of a made-up kind."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml
from packaging.version import Version

{imports}

__package_metadata__ = {{
    "author": "Ada Example",
    "author_email": "ada@example.com",
    "description": "Process {name} of a made-up kind.",
    "keywords": ["measure", "sample"],
}}


@dataclass(frozen=True)
class Reading:
    """A measured value and its unit."""

    value: float
    unit: str


def load(path: Path) -> list[Reading]:
    """Read values from a YAML or a JSON file."""
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return [Reading(convert_0(row["width"]), row.get("unit", "m2")) for row in rows]


def newest(versions: list[str]) -> str:
    """Find the newest version among lines of text."""
    found = [match[0] for line in versions if (match := re.search(r"[0-9][0-9.]*", line))]
    return str(max(map(Version, found)))
'''

FUNCTION = '''

def {verb}_{subject}_{number}({subject}: list[Reading], unit: str = "m") -> Counter[str]:
    """{title} {subject} that are above {limit}."""
    counted: Counter[str] = Counter()
    for reading in {subject}:
        value = convert_0(reading.value)
        if value > {limit}:
            counted[reading.unit] += 1
        elif value < -{limit}:
            counted.subtract([reading.unit])
    return counted
'''

COMPONENT = '''\
"""Units, number {number}."""

FACTOR = {factor}


def convert(value: float) -> float:
    """Give a length in another unit."""
    return value * FACTOR
'''

SUBJECTS = ("readings", "samples", "values", "points", "entries", "signals")
VERBS = ("collect", "filter", "group", "rank", "smooth", "count", "compare", "merge")
WORK = ("round half to even", "accept empty files", "read old files", "speed up the loop", "name the unit in errors")
TYPES = ("feat", "fix", "perf", "refactor", "docs", "chore")
MARKS = ("", "", " [..+]", " [..+]", " [.+.]", " [+..]")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is.

    Attributes:
        projects: The number of modules.
        commits: The number of commits.
    """

    projects: int = 2_000
    commits: int = 50_000

    @property
    def components(self) -> int:
        """The number of component files."""
        return max(2, self.projects // 50)


class Monorepo:
    """A git repository with many projects.

    Args:
        root: The working tree; one that is there is taken as it is.
        size: How much there is.
        seed: What everything is drawn with.
        env: The environment for git.
    """

    def __init__(self, root: Path, size: Size, seed: int, env: Mapping[str, str]) -> None:
        self.root = root
        self.size = size
        self._env = env
        self._seed = seed
        if root.exists():
            return
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self._import()
        self.git("read-tree", "-m", "-u", "HEAD")

    def git(self, *arguments: str) -> None:
        """Run git in the working tree."""
        identity = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false")
        subprocess.run(["git", *identity, "-c", "gc.auto=0", *arguments], cwd=self.root, env=self._env, check=True)

    def copy(self, name: str) -> "Monorepo":
        """Copy the repository to a folder beside it."""
        shutil.copytree(self.root, self.root.with_name(name))
        return Monorepo(self.root.with_name(name), self.size, self._seed, self._env)

    def commit(self, path: Path, text: str, message: str) -> None:
        """Commit a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.git("add", str(path))
        self.git("commit", "--quiet", f"--message={message}")

    def edit(self, projects: int) -> None:
        """Change some projects in as many commits."""
        for number in range(projects):
            path = Path(_module_path(number))
            text = (self.root / path).read_text(encoding="utf-8")
            self.commit(path, f"{text}\nEDIT = 1\n", f"[{path.stem}] [..+] change it")

    def _import(self) -> None:
        command = [
            "git",
            "-c",
            "core.compression=1",
            "-c",
            "pack.compression=1",
            "fast-import",
            "--quiet",
            "--force",
            "--date-format=raw",
        ]
        with subprocess.Popen(command, cwd=self.root, env=self._env, stdin=subprocess.PIPE) as importer:
            if importer.stdin is None:
                raise ValueError
            writer = _Writer(importer.stdin, self.size, random.Random(self._seed))
            writer.write()
            importer.stdin.close()
        if importer.returncode:
            raise subprocess.CalledProcessError(importer.returncode, command)


class _Writer:
    """Writes the orders for fast-import: first the contents, then the commits that name them."""

    def __init__(self, stream: IO[bytes], size: Size, source: random.Random) -> None:
        self._stream = stream
        self._size = size
        self._source = source
        self._mark = 0
        self._states: dict[str, tuple[int, ...]] = {}
        self._time = START

    def write(self) -> None:
        for number in range(self._size.components):
            text = COMPONENT.format(number=number, factor=self._source.randrange(2, 90))
            self._add_states(_component_path(number), text)
        for number in range(self._size.projects):
            self._add_states(_module_path(number), _module(number, self._size, self._source))
        self._add_states("README.md", "# A large repository\n")
        singles = {".paa.config": CONFIGURATION, "LICENSE": LICENSE}
        files = {path: self._blob(text) for path, text in singles.items()}
        files |= {path: states[0] for path, states in self._states.items()}
        tip = self._commit("main", "Add the first modules", files)
        left = self._size.commits - 1
        while left > 0:
            if left > BRANCH and self._source.randrange(BRANCHES) == 0:
                tip = self._merged_branch(tip)
                left -= BRANCH + 1
            else:
                tip = self._commit("main", *self._change(), parents=(tip,))
                left -= 1

        self._stream.write(b"reset refs/topic/feature\nfrom 0000000000000000000000000000000000000000\n\n")

    def _merged_branch(self, start: int) -> int:
        """Merge a short branch into the main line."""
        name = f"feature-{start}"
        changes: dict[str, int] = {}
        tip = start
        for _ in range(BRANCH):
            message, files = self._change()
            tip = self._commit("feature", message, files, parents=(tip,))
            changes |= files
        number = self._source.randrange(10_000)
        message = self._source.choice((f"Merge branch '{name}'", f"Merged PR {number}: work on {name}"))
        return self._commit("main", message, changes, parents=(start, tip))

    def _change(self) -> tuple[str, dict[str, int]]:
        source = self._source
        (kind,) = source.choices(("one", "some", "component", "other"), weights=(77, 15, 5, 3))
        if kind == "other":
            return "Mention the new modules", self._other_states(["README.md"])
        if kind == "component":
            number = source.randrange(self._size.components)
            return f"fix: {source.choice(WORK)}", self._other_states([_component_path(number)])
        count = 1 if kind == "one" else source.randrange(2, 5)
        numbers = source.sample(range(self._size.projects), min(count, self._size.projects))
        return _message(numbers, source), self._other_states([_module_path(number) for number in numbers])

    def _other_states(self, paths: Sequence[str]) -> dict[str, int]:
        return {path: self._source.choice(self._states[path]) for path in paths}

    def _add_states(self, path: str, text: str) -> None:
        self._states[path] = tuple(self._blob(f"{text}\n# state {state}\n") for state in range(STATES))

    def _blob(self, text: str) -> int:
        self._mark += 1
        content = text.encode()
        self._stream.write(b"blob\nmark :%d\ndata %d\n%s\n" % (self._mark, len(content), content))
        return self._mark

    def _commit(self, branch: str, message: str, files: Mapping[str, int], *, parents: Sequence[int] = ()) -> int:
        self._mark += 1
        self._time += STEP
        name = self._source.choice(PEOPLE)
        person = f"{name} <{name.partition(' ')[0].lower()}@example.com> {self._time} +0000"
        words = zip(("from", "merge"), parents, strict=False)
        lines = [
            f"commit refs/{'heads' if branch == 'main' else 'work'}/{branch}",
            f"mark :{self._mark}",
            f"author {person}",
            f"committer {person}",
            f"data {len(message.encode())}",
            message,
            *(f"{word} :{parent}" for word, parent in words),
            *(f"M 100644 :{mark} {path}" for path, mark in files.items()),
            "",
        ]
        self._stream.write("\n".join(lines).encode())
        return self._mark


def _module_path(number: int) -> str:
    return f"module_dir/{_name(number)}.py"


def _component_path(number: int) -> str:
    return f"module_dir/components/units_{number:03}.py"


def _name(number: int) -> str:
    return f"{VERBS[number % len(VERBS)]}_{SUBJECTS[number % len(SUBJECTS)]}_{number:04}"


def _module(number: int, size: Size, source: random.Random) -> str:
    """Write a module: the head, then functions until it is long enough."""
    used = source.sample(range(size.components), 2)
    imports = [f"from components.units_{each:03} import convert as convert_{at}" for at, each in enumerate(used)]
    if number and number % SIBLINGS == 0:
        imports.append(f"from {_name(source.randrange(number))} import load as load_other")
    text = HEAD.format(name=_name(number), imports="\n".join(imports))
    lines = text.count("\n")
    return text + "".join(_functions((LINES - lines) // FUNCTION.count("\n"), source))


def _functions(count: int, source: random.Random) -> Iterator[str]:
    for number in range(count):
        verb, subject = source.choice(VERBS), source.choice(SUBJECTS)
        limit = source.randrange(2, 50)
        yield FUNCTION.format(verb=verb, subject=subject, number=number, title=verb.capitalize(), limit=limit)


def _message(numbers: Sequence[int], source: random.Random) -> str:
    names = [_name(number) for number in numbers]
    work = source.choice(WORK)
    (style,) = source.choices(("label", "scope", "squash", "type", "words"), weights=(50, 25, 10, 7, 8))
    if style == "label":
        return "; ".join(f"[{name}]{source.choice(MARKS)} {source.choice(WORK)}" for name in names)
    if style == "scope":
        return f"{source.choice(TYPES)}({names[0]}): {work}"
    if style == "squash":
        items = "\n".join(f"* [{name}] {source.choice(WORK)}" for name in names)
        return f"{work.capitalize()} (#{source.randrange(10_000)})\n\n{items}\n\nSigned-off-by: A <a@example.com>"
    if style == "type":
        return f"{source.choice(TYPES)}: {work}\n\nIt was wrong for a long time, and nobody had seen it.\n\nRefs: #12"
    return f"{work.capitalize()}\n\nReviewed by two people; the numbers in the report stay as they are."
