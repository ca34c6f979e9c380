"""Wrong input: one error that says what, where and what to do next; nothing is written and nothing is lost."""

import os
from pathlib import Path

import pytest

from tests.support import Completed, run_paa
from tests.support.trees import read_tree
from tests.support.workshop import CONFIG, RELEASED, Files, Workshop

ASCII_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
MEND = "mend it; what only a newer Python than the one that runs paa understands is an error, too"
LITERAL = "write the value out: nothing of the module is run to read it"
NAMES = "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends"
LOWER = "lower-case letters, digits and underscores, no digit first"
MAPPING = 'it maps import names to project names: {"cv2": "opencv-python"}'
STANDARD = "rename the file: an index refuses this name, and Python would import the wrong one"
LINK = "put the file itself there"


def metadata(text: str) -> dict[str, str | bytes]:
    """Write a module whose metadata has these entries."""
    return {"module_dir/tool.py": f"__package_metadata__ = {{{text}}}\n"}


TOOL = "module_dir/tool.py"
WRONG_SOURCES = [
    pytest.param(
        {TOOL: RELEASED + "def f(:\n"}, f"{TOOL}:2: syntax error: invalid syntax", MEND, id="syntax error in the module"
    ),
    pytest.param(
        {TOOL: RELEASED + "from components.a import b\n", "module_dir/components/a.py": "b = (\n"},
        "module_dir/components/a.py:1: syntax error: '(' was never closed",
        MEND,
        id="syntax error in a component",
    ),
    pytest.param(
        {TOOL: ""},
        f"{TOOL}: this module is not for release: it has no __package_metadata__",
        'add `__package_metadata__ = {"description": "…"}`; `paa test-install` works without it',
        id="no metadata",
    ),
    pytest.param(
        {TOOL: RELEASED.encode() + b"s = '\xe4'\n"},
        f"{TOOL}:2: byte 0xe4 is not valid utf-8",
        "save the file as UTF-8, or name its encoding in the first line: # -*- coding: latin-1 -*-",
        id="not UTF-8, no coding line",
    ),
    pytest.param(
        {TOOL: "# coding: klingon\n" + RELEASED},
        f"{TOOL}: unknown encoding: klingon",
        "save the file as UTF-8",
        id="unknown encoding",
    ),
    pytest.param(
        {TOOL: "# coding: rot13\n" + RELEASED},
        f"{TOOL}: the declared encoding cannot be used: 'rot13' is not a text encoding; "
        "use codecs.decode() to handle arbitrary codecs",
        "save the file as UTF-8",
        id="encoding of no text",
    ),
    pytest.param(
        {TOOL: RELEASED.encode("utf-16")},
        f"{TOOL}: invalid or missing encoding declaration",
        "save the file as UTF-8",
        id="UTF-16",
    ),
    pytest.param(
        {TOOL: RELEASED.encode() + b"x = '\0'\n"},
        f"{TOOL}: the file contains null bytes",
        "is this a Python file?",
        id="null bytes",
    ),
    pytest.param(
        {TOOL: f"{RELEASED}x = {'+'.join('1' * 4000)}\n"},
        f"{TOOL}: the code is nested too deeply to be read",
        "split the long expression or chain; a table of data can be an artifact",
        id="deep nesting",
    ),
    pytest.param(
        {TOOL: f"{RELEASED}x = {'(' * 300}{')' * 300}\n"},
        f"{TOOL}:2: syntax error: too many nested parentheses",
        MEND,
        id="deep parentheses",
    ),
    pytest.param(
        {"module_dir/my-tool.py": RELEASED},
        f"module_dir/my-tool.py: 'my-tool' is no name for a module: {LOWER}",
        "rename the file to my_tool.py",
        id="hyphen in the file name",
    ),
    pytest.param(
        {"module_dir/Tool.py": RELEASED},
        f"module_dir/Tool.py: 'Tool' is no name for a module: {LOWER}",
        "rename the file to tool.py",
        id="upper case in the file name",
    ),
    pytest.param(
        {"module_dir/class.py": RELEASED},
        "module_dir/class.py: 'class' is a keyword of Python and cannot be imported",
        "rename the file to class_.py",
        id="keyword",
    ),
    pytest.param(
        {"module_dir/json.py": RELEASED},
        "module_dir/json.py: 'json' is a module of the standard library",
        STANDARD,
        id="standard library",
    ),
    pytest.param(
        {"module_dir/tool_a.py": RELEASED, "module_dir/tool__a.py": RELEASED},
        "module_dir: tool__a.py and tool_a.py are one and the same project, 'tool-a'",
        "rename one",
        id="two files, one project",
    ),
    pytest.param(
        {
            "module_dir/one.py": '__package_metadata__ = {"name": "The.Tool"}\n',
            "module_dir/two.py": '__package_metadata__ = {\n    "name": "the_tool",\n}\n',
        },
        "module_dir/two.py:2: two and one are one and the same project, 'the-tool'",
        "give one of them another name",
        id="two names, one project",
    ),
    pytest.param(
        {"module_dir/cli.py": RELEASED, "cli/cli.py": "app = None\n"},
        "module_dir/cli.py: a module that is called 'cli' takes the place of cli/cli.py in its package",
        "rename the module",
        id="module and interface of one name",
    ),
    pytest.param(
        {TOOL: RELEASED + "import other\n", "module_dir/other.py": ""},
        f"{TOOL}:2: tool is for release and imports other, which is not",
        "add __package_metadata__ to module_dir/other.py, or make a component of it",
        id="unreleased sibling",
    ),
    pytest.param(
        {TOOL: RELEASED + "import other\n", "module_dir/other.py": RELEASED + "import tool\n"},
        "module_dir/other.py:2: circular siblings: other -> tool -> other",
        "move what they need of each other into a component",
        id="circular siblings",
    ),
    pytest.param(
        {
            TOOL: RELEASED + "from components.a import b\n",
            "module_dir/components/a.py": "from components.c import d\nb = 1\n",
            "module_dir/components/c.py": "from .a import b\nd = 1\n",
        },
        "module_dir/components/a.py:1: circular components: a.py:1 -> c.py:1 -> a.py",
        "move what both need into a third component, or import it inside the function that uses it",
        id="circular components",
    ),
    pytest.param(
        {TOOL: RELEASED + "from components.tabel import x\n", "module_dir/components/table.py": "x = 1\n"},
        f"{TOOL}:2: there is no component 'tabel' in module_dir/components",
        "did you mean 'table'?",
        id="missing component",
    ),
    pytest.param(
        {TOOL: RELEASED + "from components.table import x\n"},
        f"{TOOL}:2: there is no component 'table' in module_dir/components",
        "a component is a file module_dir/components/<name>.py",
        id="no components at all",
    ),
    pytest.param(
        {TOOL: RELEASED + "from module_dir.other import x\n"},
        f"{TOOL}:2: there is no module 'other.x' in module_dir",
        None,
        id="missing module of the folder",
    ),
    pytest.param(
        {TOOL: RELEASED + "from ..elsewhere import x\n"},
        f"{TOOL}:2: the relative import `from ..elsewhere import x` leads to no file of the project",
        "components are in module_dir/components, modules in module_dir",
        id="relative import out",
    ),
    pytest.param(
        {TOOL: RELEASED + "from . import othr\n", "module_dir/other.py": RELEASED},
        f"{TOOL}:2: `from . import othr`: there is no othr.py in module_dir",
        "did you mean 'other'?",
        id="relative import of nothing",
    ),
    pytest.param(
        {TOOL: RELEASED + "#@ six six\n"},
        f"{TOOL}:2: 'six six' is no valid requirement: "
        "Expected semicolon (after name with no version specifier) or end",
        'write it as in `name[extra]>=1.2; python_version < "3.12"`',
        id="directive",
    ),
    pytest.param(
        {TOOL: RELEASED, "cli/tool.py": "def main(): ...\n"},
        "cli/tool.py: there is no `app` or `cli` in this file",
        "define a Typer application `app` or a Click group `cli`",
        id="command line without an object",
    ),
    pytest.param(
        {TOOL: RELEASED, "cli/tool.py": 'app = 1\n__cli_metadata__ = {"name": "../evil"}\n'},
        "cli/tool.py: '../evil' is no name for a console script",
        'write `__cli_metadata__ = {"name": "my-tool"}`',
        id="name of the console script",
    ),
    pytest.param(
        {TOOL: RELEASED, ".paa/package_mapping.json": "{\n"},
        ".paa/package_mapping.json:2: no valid JSON: Expecting property name enclosed in double quotes",
        MAPPING,
        id="mapping is no JSON",
    ),
    pytest.param(
        {TOOL: RELEASED, ".paa/package_mapping.json": "[]"},
        ".paa/package_mapping.json: expected an object from text to text",
        MAPPING,
        id="mapping is a list",
    ),
    pytest.param(
        {TOOL: RELEASED, ".paa/package_mapping.json": "[" * 100_000},
        ".paa/package_mapping.json: lists or objects are nested too deeply",
        MAPPING,
        id="mapping is too deep",
    ),
    pytest.param(
        {TOOL: RELEASED, ".paa/package_mapping.json": b"\xff{}"},
        ".paa/package_mapping.json:1: the file is not UTF-8",
        None,
        id="mapping is not UTF-8",
    ),
    pytest.param(
        {TOOL: RELEASED, ".paa/tracking/lsts_package_versions.yml": "tool: one\n"},
        ".paa/tracking/lsts_package_versions.yml:1: 'one' is no version",
        "mend the line, or restore the file from the last commit",
        id="tracking file",
    ),
]

WRONG_METADATA = [
    pytest.param('**dict(name="tool")', "the keys of __package_metadata__ must be literal texts", None, id="unpacked"),
    pytest.param(
        '"description": f"{1}"',
        "'description' in __package_metadata__ is no literal: `f'{1}'`",
        LITERAL,
        id="no literal",
    ),
    pytest.param(
        '"keywords": {[]}', "'keywords' in __package_metadata__ is no literal: `{[]}`", LITERAL, id="unhashable"
    ),
    pytest.param('"author": 1', "'author' in __package_metadata__ must be text, not 1", None, id="number"),
    pytest.param(
        '"keywords": [1]',
        "'keywords' in __package_metadata__ must be a list of texts, not [1]",
        None,
        id="list of numbers",
    ),
    pytest.param(
        '"project_urls": []',
        "'project_urls' in __package_metadata__ must be a dictionary from text to text, not []",
        None,
        id="list for a dictionary",
    ),
    pytest.param(
        '"author": "\\x00"',
        "'author' in __package_metadata__ must be text without control characters, not '\\x00'",
        None,
        id="control character",
    ),
    pytest.param(
        '"author": "\\ud800"',
        "'author' in __package_metadata__ must be text that can be written as UTF-8, not '\\ud800'",
        None,
        id="surrogate",
    ),
    pytest.param('"name": "my tool!"', "'my tool!' is no valid project name", NAMES, id="project name"),
    pytest.param('"version": "1.x"', "'1.x' is no version", "write it as in 1.2.3 (PEP 440)", id="version"),
    pytest.param(
        '"requires_python": "3"', "'3' is no version specifier", 'write it as in ">=3.11"', id="requires-python"
    ),
    pytest.param(
        '"license_label": "GPL"',
        "'GPL' is no SPDX licence expression",
        "use an identifier of the SPDX licence list",
        id="licence",
    ),
    pytest.param(
        '"author_email": "ada at example"',
        "'ada at example' is no e-mail address",
        "write one address, as in ada@example.org",
        id="e-mail",
    ),
    pytest.param(
        '"classifiers": ["Topic :: Util"]',
        "'Topic :: Util' is no classifier of the index",
        "did you mean 'Topic :: Utilities'?",
        id="classifier",
    ),
    pytest.param('"url": "example.org"', "'example.org' is no web address", "it starts with https://", id="url"),
    pytest.param(
        '"url": "https://ada:secret@example.org"',
        "the address 'Homepage' must not hold a user or a password",
        "everybody who installs the package can read it",
        id="password in a url",
    ),
    pytest.param(
        '"project_urls": {"a, b": "https://example.org"}',
        "the label 'a, b' of an address must be text without a comma",
        None,
        id="label with a comma",
    ),
    pytest.param(
        f'"project_urls": {{"{"a" * 33}": "https://example.org"}}',
        f"the label {'a' * 33!r} is longer than 32 characters",
        None,
        id="long label",
    ),
    pytest.param(
        '"install_requires": ["six>>1"]',
        "'six>>1' is no valid requirement: Expected semicolon (after name with no version specifier) or end",
        'write it as in `name[extra]>=1.2; python_version < "3.12"`',
        id="requirement",
    ),
    pytest.param('"extras_require": {"a b": ["six"]}', "'a b' is no valid name for an extra", NAMES, id="extra"),
    pytest.param(
        '"readme": "../README.md"',
        "'readme' names no file of the repository: ../README.md",
        "name a Markdown file by its path from the repository's root",
        id="readme",
    ),
]


@pytest.mark.parametrize(("files", "problem", "hint"), WRONG_SOURCES)
def test_wrong_sources_are_refused(workshop: Workshop, files: Files, problem: str, hint: str | None) -> None:
    workshop.fill(files)

    workshop.refused(3, (problem, hint), words=("tool",) if TOOL in files else ("--all",))
    # What is refused as a part of everything is refused by itself, and the other way round.
    if TOOL not in files or "circular" in problem:
        workshop.refused(3, (problem, hint), words=("--all",))


@pytest.mark.parametrize(("entries", "problem", "hint"), WRONG_METADATA)
def test_wrong_metadata_is_refused(workshop: Workshop, entries: str, problem: str, hint: str | None) -> None:
    workshop.fill(metadata(entries))

    workshop.refused(3, (f"{TOOL}:1: {problem}", hint))


@pytest.mark.parametrize(
    ("asked", "problem", "hint"),
    [
        pytest.param("tol", "module_dir: there is no module 'tol'", "did you mean 'tool'?", id="near miss"),
        pytest.param(
            "x/y",
            "module_dir: there is no module 'x/y'",
            "a project is a file module_dir/<name>.py",
            id="no name at all",
        ),
        pytest.param(
            "my-tool",
            f"module_dir/my-tool.py: 'my-tool' is no name for a module: {LOWER}",
            "rename the file to my_tool.py",
            id="hyphen",
        ),
        pytest.param(
            "class",
            "module_dir/class.py: 'class' is a keyword of Python and cannot be imported",
            "rename the file to class_.py",
            id="keyword",
        ),
    ],
)
def test_missing_modules_are_refused(workshop: Workshop, asked: str, problem: str, hint: str) -> None:
    workshop.fill({TOOL: RELEASED, "module_dir/my-tool.py": "", "module_dir/class.py": ""})

    workshop.refused(3, (problem, hint), words=(asked,))


def test_all_problems_are_told_at_once(workshop: Workshop) -> None:
    workshop.fill(
        {
            "module_dir/a.py": "def f(:\n",
            "module_dir/b.py": '__package_metadata__ = {\n    "author": 1,\n    "url": 2,\n}\nimport a\n',
            "module_dir/c.py": RELEASED + "import a\n",
        }
    )

    workshop.refused(
        3,
        ("module_dir/a.py:1: syntax error: invalid syntax", MEND),
        ("module_dir/b.py:2: 'author' in __package_metadata__ must be text, not 1", None),
        ("module_dir/b.py:3: 'url' in __package_metadata__ must be text, not 2", None),
        words=("--all",),
    )


@pytest.mark.parametrize(
    ("target", "problem", "hint"),
    [
        pytest.param("/etc/hostname", "a link leads out of the repository", LINK, id="file outside"),
        pytest.param("/etc", "a link leads out of the repository", LINK, id="folder outside"),
        pytest.param("../../.git/config", "a link leads out of the repository", LINK, id="configuration of git"),
        pytest.param("nowhere", "there is no file to ship", "put the files themselves there", id="nowhere"),
        pytest.param(
            "../../module_dir",
            "a link to a folder is not shipped",
            "put the files themselves there",
            id="folder of the repository",
        ),
    ],
)
def test_links_among_the_artifacts_are_refused(workshop: Workshop, target: str, problem: str, hint: str) -> None:
    workshop.repository.write("artifacts/tool/real.txt", "real")
    (workshop.repository.root / "artifacts/tool/link").symlink_to(target)
    workshop.fill({TOOL: RELEASED})

    workshop.refused(3, (f"artifacts/tool/link: {problem}", hint))


@pytest.mark.parametrize("path", [TOOL, "module_dir/components/a.py", "licenses/tool/LICENSE"])
def test_links_that_leave_the_repository_are_refused_everywhere(workshop: Workshop, path: str, tmp_path: Path) -> None:
    (tmp_path / "private").write_text(RELEASED, encoding="utf-8")
    files = {TOOL: RELEASED + "from components import a\n", "module_dir/components/a.py": "", "module_dir/other.py": ""}
    files.pop(path, None)
    workshop.repository.write(path, "").unlink()
    (workshop.repository.root / path).symlink_to(tmp_path / "private")
    workshop.fill(files)

    workshop.refused(3, (f"{path}: a link leads out of the repository", LINK))


def test_artifacts_that_a_build_leaves_out_are_refused(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED, "artifacts/tool/.mypy_cache/x.json": "{}"})

    path = workshop.repository.root / "artifacts/tool/.mypy_cache/x.json"
    problem = "the build backend leaves this file out, because of its name or its folder's"
    workshop.refused(5, (f"{path}: {problem}", "rename it, or keep it elsewhere"))


@pytest.mark.parametrize("blocked", ["output", "output/deeper"])
def test_file_in_place_of_the_output_folder(workshop: Workshop, blocked: str, tmp_path: Path) -> None:
    workshop.fill({TOOL: RELEASED})
    (tmp_path / "output").write_text("mine", encoding="utf-8")

    made = workshop.make("tool", "--output-dir", tmp_path / blocked)

    problem = f"error: {tmp_path / 'output'}: this is a file where a folder is needed\n"
    assert made == Completed(5, "", f"{problem}  hint: move it away, or name another folder\n")
    assert (tmp_path / "output").read_text(encoding="utf-8") == "mine"


def test_no_git_repository(tmp_path: Path) -> None:
    (tmp_path / ".paa.config").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "module_dir").mkdir()
    (tmp_path / TOOL).write_text(RELEASED, encoding="utf-8")
    before = read_tree(tmp_path)

    made = run_paa("make-package", "tool", cwd=tmp_path)

    assert (made.code, made.out) == (2, "")
    assert made.err.startswith(f"error: {tmp_path}: this is no git repository\n  hint: ")
    assert read_tree(tmp_path) == before


def test_no_commit(workshop: Workshop) -> None:
    workshop.repository.config(CONFIG)
    workshop.repository.module("tool", RELEASED)

    hint = "commit first: the files in the archives carry the date of the commit"
    workshop.refused(3, (f"{workshop.repository.root}: there is no commit yet", hint))


def test_refusals_can_be_printed_in_an_ascii_locale(workshop: Workshop) -> None:
    workshop.fill({TOOL: '__package_metadata__ = {"name": "Größe"}\n'})

    made = run_paa("make-package", "tool", cwd=workshop.repository.root, env=ASCII_LOCALE)

    assert made == Completed(3, "", f"error: {TOOL}:1: 'Größe' is no valid project name\n  hint: {NAMES}\n")


@pytest.mark.parametrize(
    ("name", "changes", "shown"),
    [
        pytest.param(b"\xe4.txt", {}, "\\udce4.txt", id="no UTF-8"),
        pytest.param("ä.txt".encode(), ASCII_LOCALE, r"\udcc3\udca4.txt", id="ASCII locale"),
    ],
)
def test_artifacts_whose_names_cannot_be_written(
    workshop: Workshop, name: bytes, changes: dict[str, str], shown: str
) -> None:
    folder = workshop.repository.root / "artifacts/tool"
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"")
    workshop.fill({TOOL: RELEASED})

    made = run_paa("make-package", "tool", cwd=workshop.repository.root, env=changes)

    assert made == Completed(
        3,
        "",
        f"error: artifacts/tool/{shown}: the file name is not UTF-8 for this process\n"
        "  hint: rename it; where it is UTF-8, run paa with PYTHONUTF8=1\n",
    )
    assert not (workshop.repository.root / "dist").exists()
