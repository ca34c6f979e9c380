"""`paa test` and the gate `tests`: pytest, against the wheel, in an environment that has nothing else."""

import json
import sys
from pathlib import Path

import pytest

from tests.support import Completed, create_environment
from tests.support.programs import Programs, only_programs
from tests.support.trees import read_tree
from tests.support.workshop import CONFIG, RELEASED, Workshop

GATED = f"{CONFIG}gates:\n  release: {{tests: fail}}\n"
TOOL = f"{RELEASED}import part\n\ndef double(number):\n    return part.TWO * number\n"
PASSING = "from tool import double\n\ndef test_double():\n    assert double(2) == 4\n"
FAILING = "from tool import double\n\ndef test_double():\n    assert double(2) == 5\n"
PYTHON = ".".join(map(str, sys.version_info[:3]))


def prepare(workshop: Workshop, **tests: str) -> None:
    """Write a module with a sibling, and its tests: file below `tests/tool` → source."""
    workshop.repository.config(GATED)
    workshop.repository.module("tool", TOOL)
    workshop.repository.module("part", f"{RELEASED}TWO = 2\n")
    workshop.repository.module("other", f"{RELEASED}THREE = 3\n")
    for path, source in tests.items():
        workshop.repository.write(f"tests/tool/{path}", source)
    workshop.repository.commit()


def run_tests(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("test", *words, "--root", workshop.repository.root)


def check(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("check", "tool", "--only", "tests", *words, "--root", workshop.repository.root)


def refused(out: str) -> Completed:
    return Completed(4, out, "error: 1 finding\n")


@pytest.mark.slow
def test_passing_tests(workshop: Workshop) -> None:
    prepare(workshop, **{"test_tool.py": PASSING})
    before = read_tree(workshop.repository.root)

    tested = run_tests(workshop, "tool", "part", "--quiet")

    assert (tested.code, tested.err) == (0, "")
    lines = tested.out.splitlines()
    assert lines[-2:] == [f"tool: passed with Python {PYTHON}", "part: no tests in tests/part"]
    assert "tests/test_tool.py ." in tested.out
    assert "1 passed" in tested.out
    assert read_tree(workshop.repository.root) == before


@pytest.mark.slow
def test_failing_tests(workshop: Workshop) -> None:
    prepare(workshop, **{"test_tool.py": FAILING})

    failed = run_tests(workshop, "tool", "--json", "--quiet")

    assert failed.code == 4
    assert failed.err == "error: tests/tool: the tests of tool fail\n  hint: what pytest said is above\n"
    (document,) = json.loads(failed.out)["projects"]
    assert "assert 4 == 5" in document.pop("output")
    assert document == {
        "import_name": "tool",
        "name": "tool",
        "version": "0.0.1.dev0",
        "outcome": "failed",
        "python": PYTHON,
        "where": "tests/tool",
    }

    found = check(workshop)
    assert (found.code, found.err) == (4, "error: 1 finding\n")
    first, second, *said, last = found.out.splitlines()
    assert (first, second) == ("tests/tool: tests/failed", "  the tests of tool fail")
    assert "    E       assert 4 == 5" in said
    assert last == "  hint: `paa test tool` runs them"


WHOLE = {
    "__init__.py": "",
    "conftest.py": "import pytest\n\n@pytest.fixture\ndef three():\n    import other\n    return other.THREE\n",
    "helpers.py": "def four():\n    return 4\n",
    "pytest.ini": "[pytest]\nmarkers = hard: takes long\n",
    "requirements.txt": "# what the imports do not say\niniconfig>=2  # for its metadata\npytest\n",
    "inner/test_more.py": "#@ pluggy\n\ndef test_more(): ...\n",
    "test_tool.py": """\
        import os
        import sys
        from importlib.metadata import version
        from pathlib import Path

        import idna
        import pytest
        import tool
        from tool import double

        from .helpers import four

        @pytest.mark.hard
        def test_everything(three, shared):
            assert double(2) == four()
            assert (three, shared) == (3, "of all")
            assert version("iniconfig") and version("pluggy") and idna.encode("a") == b"a"
            assert Path(tool.__file__).is_relative_to(sys.prefix)
            assert Path(tool.__file__).parts[-2:] == ("tool", "__init__.py")
            assert "MADE_UP_TOKEN" not in os.environ
            assert os.environ["MADE_UP"] == "kept"
        """,
}


@pytest.mark.slow
def test_tests_find_what_they_need(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Helpers, fixtures, their own configuration, siblings, and requirements from imports, comments and a file."""
    prepare(workshop, **WHOLE)
    workshop.repository.write(
        "tests/conftest.py", "import pytest\n\n@pytest.fixture\ndef shared():\n    return 'of all'\n"
    )
    workshop.repository.write(".paa/package_mapping.json", '{"idna": "idna"}')
    workshop.repository.write("pytest.ini", "[pytest]\naddopts = --no-such-option\n")
    monkeypatch.setenv("MADE_UP_TOKEN", "secret")
    monkeypatch.setenv("MADE_UP", "kept")
    monkeypatch.setenv("PYTHONPATH", str(workshop.repository.root / "module_dir"))
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")

    tested = run_tests(workshop, "tool", "--pytest-arg=-rA", "--quiet")

    assert (tested.code, tested.err) == (0, ""), tested.out
    assert "2 passed" in tested.out
    assert "PASSED tests/test_tool.py::test_everything" in tested.out


@pytest.mark.slow
def test_interface_brings_its_extra(workshop: Workshop) -> None:
    """What the web API requires is installed when a test imports it, and otherwise not."""
    prepare(
        workshop, **{"test_tool.py": "from tool.routes import NAME\n\ndef test_name():\n    assert NAME == 'idna'\n"}
    )
    workshop.repository.write("api_routes/tool.py", "import idna\n\nNAME = idna.__name__\nrouter = None\n")
    workshop.repository.write(".paa/package_mapping.json", '{"idna": "idna"}')

    assert run_tests(workshop, "tool", "--quiet").code == 0

    source = "import importlib.util\n\ndef test_none():\n    assert importlib.util.find_spec('idna') is None\n"
    workshop.repository.write("tests/tool/test_tool.py", source)
    tested = run_tests(workshop, "tool", "--quiet")
    assert tested.code == 0, tested.out


@pytest.mark.slow
def test_wrong_inference_is_seen(workshop: Workshop) -> None:
    """The package imports what it does not require: here, in a fresh environment, that is not there."""
    prepare(workshop, **{"test_tool.py": "import tool\n\ndef test_it(): ...\n"})
    workshop.repository.module("tool", f"{RELEASED}import idna  #-\n")

    tested = run_tests(workshop, "tool", "--quiet")

    assert tested.code == 4
    assert "No module named 'idna'" in tested.out


@pytest.mark.slow
def test_another_interpreter_is_named(workshop: Workshop, tmp_path: Path) -> None:
    """By its path, and by the folder of its environment: what is installed there is not seen."""
    environment = create_environment(tmp_path / "environment")
    prepare(workshop, **{"test_tool.py": PASSING})

    for place in (environment.python, environment.root):
        tested = run_tests(workshop, "tool", "--python", str(place), "--quiet")
        assert (tested.code, tested.out.splitlines()[-1]) == (0, f"tool: passed with Python {PYTHON}")
    assert environment.distributions == ()


@pytest.mark.slow
def test_slow_tests_are_not_waited_for(workshop: Workshop) -> None:
    prepare(workshop, **{"test_tool.py": "import time\n\ndef test_it():\n    time.sleep(60)\n"})

    tested = run_tests(workshop, "tool", "--timeout", "2", "--quiet")

    hint = "  hint: `--timeout` gives them more\n"
    error = f"error: tests/tool: the tests of tool took longer than 2 seconds\n{hint}"
    assert tested == Completed(4, "tool: not run in tests/tool\n", error)
    assert check(workshop, "--timeout", "2") == refused(
        "tests/tool: tests/unavailable\n"
        "  tool could not be tested: the tests of tool took longer than 2 seconds\n"
        f"{hint}"
    )


@pytest.mark.slow
def test_crash_is_no_pass(workshop: Workshop) -> None:
    prepare(workshop, **{"test_tool.py": "import os\n\ndef test_it():\n    os._exit(0)\n"})

    tested = run_tests(workshop, "tool", "--quiet")

    assert tested.code == 4
    assert tested.out.splitlines()[-2:] == ["pytest ended before it was done", f"tool: failed with Python {PYTHON}"]


@pytest.mark.slow
def test_no_test_is_collected(workshop: Workshop) -> None:
    prepare(workshop, **{"helpers.py": "X = 1\n"})

    tested = run_tests(workshop, "tool", "--quiet")

    assert (tested.code, tested.out.splitlines()[-1]) == (0, f"tool: no tests with Python {PYTHON}")


def test_project_without_tests_is_told(workshop: Workshop) -> None:
    prepare(workshop)

    assert run_tests(workshop, "tool") == Completed(0, "tool: no tests in tests/tool\n", "")
    note = "note: tests/tool: tool has no tests\n"
    assert check(workshop) == Completed(0, "tests: 1 project, no failing test\n", note)


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        pytest.param(
            [], 2, "name the modules to test, or say --all instead\n  hint: `paa test my-module`\n", id="nothing"
        ),
        pytest.param(
            ["tool", "--all"],
            2,
            "name the modules to test, or say --all instead\n  hint: `paa test my-module`\n",
            id="names and all",
        ),
        pytest.param(
            ["tol"], 3, "module_dir: there is no module 'tol'\n  hint: did you mean 'tool'?\n", id="unknown module"
        ),
        pytest.param(
            ["tool", "--python", "snake"],
            2,
            "snake: there is no such interpreter\n  hint: name a path, or a version such as 3.12\n",
            id="no python",
        ),
        pytest.param(["broken"], 3, "module_dir/broken.py:1: syntax error", id="syntax error"),
        pytest.param(["bad"], 3, "tests/bad/test_bad.py:1: syntax error", id="syntax error of a test"),
        pytest.param(
            ["listed"],
            3,
            "tests/listed/requirements.txt:2: '--index-url x' is an option, and no requirement\n"
            "  hint: write requirements as in `name>=1.2`; the index is that of uv's or pip's configuration\n",
            id="option",
        ),
        pytest.param(
            ["unlisted"],
            3,
            "tests/unlisted/requirements.txt:1: 'two words' is no valid requirement",
            id="no requirement",
        ),
        pytest.param(
            ["guessing"],
            4,
            "module_dir/guessing.py:2: guessing: the requirement 'paa-unheard-of' is only guessed",
            id="guess",
        ),
    ],
)
def test_what_cannot_be_tested_is_refused(workshop: Workshop, words: list[str], code: int, error: str) -> None:
    prepare(workshop, **{"test_tool.py": PASSING})
    for name, source in {"broken": "print(\n", "guessing": f"{RELEASED}import paa_unheard_of\n"}.items():
        workshop.repository.module(name, source)
    for name in ("bad", "listed", "unlisted"):
        workshop.repository.module(name, RELEASED)
        workshop.repository.write(f"tests/{name}/test_{name}.py", "def test(\n" if name == "bad" else "")
    workshop.repository.write("tests/listed/requirements.txt", "idna\n--index-url x\n")
    workshop.repository.write("tests/unlisted/requirements.txt", "two words\n")

    outcome = run_tests(workshop, *words)

    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.startswith(f"error: {error}")


def test_guess_of_a_test_is_told_and_not_installed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(workshop, **{"test_tool.py": "import paa_unheard_of\n"})
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(workshop.output))

    outcome = run_tests(workshop, "tool")

    note = (
        "note: tests/tool/test_tool.py:1: the tests import 'paa_unheard_of', and which project that is can only be "
        "guessed\n  hint: name it with `#@ PROJECT`, or in tests/tool/requirements.txt\n"
    )
    assert outcome.code == 6
    assert outcome.err.startswith(f"{note}error: these requirements could not be installed: ")
    assert "paa-unheard-of" not in outcome.err.removeprefix(note)


REMEDY = "  hint: name an interpreter of this machine with --python, such as 3.12 or a path\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return only_programs(tmp_path / "programs", monkeypatch)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param("echo no >&2; exit 2", "no environment can be made with Python of paa\n    no", id="failure"),
        pytest.param("kill -SEGV $$", "no environment can be made with Python of paa", id="crash"),
        pytest.param("exit 0", "no environment can be made with Python of paa: uv made none", id="nothing"),
        pytest.param("echo fine", "no environment can be made with Python of paa: uv made none", id="garbage"),
        pytest.param("sleep 60", "no environment can be made with Python of paa: it took too long", id="timeout"),
        pytest.param("#!/no/such\n", "this cannot be started: No such file or directory", id="start"),
    ],
)
def test_broken_uv_is_a_finding(workshop: Workshop, programs: Programs, script: str, message: str) -> None:
    prepare(workshop, **{"test_tool.py": PASSING})
    programs.write("uv", script)

    found = check(workshop, "--timeout", "2")

    where = str(programs.folder / "uv") if "started" in message else "module_dir/tool.py"
    assert found == refused(f"{where}: tests/unavailable\n  tool could not be tested: {message}\n{REMEDY}")


def test_neither_uv_nor_pip(workshop: Workshop, programs: Programs) -> None:
    """An environment is made by the interpreter itself; nothing can install into it."""
    prepare(workshop, **{"test_tool.py": PASSING})

    assert programs.folder.is_dir()
    assert check(workshop) == refused(
        "module_dir/tool.py: tests/unavailable\n"
        "  tool could not be tested: there is neither uv nor pip to install requirements with\n"
        "  hint: install uv, or pip: python -m ensurepip\n"
    )
