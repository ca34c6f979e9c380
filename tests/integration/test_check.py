"""`paa check`: conflicts among declared requirements, and what a real resolver says of them."""

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from paa.pipeline.gates import GATES
from tests.support import Completed, FreshEnvironment, PackagingRepository, need_program, run, run_paa
from tests.support.environments import find_uv
from tests.support.stock import serve, stock_wheel
from tests.support.trees import read_tree
from tests.support.workshop import RELEASED, Workshop

CHECKOUT = Path(__file__).parents[2]
REFUSED = "error: 1 finding\n"
COMPATIBILITY = ("--only", "compatibility")
KNOWN = ", ".join(GATES)
NO_ANSWER = "  hint: is the index reachable, and the address of it right? `--timeout` gives the resolver more time\n"


def conflict(project: str, first: str, second: str, where: str) -> str:
    """Write what is printed of a conflict on `paa-base`."""
    return (
        f"{where}: compatibility/conflict\n"
        f"  {project}: no version of paa-base is {first} and {second}\n"
        "  hint: change one of the two\n"
    )


PYTHON_3_12 = '__package_metadata__ = {"requires_python": ">=3.12"}\n'
# What is committed, what is checked, and what is printed.
SPLIT = {
    "module_dir/tool.py": f"{RELEASED}import part\n#@ paa-base>=2\n",
    "module_dir/part.py": f"{RELEASED}#@ paa-base<2\n",
    "module_dir/far.py": f"{RELEASED}import tool\n",
    "module_dir/draft.py": "import part\n",
}
TOOL = conflict("tool", ">=2 (module_dir/tool.py:3)", "<2 (module_dir/part.py:2)", "module_dir/part.py:2")
FAR = conflict("far", ">=2 (module_dir/tool.py:3)", "<2 (module_dir/part.py:2)", "module_dir/part.py:2")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["part"], Completed(0, "compatibility: 1 project, no conflict\n", ""), id="fits"),
        pytest.param(["part", "draft"], Completed(0, "compatibility: 2 projects, no conflict\n", ""), id="two"),
        pytest.param(["tool"], Completed(4, TOOL, REFUSED), id="conflict"),
        pytest.param(["far"], Completed(4, FAR, REFUSED), id="conflict of a sibling"),
        pytest.param(["far", "tool"], Completed(4, TOOL, REFUSED), id="once, for the nearest"),
        pytest.param(["--all"], Completed(4, TOOL, REFUSED), id="all"),
        pytest.param(["tool", "--full"], Completed(4, TOOL, REFUSED), id="known without a resolver"),
        pytest.param(["tool", "--only", "compatibility"], Completed(4, TOOL, REFUSED), id="this gate only"),
    ],
)
def test_declared_requirements_are_compared(workshop: Workshop, words: list[str], expected: Completed) -> None:
    workshop.fill(SPLIT)
    before = read_tree(workshop.repository.root)

    assert workshop.paa("check", *words, *COMPATIBILITY, "--root", workshop.repository.root) == expected
    assert read_tree(workshop.repository.root) == before


def test_name_of_the_predecessor(workshop: Workshop) -> None:
    workshop.fill(SPLIT)

    for words in (["tool"], ["part"], ["--all", "--json"]):
        expected = workshop.paa("check", *words, *COMPATIBILITY, "--root", workshop.repository.root)
        assert workshop.paa("check-deps-compat", *words, "--root", workshop.repository.root) == expected


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            {
                "module_dir/tool.py": f"{RELEASED}import part\n#@ paa-base>=2; python_version >= '3.12'\n",
                "module_dir/part.py": f"{RELEASED}#@ paa-base<2; python_version < '3.12'\n",
            },
            ["tool"],
            id="pythons",
        ),
        pytest.param(
            {
                "module_dir/tool.py": f"{RELEASED}import part\n#@ paa-base>=2; sys_platform == 'linux'\n",
                "module_dir/part.py": f"{RELEASED}#@ paa-base<2; sys_platform == 'win32'\n",
            },
            ["tool"],
            id="platforms",
        ),
        pytest.param(
            {
                "module_dir/tool.py": f"{PYTHON_3_12}import part\n#@ paa-base>=2\n",
                "module_dir/part.py": f"{RELEASED}#@ paa-base<2; python_version < '3.12'\n",
            },
            ["tool"],
            id="python that is not supported",
        ),
        pytest.param(
            {
                "module_dir/tool.py": f"{RELEASED}#@ paa-base>=2\n",
                "module_dir/part.py": f"{RELEASED}#@ paa-base<2\n",
            },
            ["tool", "part"],
            id="unrelated projects",
        ),
    ],
)
def test_never_needed_together(workshop: Workshop, files: Mapping[str, str], words: list[str]) -> None:
    workshop.fill(files)

    count = "1 project" if len(words) == 1 else f"{len(words)} projects"
    assert workshop.paa("check", *words, *COMPATIBILITY, "--root", workshop.repository.root) == Completed(
        0, f"compatibility: {count}, no conflict\n", ""
    )


def test_extras_count_together_with_the_project(workshop: Workshop) -> None:
    workshop.fill(
        {
            "module_dir/tool.py": (
                '__package_metadata__ = {"extras_require": {"fast": ["paa-base>=2"]}}\nimport part\n'
            ),
            "module_dir/part.py": f"{RELEASED}#@ paa-base<2\n",
        }
    )

    expected = conflict("tool", ">=2 (module_dir/tool.py:1)", "<2 (module_dir/part.py:2)", "module_dir/part.py:2")
    assert workshop.paa("check", "tool", *COMPATIBILITY, "--root", workshop.repository.root) == Completed(
        4, expected, REFUSED
    )


def test_findings_are_a_document(workshop: Workshop) -> None:
    workshop.fill(SPLIT)

    refused = workshop.paa("check", "tool", "draft", "--json", *COMPATIBILITY, "--root", workshop.repository.root)

    assert (refused.code, refused.err) == (4, REFUSED)
    message = "no version of paa-base is >=2 (module_dir/tool.py:3) and <2 (module_dir/part.py:2)"
    assert json.loads(refused.out) == {
        "gates": ["compatibility"],
        "projects": ["tool", "draft"],
        "findings": [
            {
                "gate": "compatibility",
                "rule": "conflict",
                "message": f"tool: {message}",
                "where": "module_dir/part.py:2",
                "hint": "change one of the two",
                "project": "tool",
                "level": "fail",
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(
            [],
            2,
            "name the modules to check, or say --all or --changed instead\n  hint: `paa check my-module`",
            id="nothing is named",
        ),
        pytest.param(
            ["tool", "--all"],
            2,
            "name the modules to check, or say --all or --changed instead\n  hint: `paa check my-module`",
            id="names and all",
        ),
        pytest.param(
            ["tool", "--only", "compatibilty"],
            2,
            f"there is no gate 'compatibilty'\n  hint: did you mean 'compatibility'? The gates are: {KNOWN}",
            id="near miss",
        ),
        pytest.param(
            ["tool", "--only", "beauty"],
            2,
            f"there is no gate 'beauty'\n  hint: The gates are: {KNOWN}",
            id="unknown gate",
        ),
        *(
            pytest.param(
                ["tool", "--timeout", text],
                2,
                f"--timeout: {text!r} is no number of seconds\n  hint: write it as in 600 or 0.5",
                id=f"timeout {text}",
            )
            for text in ("soon", "0", "-1", "nan", "inf")
        ),
        pytest.param(
            ["tol"], 3, "module_dir: there is no module 'tol'\n  hint: did you mean 'tool'?", id="unknown module"
        ),
        pytest.param(
            ["broken"], 3, "module_dir/broken.py:1: syntax error: '(' was never closed\n  hint: {}", id="syntax error"
        ),
        pytest.param(
            ["torn"],
            3,
            "module_dir/torn.py:3: no version of paa-base is <2 (module_dir/torn.py:2) and >=2 (module_dir/torn.py:3)\n"
            "  hint: change one of the two",
            id="conflict in one module",
        ),
    ],
)
def test_what_cannot_be_checked_is_refused(workshop: Workshop, words: list[str], code: int, message: str) -> None:
    files = {
        "module_dir/broken.py": "print(\n",
        "module_dir/torn.py": f"{RELEASED}#@ paa-base<2\n#@ paa-base>=2\n",
    }
    workshop.fill(SPLIT | files)

    refused = workshop.paa("check", *words, *COMPATIBILITY, "--root", workshop.repository.root)

    start, _, hint = f"error: {message}\n".partition("{}")
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.startswith(start)
    assert hint or refused.err == start
    assert refused.err.count("\n") == 2


@pytest.mark.parametrize("words", [["near"], ["far"], ["--all"]])
def test_sibling_that_is_not_for_release_is_refused(workshop: Workshop, words: list[str]) -> None:
    """As `make-package` and `plan` refuse it, also where it is a sibling of a sibling."""
    files = {
        "module_dir/far.py": f"{RELEASED}import near\n",
        "module_dir/near.py": f"{RELEASED}import draft\n",
        "module_dir/draft.py": "DRAFT = True\n",
    }
    workshop.fill(files)

    refused = workshop.paa("check", *words, *COMPATIBILITY, "--root", workshop.repository.root)

    message = "module_dir/near.py:2: near is for release and imports draft, which is not"
    hint = "add __package_metadata__ to module_dir/draft.py, or make a component of it"
    assert refused == Completed(3, "", f"error: {message}\n  hint: {hint}\n")


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        pytest.param('{"license_label": "MIIT"}', "'MIIT' is no SPDX licence expression", id="licence"),
        pytest.param('{"classifiers": ["Nope"]}', "'Nope' is no classifier of the index", id="classifier"),
        pytest.param('{"author_email": "ada"}', "'ada' is no e-mail address", id="address"),
        pytest.param('{"version": "new"}', "'new' is no version", id="version"),
    ],
)
def test_metadata_that_cannot_be_released_is_refused(workshop: Workshop, metadata: str, message: str) -> None:
    workshop.fill({"module_dir/tool.py": f"__package_metadata__ = {metadata}\n"})

    refused = workshop.paa("check", "tool", *COMPATIBILITY, "--root", workshop.repository.root)

    assert (refused.code, refused.out) == (3, "")
    assert refused.err.partition("\n")[0] == f"error: module_dir/tool.py:1: {message}"


def test_key_without_a_meaning_is_told(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": '__package_metadata__ = {"versoin": "1"}\n'})

    checked = workshop.paa("check", "tool", *COMPATIBILITY, "--root", workshop.repository.root)

    note = "note: module_dir/tool.py:1: 'versoin' in __package_metadata__ means nothing to paa\n"
    assert checked == Completed(0, "compatibility: 1 project, no conflict\n", note)


def test_guess_counts(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network a name that nobody knows stays a guess."""
    monkeypatch.setenv("UV_OFFLINE", "1")
    workshop.fill({"module_dir/tool.py": f"{RELEASED}import paa_unheard_of\n"})
    text = "the requirement 'paa-unheard-of' is only guessed from the name of the import"
    remedy = "install what provides it, name it in the module (`#@ PROJECT`), or in .paa/package_mapping.json"

    declared = workshop.paa("check", "tool", *COMPATIBILITY, "--root", workshop.repository.root)
    resolved = workshop.paa("check", "tool", "--full", *COMPATIBILITY, "--root", workshop.repository.root)

    assert declared == Completed(4, f"module_dir/tool.py:2: compatibility/guess\n  {text}\n  hint: {remedy}\n", REFUSED)
    assert resolved == declared


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """Fill an index: two projects that need different versions of a third."""
    folder = tmp_path / "stock"
    stock_wheel(folder, "paa-base", "1.0")
    stock_wheel(folder, "paa-base", "2.0")
    stock_wheel(folder, "paa-old", "1.0", "paa-base<2")
    stock_wheel(folder, "paa-new", "1.0", "paa-base>=2")
    stock_wheel(folder, "paa-windows", "1.0", "paa-base<2; sys_platform == 'win32'")
    return folder


@pytest.fixture
def index(stock: Path) -> Iterator[str]:
    """Serve the stock."""
    with serve(stock) as address:
        yield address


def index_settings(address: str, cache: Path) -> dict[str, str | None]:
    """Point uv and pip to an index, and to nothing else; what they downloaded before does not count."""
    hidden = {name: None for name in os.environ if name.startswith(("PIP_", "UV_"))}
    return {
        **hidden,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": address,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
        "UV_CACHE_DIR": str(cache),
        "UV_DEFAULT_INDEX": address,
        "UV_HTTP_RETRIES": "0",
        "UV_NO_CONFIG": "1",
    }


APART = {
    "module_dir/old.py": f"{RELEASED}#@ paa-old\n",
    "module_dir/new.py": f"{RELEASED}#@ paa-new\n",
    "module_dir/both.py": f"{RELEASED}import old\nimport new\n",
    "module_dir/windows.py": f"{RELEASED}#@ paa-windows\n#@ paa-new\n",
    "module_dir/alone.py": f"{RELEASED}import part\n",
    "module_dir/part.py": RELEASED,
    "module_dir/newest.py": f"{RELEASED}#@ paa-base>=3\n",
}


@pytest.fixture
def apart(repository: PackagingRepository) -> PackagingRepository:
    """Commit modules whose requirements fit each other by what they declare."""
    repository.config("module_dir: module_dir\npython_version: '3.11'\n")
    for path, content in APART.items():
        repository.write(path, content)
    repository.commit()
    return repository


def full(repository: PackagingRepository, address: str, tmp_path: Path, *words: str) -> Completed:
    """Check with uv, the one beside the running interpreter or on PATH."""
    need_program("uv")
    settings = index_settings(address, tmp_path / "cache")
    return run_paa("check", *words, "--full", *COMPATIBILITY, cwd=repository.root, env=settings)


NO_SOLUTION = "uv finds no versions that meet all requirements\n"
BOTH = (
    "module_dir/both.py: compatibility/no-solution\n"
    f"  both: {NO_SOLUTION}"
    "    error: No solution found when resolving dependencies\n"
)


def test_uv_finds_versions(apart: PackagingRepository, index: str, tmp_path: Path) -> None:
    checked = full(apart, index, tmp_path, "old")

    assert checked == Completed(0, "compatibility: 1 project, no conflict\n", "")


def test_siblings_are_not_looked_up(apart: PackagingRepository, stock: Path, index: str, tmp_path: Path) -> None:
    """The index has projects of the same names, with requirements that cannot be met: they are strangers'."""
    for name in ("old", "part", "alone", "other-name"):
        stock_wheel(stock, name, "9.0", "paa-base>=99")
    apart.module("named", f"{RELEASED}#@ part>=5\n#@ old\n#@ Other_Name\n")
    apart.module("renamed", '__package_metadata__ = {"name": "other-name"}\n')
    apart.module("broken", "__package_metadata__ = {'name': \n")

    checked = full(apart, index, tmp_path, "alone", "named")

    assert checked == Completed(0, "compatibility: 2 projects, no conflict\n", "")


def test_import_name_of_a_project_of_another_name_is_no_sibling(
    apart: PackagingRepository, index: str, tmp_path: Path
) -> None:
    apart.module("paa_base", '__package_metadata__ = {"name": "ours"}\n')

    refused = full(apart, index, tmp_path, "newest")

    assert (refused.code, refused.err) == (4, REFUSED)
    assert refused.out.startswith(f"module_dir/newest.py: compatibility/no-solution\n  newest: {NO_SOLUTION}")


def test_conflict_that_only_the_resolver_sees(apart: PackagingRepository, index: str, tmp_path: Path) -> None:
    declared = run_paa("check", "both", *COMPATIBILITY, cwd=apart.root)
    resolved = full(apart, index, tmp_path, "both")

    assert declared == Completed(0, "compatibility: 1 project, no conflict\n", "")
    assert (resolved.code, resolved.err) == (4, REFUSED)
    head, said, hint = split(resolved.out, BOTH)
    assert head == BOTH
    assert "paa-old" in said
    assert "paa-new" in said
    assert hint == "  hint: change one of the requirements that it names\n"


def split(out: str, head: str) -> tuple[str, str, str]:
    """Take the words of a tool out of what was printed; each line of them is further in."""
    lines = out.splitlines(keepends=True)
    count = head.count("\n")
    assert [line for line in lines[count:-1] if not line.startswith("    ")] == []
    return "".join(lines[:count]), "".join(lines[count:-1]), lines[-1]


def test_platforms_that_are_not_the_running_one_count(apart: PackagingRepository, index: str, tmp_path: Path) -> None:
    resolved = full(apart, index, tmp_path, "windows")

    assert (resolved.code, resolved.err) == (4, REFUSED)
    assert resolved.out.startswith(f"module_dir/windows.py: compatibility/no-solution\n  windows: {NO_SOLUTION}")


def test_guilty_one_of_several_is_named(apart: PackagingRepository, index: str, tmp_path: Path) -> None:
    resolved = full(apart, index, tmp_path, "old", "newest", "part")

    assert (resolved.code, resolved.err) == (4, REFUSED)
    assert resolved.out.startswith(f"module_dir/newest.py: compatibility/no-solution\n  newest: {NO_SOLUTION}")
    assert resolved.out.count("compatibility/") == 1


def test_projects_need_not_fit_into_one_environment(apart: PackagingRepository, index: str, tmp_path: Path) -> None:
    resolved = full(apart, index, tmp_path, "old", "new")

    note = "note: each can be installed, but not into one environment: old, new\n"
    assert resolved == Completed(0, "compatibility: 2 projects, no conflict\n", note)


def test_index_out_of_reach(apart: PackagingRepository, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        refused = full(apart, f"http://ada:secret@127.0.0.1:{port}/simple/", tmp_path, "old", "new")

    assert (refused.code, refused.err) == (4, REFUSED)
    start = "compatibility/unavailable\n  uv gave no answer\n"
    head, said, hint = split(refused.out, start)
    assert (head, hint) == (start, NO_ANSWER)
    assert f"127.0.0.1:{port}" in said
    assert "secret" not in said


def test_silent_index_is_not_waited_for_longer_than_asked(apart: PackagingRepository, tmp_path: Path) -> None:
    """The index accepts a connection, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"

        refused = full(apart, address, tmp_path, "old", "--timeout", "1.5")

    out = f"compatibility/unavailable\n  uv gave no answer\n    it took too long\n{NO_ANSWER}"
    assert refused == Completed(4, out, REFUSED)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> FreshEnvironment:
    """Install paa beside pip, and not beside uv: a uv beside the interpreter would be taken, whatever PATH says."""
    root = tmp_path_factory.mktemp("engine") / "venv"
    run(sys.executable, "-m", "venv", root, check=True)
    environment = FreshEnvironment(root, find_uv())
    environment.install("--editable", CHECKOUT)
    return environment


def with_programs(
    engine: FreshEnvironment,
    repository: PackagingRepository,
    folder: Path,
    address: str,
    *words: str,
    **changes: str,
) -> Completed:
    """Check with git and the programs of a folder on PATH, and nothing else."""
    folder.mkdir(exist_ok=True)
    for name in ("git", "sh", "sleep"):
        (folder / name).symlink_to(str(shutil.which(name)))
    settings = index_settings(address, folder / "cache") | {"PATH": str(folder), **changes}
    return engine.run("paa", "check", *words, "--full", *COMPATIBILITY, cwd=repository.root, env=settings)


def pip_note(engine: FreshEnvironment) -> str:
    """Write the note that pip answers for one Python only."""
    version = engine.run("python", "-c", "import platform; print(platform.python_version())").out.strip()
    return f"note: pip answers for Python {version} on this platform only\n  hint: install uv\n"


@pytest.mark.slow
def test_pip_does_it_where_there_is_no_uv(
    apart: PackagingRepository, engine: FreshEnvironment, index: str, tmp_path: Path
) -> None:
    fits = with_programs(engine, apart, tmp_path / "first", index, "old")
    fails = with_programs(engine, apart, tmp_path / "second", index, "both", "old")
    apart_only = with_programs(engine, apart, tmp_path / "third", index, "new", "old")

    note = pip_note(engine)
    assert fits == Completed(0, "compatibility: 1 project, no conflict\n", note)
    assert (fails.code, fails.err) == (4, note + REFUSED)
    start = "module_dir/both.py: compatibility/no-solution\n  both: pip finds no versions that meet all requirements\n"
    head, said, hint = split(fails.out, start)
    assert (head, hint) == (
        start,
        "  hint: change one of the requirements that it names; or is the index out of reach?\n",
    )
    assert "paa-old" in said
    assert apart_only.code == 0
    assert apart_only.err == f"{note}note: each can be installed, but not into one environment: new, old\n"


@pytest.mark.slow
def test_index_out_of_reach_of_pip(apart: PackagingRepository, engine: FreshEnvironment, tmp_path: Path) -> None:
    """Its exit code is that of a conflict: the words of pip are shown, and the hint names both."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://ada:secret@127.0.0.1:{taken.getsockname()[1]}/simple/"

        refused = with_programs(engine, apart, tmp_path / "programs", address, "old")

    assert (refused.code, refused.err) == (4, pip_note(engine) + REFUSED)
    start = "module_dir/old.py: compatibility/no-solution\n  old: pip finds no versions that meet all requirements\n"
    head, said, hint = split(refused.out, start)
    assert (head, hint) == (
        start,
        "  hint: change one of the requirements that it names; or is the index out of reach?\n",
    )
    assert "paa-old" in said
    assert "secret" not in said


@pytest.mark.slow
def test_pip_cannot_answer_for_another_python(
    apart: PackagingRepository, engine: FreshEnvironment, index: str, tmp_path: Path
) -> None:
    apart.module("later", '__package_metadata__ = {"requires_python": ">=3.99"}\n#@ paa-old\n')

    refused = with_programs(engine, apart, tmp_path / "programs", index, "later")

    note = pip_note(engine)
    version = note.split()[5]
    out = (
        "module_dir/later.py: compatibility/unavailable\n"
        f"  later is for Python >=3.99, and pip answers for Python {version} only\n"
        "  hint: pip install uv: it answers for every Python\n"
    )
    assert refused == Completed(4, out, note + REFUSED)


@pytest.mark.slow
def test_neither_uv_nor_pip(apart: PackagingRepository, engine: FreshEnvironment, index: str, tmp_path: Path) -> None:
    for folder in engine.site_packages.glob("pip*"):
        folder.rename(tmp_path / folder.name)
    try:
        refused = with_programs(engine, apart, tmp_path / "programs", index, "old", "new")
        # What needs nothing from outside the repository needs no tool.
        alone = with_programs(engine, apart, tmp_path / "others", index, "alone")
    finally:
        for folder in tmp_path.glob("pip*"):
            folder.rename(engine.site_packages / folder.name)

    out = (
        "compatibility/unavailable\n"
        "  there is neither uv nor pip to resolve requirements with\n"
        "  hint: pip install uv\n"
    )
    assert refused == Completed(4, out, REFUSED)
    assert alone == Completed(0, "compatibility: 1 project, no conflict\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("exit 0", "it passed over paa-old", id="says nothing"),
        pytest.param("echo 'all is well!'", "what it printed cannot be read", id="garbage"),
        pytest.param("kill -SEGV $$", "it ended with -11", id="crash"),
        pytest.param("echo 'http://ada:secret@host/' >&2; exit 2", "http://***@host/", id="password"),
        pytest.param("sleep 60 & wait", "it took too long", id="timeout with a child"),
    ],
)
def test_broken_uv_gives_no_answer(
    apart: PackagingRepository, engine: FreshEnvironment, tmp_path: Path, script: str, said: str
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "uv").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "uv").chmod(0o755)

    refused = with_programs(engine, apart, folder, "http://127.0.0.1:9/", "old", "--timeout", "2")

    out = f"compatibility/unavailable\n  uv gave no answer\n    {said}\n{NO_ANSWER}"
    assert refused == Completed(4, out, REFUSED)


@pytest.mark.slow
def test_tool_that_cannot_be_started(apart: PackagingRepository, engine: FreshEnvironment, tmp_path: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "uv").write_text("#!/no/such/interpreter\n", encoding="utf-8")
    (folder / "uv").chmod(0o755)

    refused = with_programs(engine, apart, folder, "http://127.0.0.1:9/", "old")

    out = (
        "compatibility/unavailable\n  uv gave no answer\n    it cannot be started: No such file or directory\n"
        f"{NO_ANSWER}"
    )
    assert refused == Completed(4, out, REFUSED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("", "what it printed cannot be read", id="says nothing"),
        pytest.param("print('all is well!')", "what it printed cannot be read", id="garbage"),
        pytest.param("print('[]')", "what it printed cannot be read", id="another form"),
        pytest.param("print('{\"install\": [{}]}')", "what it printed cannot be read", id="half of it"),
        pytest.param("print('{\"install\": []}')", "it passed over paa-old", id="no answer in it"),
        pytest.param("raise SystemExit(2)", "it ended with 2", id="crash"),
        pytest.param("import time; time.sleep(60)", "it took too long", id="timeout"),
    ],
)
def test_broken_pip_gives_no_answer(
    apart: PackagingRepository, engine: FreshEnvironment, tmp_path: Path, code: str, said: str
) -> None:
    """Another pip comes before the real one."""
    (tmp_path / "other/pip").mkdir(parents=True)
    (tmp_path / "other/pip/__init__.py").touch()
    (tmp_path / "other/pip/__main__.py").write_text(code, encoding="utf-8")
    settings = {"PYTHONPATH": str(tmp_path / "other")}

    words = ("old", "--timeout", "2")
    refused = with_programs(engine, apart, tmp_path / "programs", "http://127.0.0.1:9/", *words, **settings)

    out = f"compatibility/unavailable\n  pip gave no answer\n    {said}\n{NO_ANSWER}"
    assert refused == Completed(4, out, pip_note(engine) + REFUSED)
