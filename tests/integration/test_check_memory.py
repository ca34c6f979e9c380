"""What `paa check` remembers: an answer counts until something changes that it depends on."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from paa.adapters.clock import now
from paa.pipeline.gates import GATES, Gate, Need
from tests.support import Completed
from tests.support.gates import TROUBLES
from tests.support.programs import only_programs
from tests.support.workshop import CONFIG, RELEASED, Workshop

FILES = {
    ".paa.config": CONFIG,
    "module_dir/tool.py": f"{RELEASED}from components.part import x\nimport other\n",
    "module_dir/other.py": f"{RELEASED}y = 1\n",
    "module_dir/components/part.py": "x = 1\n",
    "artifacts/tool/a.txt": "a",
}
ONLY = ("--only", "metadata", "--only", "contents", "--only", "good-release", "--only", "compatibility")
PASSED = "looking at"


@pytest.fixture
def checked(workshop: Workshop) -> Callable[[], list[str]]:
    """Give a function that checks everything, and tells which gates looked at how many projects."""
    workshop.fill(FILES)

    def check() -> list[str]:
        done = workshop.paa("check", "--all", *ONLY, "--verbose", "--root", workshop.repository.root)
        assert done.code == 0, done
        return [line.removesuffix(" ...") for line in done.err.splitlines() if PASSED in line]

    first = check()
    assert sorted(first) == [
        "compatibility: looking at 2 projects",
        "contents: looking at 2 projects",
        "good-release: looking at 2 projects",
        "metadata: looking at 2 projects",
    ]
    return check


def test_nothing_is_asked_twice(checked: Callable[[], list[str]]) -> None:
    assert checked() == []


EVERY = [
    "compatibility: looking at 2 projects",
    "contents: looking at 2 projects",
    "good-release: looking at 2 projects",
    "metadata: looking at 2 projects",
]
TOOL = [
    "compatibility: looking at 2 projects",
    "contents: looking at tool",
    "good-release: looking at tool",
    "metadata: looking at tool",
]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        pytest.param("module_dir/tool.py", f"{FILES['module_dir/tool.py']}z = 1\n", TOOL, id="module"),
        pytest.param("module_dir/components/part.py", "x = 2\n", TOOL, id="component"),
        pytest.param("artifacts/tool/a.txt", "b", TOOL, id="artifact"),
        pytest.param("cli/tool.py", "app = None\n", TOOL, id="command line"),
        pytest.param("licenses/tool/LICENSE", "MIT\n", TOOL, id="licence"),
        pytest.param("module_dir/other.py", f"{RELEASED}y = 2\n", EVERY, id="sibling"),
        pytest.param(".paa/package_mapping.json", "{}", EVERY, id="override"),
        pytest.param("module_dir/third.py", "z = 1\n", EVERY, id="another module"),
        pytest.param("README.md", "Nothing.\n", [], id="something else"),
    ],
)
def test_a_file_that_changes(
    checked: Callable[[], list[str]], workshop: Workshop, path: str, content: str, expected: list[str]
) -> None:
    workshop.repository.write(path, content)

    assert sorted(checked()) == expected
    assert checked() == []


def test_a_setting_that_changes(checked: Callable[[], list[str]], workshop: Workshop) -> None:
    config = workshop.repository.root / ".paa.config"
    config.write_text(f"{config.read_text('utf-8')}license_label: MIT\n", encoding="utf-8")

    assert sorted(checked()) == EVERY


def test_settings_of_a_linter_beside_the_sources(workshop: Workshop) -> None:
    """Ruff looks for its configuration in the folder of each file."""
    workshop.fill({"module_dir/tool.py": f"{RELEASED}import os\n", "module_dir/ruff.toml": 'lint.select = ["W"]\n'})
    words = ("check", "tool", "--only", "lint", "--root", workshop.repository.root)
    passed = Completed(0, "lint: 1 project, nothing to complain of\n", "")

    assert [workshop.paa(*words), workshop.paa(*words)] == [passed, passed]
    workshop.repository.write("module_dir/ruff.toml", 'lint.select = ["F"]\n')
    assert workshop.paa(*words).out.splitlines()[0] == "module_dir/tool.py:2: lint/F401"


@pytest.mark.parametrize("gate", [gate for gate in GATES.values() if "uv" in gate.tools], ids=lambda gate: gate.name)
def test_what_an_index_said_counts_for_a_day_at_most(gate: Gate) -> None:
    assert Need.NETWORK in gate.needs
    assert gate.valid_for is not None
    assert gate.valid_for <= timedelta(days=1).total_seconds()


def test_another_version_of_a_tool(
    checked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = only_programs(tmp_path / "programs", monkeypatch, "uv")
    checked()
    programs.write("uv", "exit 1")

    assert checked() == ["compatibility: looking at 2 projects"]


def test_what_is_installed_counts(
    checked: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import means what the installed distributions say."""
    (tmp_path / "more" / "parts-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "more")])

    assert sorted(checked()) == EVERY


@pytest.fixture
def memory(checked: Callable[[], list[str]], workshop: Workshop) -> Path:  # noqa: ARG001 - it fills the memory
    """Give the file in which answers are kept."""
    (path,) = (workshop.repository.root / ".git" / "paa").glob("gates-*.json")
    return path


def age(path: Path, by: timedelta) -> None:
    """Let everything that is remembered be older, with the checksum of it."""
    from paa.adapters.caches import read_cache, write_cache

    answers = read_cache(path)
    assert isinstance(answers, dict)
    moment = (now() - by).timestamp()
    write_cache(path, {key: {**answer, "made": moment} for key, answer in answers.items()})


def test_answer_of_an_index_expires(checked: Callable[[], list[str]], memory: Path) -> None:
    age(memory, timedelta(hours=23))
    assert checked() == []

    age(memory, timedelta(hours=25))
    assert checked() == ["compatibility: looking at 2 projects"]


def test_answer_of_tomorrow_does_not_count(checked: Callable[[], list[str]], memory: Path) -> None:
    age(memory, timedelta(days=-1))

    assert sorted(checked()) == EVERY


@pytest.mark.parametrize("damage", [b"", b"{}", b"0" * 64 + b"\n{}"])
def test_damaged_memory_is_none(checked: Callable[[], list[str]], memory: Path, damage: bytes) -> None:
    memory.write_bytes(damage)

    assert sorted(checked()) == EVERY
    assert checked() == []


def test_changed_memory_is_none(checked: Callable[[], list[str]], memory: Path) -> None:
    """Findings that somebody took out by hand are found again."""
    checksum, _, content = memory.read_bytes().partition(b"\n")
    answers = json.loads(content)
    first = next(iter(answers))
    del answers[first]
    memory.write_bytes(checksum + b"\n" + json.dumps(answers).encode())

    assert sorted(checked()) == EVERY


def test_findings_are_told_again(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED, "artifacts/tool/.env": "A=1\n"})
    words = ("check", "--all", *ONLY, "--root", workshop.repository.root)

    first = workshop.paa(*words)

    assert first.code == 4
    assert workshop.paa(*words) == first


def test_that_there_was_no_answer_is_not_remembered(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})
    words = ("check", "tool", "--only", "metadata", "--timeout", "1", "--root", workshop.repository.root)
    programs = only_programs(tmp_path / "programs", monkeypatch)
    real = (programs.folder / "python").readlink()
    programs.write("python", str(TROUBLES["crash"]))
    failed = workshop.paa(*words)
    programs.remove("python")
    (programs.folder / "python").symlink_to(real)

    assert failed.code == 4
    assert workshop.paa(*words) == Completed(0, "metadata: 1 project, metadata that an index takes\n", "")
