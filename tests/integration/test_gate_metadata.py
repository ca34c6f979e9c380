"""The gate `metadata`: what both archives say of themselves, and the Pythons that they promise."""

import shutil
import sys
from pathlib import Path

import pytest

from paa.adapters.compilers import find_compilers
from tests.support import Completed
from tests.support.processes import run
from tests.support.workshop import RELEASED, Files, Workshop

ONLY = ("--only", "metadata")


def check(workshop: Workshop, files: Files, *words: str) -> Completed:
    workshop.fill(files)
    return workshop.paa("check", "tool", *ONLY, *words, "--root", workshop.repository.root)


def found(count: int) -> str:
    return "error: 1 finding\n" if count == 1 else f"error: {count} findings\n"


def test_good_metadata_passes(workshop: Workshop) -> None:
    files = {
        "module_dir/tool.py": '"""Count things."""\n\n__package_metadata__ = {"project_urls": {"Code": "https://a.example"}}\n'
    }

    assert check(workshop, files) == Completed(0, "metadata: 1 project, metadata that an index takes\n", "")


@pytest.mark.parametrize(
    ("files", "out"),
    [
        pytest.param(
            {"module_dir/tool.py": '__package_metadata__ = {\n    "description": "A",\n    "name": "json",\n}\n'},
            "module_dir/tool.py:3: metadata/name\n"
            "  'json' is a module of the standard library: no index takes a project of that name\n"
            "  hint: choose another name\n",
            id="standard library",
        ),
        pytest.param(
            {"module_dir/tool.py": '__package_metadata__ = {"description": "A", "name": "Requirements.TXT"}\n'},
            "module_dir/tool.py:1: metadata/name\n"
            "  'requirements-txt' is what people type by mistake: no index takes a project of that name\n"
            "  hint: choose another name\n",
            id="mistyped",
        ),
        pytest.param(
            {
                "module_dir/tool.py": '__package_metadata__ = {"description": "A", "readme": "README.rst"}\n',
                "README.rst": "Tool\n====\n\n.. code-block:: python\n\n    count()\n",
            },
            "module_dir/tool.py:1: metadata/description\n"
            "  the long description is reStructuredText ('===='), and would be shown as Markdown\n"
            "  hint: write it in Markdown\n",
            id="README",
        ),
        pytest.param(
            {
                "module_dir/tool.py": '__package_metadata__ = {"description": "A", "readme": "docs/empty.md"}\n',
                "docs/empty.md": "\n",
            },
            "module_dir/tool.py:1: metadata/description\n"
            "  there is no long description\n"
            "  hint: the module's docstring, or the file that `readme` names, is the long description\n",
            id="empty README",
        ),
    ],
)
def test_metadata_that_an_index_refuses(workshop: Workshop, files: Files, out: str) -> None:
    assert check(workshop, files) == Completed(4, out, found(1))


def test_two_findings_are_told_in_one_go(workshop: Workshop) -> None:
    source = '__package_metadata__ = {"description": "A", "name": "json", "readme": "a.md"}\n'

    refused = check(workshop, {"module_dir/tool.py": source, "a.md": "\n"})

    assert (refused.code, refused.err) == (4, found(2))
    assert [line.split()[1] for line in refused.out.splitlines() if line[0] != " "] == [
        "metadata/name",
        "metadata/description",
    ]


OLD = """\
__package_metadata__ = {"description": "A", "requires_python": ">=3.%d"}

x = 1
match x:
    case 1:
        pass
"""


def test_syntax_that_a_promised_python_does_not_understand(workshop: Workshop) -> None:
    """Of a real interpreter, where this machine has one that is older than `match`."""
    oldest = find_compilers()[0].minor
    if not 6 <= oldest < 10:
        pytest.skip("there is no Python 3.6 to 3.9")

    refused = check(workshop, {"module_dir/tool.py": OLD % oldest})

    assert refused == Completed(
        4,
        "module_dir/tool.py:4: metadata/python\n"
        f"  Python 3.{oldest} does not understand this: invalid syntax\n"
        f"  hint: tool promises Python >=3.{oldest}: raise that, or write this differently\n",
        found(1),
    )


@pytest.fixture
def only_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let this machine have a second interpreter alone, of which a test says what it answers."""
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("PATH", str(Path(str(shutil.which("git"))).parent))
    path = tmp_path / "pyenv" / "versions" / "3.7.17" / "bin" / "python3"
    path.parent.mkdir(parents=True)
    return path


def test_answer_of_an_interpreter_is_told_with_its_place(workshop: Workshop, only_python: Path) -> None:
    answer = '{"version": [3, 7, 17], "wrong": [["module_dir/tool.py", 4, "invalid syntax"]]}'
    only_python.write_text(f"#!/bin/sh\ncat > /dev/null\necho '{answer}'\n", encoding="utf-8")
    only_python.chmod(0o755)
    if sys.version_info[:2] == (3, 7) or find_compilers()[0].minor != 7:
        pytest.skip("git stands beside an older Python")

    refused = check(workshop, {"module_dir/tool.py": OLD % 7})

    assert refused == Completed(
        4,
        "module_dir/tool.py:4: metadata/python\n"
        "  Python 3.7 does not understand this: invalid syntax\n"
        "  hint: tool promises Python >=3.7: raise that, or write this differently\n",
        found(1),
    )


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("echo nothing", "gave an answer that cannot be read", id="garbage"),
        pytest.param("echo '{}'", "gave an answer that cannot be read", id="another form"),
        pytest.param('echo \'{"version": [3, 12, 1], "wrong": []}\'', "gave an answer that cannot be read", id="other"),
        pytest.param("echo no >&2; exit 3", "ended with 3: no", id="failure"),
        pytest.param("kill -SEGV $$", "ended with -11: it said nothing", id="crash"),
        pytest.param("sleep 60", "took longer than 1 seconds", id="timeout"),
    ],
)
def test_interpreter_that_does_not_answer(workshop: Workshop, only_python: Path, script: str, said: str) -> None:
    only_python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    only_python.chmod(0o755)
    hint = "`--timeout` gives it more time" if script == "sleep 60" else "mend it, or take it from the machine"

    refused = check(workshop, {"module_dir/tool.py": OLD % 7}, "--timeout", "1")

    assert refused == Completed(
        4,
        f"module_dir/tool.py:1: metadata/unavailable\n  the interpreter {only_python} {said}\n  hint: {hint}\n",
        found(1),
    )


def test_python_that_is_not_on_this_machine_is_said(workshop: Workshop) -> None:
    source = '__package_metadata__ = {"description": "A", "requires_python": ">=3.99"}\n'

    assert check(workshop, {"module_dir/tool.py": source}) == Completed(
        4,
        "module_dir/tool.py:1: metadata/unavailable\n"
        "  no Python >=3.99 is on this machine, so nobody knows whether it understands the module\n"
        "  hint: install one of these: `uv python install`\n",
        found(1),
    )


def test_twine_agrees(workshop: Workshop) -> None:
    """What passes here passes `twine check --strict`, too."""
    workshop.fill({"module_dir/tool.py": '"""Count things."""\n__package_metadata__ = {}\n'})
    assert workshop.make("tool").code == 0

    checked = run(sys.executable, "-m", "twine", "check", "--strict", *sorted(workshop.output.iterdir()))

    assert (checked.code, checked.out.count("PASSED")) == (0, 2), checked


def test_make_package_refuses_it_too(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED.replace('"A tool."', '"A tool.", "name": "json"')})

    message = "metadata/name: 'json' is a module of the standard library: no index takes a project of that name"
    assert workshop.make("tool") == Completed(
        4, "", f"error: module_dir/tool.py:1: {message}\n  hint: choose another name\n"
    )
    assert not workshop.output.exists()
