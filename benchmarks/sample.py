"""A packaging repository to measure on; the same seed gives the same bytes."""

import random
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MODULE", "SampleRepository"]

MODULE = "measured_tool"
LINES = 300

CONFIGURATION = """\
module_dir: module_dir
dependencies_dir: module_dir/components
license_path: LICENSE
license_label: MIT
python_version: "3.11"
check_vulnerabilities: false
check_dependencies_licenses: false
make_package_check_full_dependencies_compatibility: false
gates:
  make-package: {good-release: off}
"""

HEAD = '''\
"""
Measure things of a made-up kind.

This module was generated to be measured itself: functions with branches, loops and documentation, as one finds them
in a module of its size.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml
from packaging.version import Version

from components.measured_shapes import area
from components.measured_units import convert

__package_metadata__ = {
    "author": "Ada Example",
    "author_email": "ada@example.com",
    "description": "Measure things of a made-up kind.",
    "keywords": ["measure", "sample"],
}


@dataclass(frozen=True)
class Reading:
    """A measured value and its unit."""

    value: float
    unit: str


def load(path: Path) -> list[Reading]:
    """Read values from a YAML or a JSON file."""
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return [Reading(area(row["width"], row["height"]), row.get("unit", "m2")) for row in rows]


def newest(versions: list[str]) -> str:
    """Find the newest version among lines of text."""
    found = [match[0] for line in versions if (match := re.search(r"[0-9][0-9.]*", line))]
    return str(max(map(Version, found)))

'''

SHAPES = '''\
"""Shapes."""


def area(width: float, height: float) -> float:
    """Multiply the sides of a rectangle."""
    return width * height
'''

UNITS = '''\
"""Units of length."""

from components.measured_shapes import area

FACTORS = {"m": 1.0, "km": 1000.0, "cm": 0.01}


def convert(value: float, source: str, target: str) -> float:
    """Give a length in another unit."""
    return area(value, FACTORS[source] / FACTORS[target])
'''

LICENSE = "MIT License\n\nCopyright (c) the authors of nothing in particular\n"

SUBJECTS = ("readings", "samples", "values", "points", "entries", "signals")
VERBS = ("collect", "filter", "group", "rank", "smooth", "count", "compare", "merge")


@dataclass(slots=True)
class SampleRepository:
    """A git repository with one module of 300 lines that uses two components.

    Attributes:
        root: The working tree.
        seed: What the module's functions are drawn with.
        env: The environment for git.
    """

    root: Path
    seed: int
    env: Mapping[str, str]
    edits: int = 0

    def __post_init__(self) -> None:
        """Write and commit the files."""
        for path, text in {
            ".paa.config": CONFIGURATION,
            "LICENSE": LICENSE,
            f"module_dir/{MODULE}.py": _module(self.seed),
            "module_dir/components/measured_shapes.py": SHAPES,
            "module_dir/components/measured_units.py": UNITS,
        }.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self._git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def edit(self) -> None:
        """Change the module, so that no tool can answer from what it did before."""
        self.edits += 1
        path = self.root / "module_dir" / f"{MODULE}.py"
        path.write_text(f"{_module(self.seed)}\n\nEDIT = {self.edits}\n", encoding="utf-8")

    def edit_and_commit(self) -> None:
        """Change the module and commit that."""
        self.edit()
        self.commit()

    def commit(self) -> None:
        """Commit everything."""
        self._git("add", "--all")
        self._git("commit", "--quiet", f"--message=[{MODULE}] change {self.edits}")

    def _git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.com", "-c", "commit.gpgSign=false")
        subprocess.run(["git", *identity, *arguments], cwd=self.root, env=self.env, check=True)


def _module(seed: int) -> str:
    """Write the module: the head, then functions until it is long enough."""
    source = random.Random(seed)
    text = HEAD
    number = 0
    while text.count("\n") < LINES:
        number += 1
        text += _function(source, number)
    return "".join(text.splitlines(keepends=True)[:LINES]).rstrip() + "\n"


def _function(source: random.Random, number: int) -> str:
    verb, subject = source.choice(VERBS), source.choice(SUBJECTS)
    name = f"{verb}_{subject}_{number}"
    limit = source.randrange(2, 50)
    return f'''

def {name}({subject}: list[Reading], unit: str = "m") -> Counter[str]:
    """{verb.capitalize()} {subject} that are above {limit}."""
    counted: Counter[str] = Counter()
    for reading in {subject}:
        value = convert(reading.value, "m", unit)
        if value > {limit}:
            counted[reading.unit] += 1
        elif value < -{limit}:
            counted.subtract([reading.unit])
    return counted
'''
