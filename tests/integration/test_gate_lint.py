"""The gate `lint`: ruff, and pylint where a score is asked for."""

from pathlib import Path

import pytest

from tests.support import Completed
from tests.support.programs import Programs, only_programs
from tests.support.trees import read_tree
from tests.support.workshop import CONFIG, RELEASED, Workshop

CLEAN = f'"""A tool."""\n\n{RELEASED}\n\ndef double(number):\n    """Double a number."""\n    return 2 * number\n'
RUFF = 'lint.select = ["E9", "F"]\n'
PASSED = Completed(0, "lint: 1 project, nothing to complain of\n", "")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return only_programs(tmp_path / "programs", monkeypatch, "ruff", "pylint")


def prepare(workshop: Workshop, source: str = CLEAN, *, threshold: str | None = None, **files: str) -> None:
    scored = f"pylint_threshold: {threshold}\n" if threshold else ""
    workshop.repository.config(f"{CONFIG}{scored}gates:\n  release: {{lint: fail}}\n")
    workshop.repository.write("ruff.toml", RUFF)
    workshop.repository.module("tool", source)
    for path, content in files.items():
        workshop.repository.write(path, content)
    workshop.repository.commit()


def check(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("check", "tool", "--only", "lint", *words, "--root", workshop.repository.root)


def refused(out: str, count: int = 1) -> Completed:
    findings = "1 finding" if count == 1 else f"{count} findings"
    return Completed(4, out, f"error: {findings}\n")


def test_clean_sources_pass_and_nothing_is_written(workshop: Workshop, programs: Programs) -> None:
    prepare(workshop, threshold="9")
    before = read_tree(workshop.repository.root)

    assert check(workshop) == PASSED
    assert read_tree(workshop.repository.root) == before
    assert programs.folder.is_dir()


UNUSED = f"import os\nimport components.part\n{RELEASED}"


def test_complaints_are_told_with_their_places(workshop: Workshop, programs: Programs) -> None:
    """Of everything that belongs to the project, and of nothing else."""
    del programs
    other = {"module_dir/components/part.py": "import sys\n", "module_dir/other.py": "import re\n"}
    prepare(workshop, UNUSED, **other)

    def unused(path: str, line: int, name: str) -> str:
        hint = "`ruff rule F401` explains it; `# noqa: F401` behind the line keeps it"
        return f"{path}:{line}: lint/F401\n  `{name}` imported but unused\n  hint: {hint}\n"

    expected = (
        unused("module_dir/components/part.py", 1, "sys")
        + unused("module_dir/tool.py", 1, "os")
        + unused("module_dir/tool.py", 2, "components.part")
    )
    assert check(workshop) == refused(expected, 3)
    names = ("run-pylint-tests", "tool", "--root", workshop.repository.root)
    assert workshop.paa(*names) == refused(expected, 3)
    assert workshop.paa("run-pylint-tests", "module_dir/tool.py", *names[2:]) == refused(expected, 3)
    everything = workshop.paa("run-pylint-tests", "--root", workshop.repository.root)
    assert everything == refused(expected, 3), "a module that is not for release is no project of a release"


@pytest.mark.parametrize(
    ("source", "rule", "message"),
    [
        pytest.param(f"{RELEASED}print(nowhere)\n", "F821", "Undefined name `nowhere`", id="undefined"),
        pytest.param(f'{RELEASED}"%s %s" % (1,)\n', "F507", "`%`-format string has 2 placeholder(s)", id="format"),
        pytest.param(f"{RELEASED}assert (1, 'x')\n", "F631", "Assert test is a non-empty tuple", id="assert"),
    ],
)
def test_samples_that_fail(workshop: Workshop, programs: Programs, source: str, rule: str, message: str) -> None:
    del programs
    prepare(workshop, source)

    outcome = check(workshop)

    first, second, third = outcome.out.splitlines()
    assert first == f"module_dir/tool.py:2: lint/{rule}"
    assert second.startswith(f"  {message}")
    assert third == f"  hint: `ruff rule {rule}` explains it; `# noqa: {rule}` behind the line keeps it"
    assert (outcome.code, outcome.err) == (4, "error: 1 finding\n")


def test_configuration_of_the_repository_counts(workshop: Workshop, programs: Programs) -> None:
    del programs
    prepare(workshop, UNUSED, **{"ruff.toml": 'exclude = ["module_dir"]\n', "module_dir/components/part.py": ""})

    assert check(workshop) == PASSED


def test_score_below_the_threshold(workshop: Workshop, programs: Programs) -> None:
    del programs
    source = f'"""A tool."""\n\n{RELEASED}\n\ndef double(number, other):\n    return 2 * number\n'
    prepare(workshop, source, threshold="8.5")

    assert check(workshop) == refused(
        "module_dir/tool.py: lint/score\n"
        "  tool: pylint gives 3.33, and `pylint_threshold` is 8.5\n"
        "    module_dir/tool.py:6: missing-function-docstring: Missing function or method docstring\n"
        "    module_dir/tool.py:6: unused-argument: Unused argument 'other'\n"
        "  hint: mend what it complains of; its own configuration says what it looks at\n"
    )


def test_imports_need_not_be_installed(workshop: Workshop, programs: Programs) -> None:
    del programs
    head = f'"""A tool."""\n\nimport no_such_project\n\n{RELEASED}'
    prepare(workshop, f"{head}VALUE = no_such_project.VALUE\n", threshold="10")

    assert check(workshop) == PASSED


CHECK, PYLINT = "pip install 'paa[check]'", "pip install pylint"


@pytest.mark.parametrize(("tool", "install"), [("ruff", CHECK), ("pylint", PYLINT)])
def test_tool_is_not_installed(workshop: Workshop, programs: Programs, tool: str, install: str) -> None:
    prepare(workshop, threshold="5")
    programs.remove(tool)

    where = "module_dir/tool.py: " if tool == "pylint" else ""
    assert check(workshop) == refused(f"{where}lint/unavailable\n  {tool} is not installed\n  hint: {install}\n")


@pytest.mark.parametrize("tool", ["ruff", "pylint"])
@pytest.mark.parametrize(
    ("script", "said", "hint"),
    [
        pytest.param("exit 0", "what {} printed cannot be read", "pip install --upgrade {}", id="nothing"),
        pytest.param("echo fine", "what {} printed cannot be read", "pip install --upgrade {}", id="garbage"),
        pytest.param(
            "printf '[%.0s' $(seq 100000)", "what {} printed cannot be read", "pip install --upgrade {}", id="nested"
        ),
        pytest.param("echo '[[]]'", "what {} printed cannot be read", "pip install --upgrade {}", id="another form"),
        pytest.param("kill -SEGV $$", "{} gave no answer\n    it ended with -11", "try it: {} --version", id="crash"),
        pytest.param("echo no >&2; exit 33", "{} gave no answer\n    no", "try it: {} --version", id="failure"),
        pytest.param("sleep 60", "{} gave no answer: it took too long", "`--timeout` gives it more time", id="timeout"),
        pytest.param("#!/no/such\n", "{} cannot be started: No such file or directory", None, id="start"),
    ],
)
def test_broken_tool_is_a_finding(
    workshop: Workshop, programs: Programs, tool: str, script: str, said: str, hint: str | None
) -> None:
    prepare(workshop, threshold="5")
    programs.write(tool, script)

    where = "module_dir/tool.py: " if tool == "pylint" else ""
    remedy = hint.format(tool) if hint else {"ruff": CHECK, "pylint": PYLINT}[tool]
    expected = f"{where}lint/unavailable\n  {said.format(tool)}\n  hint: {remedy}\n"
    assert check(workshop, "--timeout", "1.5") == refused(expected)
