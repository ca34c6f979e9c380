"""Unusual input that has to work: names, encodings, characters and folders that other tools stumble over."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import PackagingRepository, run_paa
from tests.support.trees import read_tree, read_wheel
from tests.support.workshop import CONFIG, RELEASED, Workshop

TOOL = "module_dir/tool.py"
ASCII_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_metadata_key_without_a_meaning_is_told(workshop: Workshop) -> None:
    workshop.fill({TOOL: '__package_metadata__ = {"description": "A tool.", "colour": "red"}\n'})

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, f"note: {TOOL}:1: 'colour' in __package_metadata__ means nothing to paa\n")


def test_hidden_files_and_what_looks_like_bytecode_are_shipped(workshop: Workshop) -> None:
    shipped = (
        ".hidden",
        ".config/deep.toml",
        "model.pyc",
        "dist/x.txt",
        "[x]*?.txt",
        "!x",
        "#x",
        'a,b"c.txt',
        "ü€😀.txt",
    )
    workshop.fill({TOOL: RELEASED, **{f"artifacts/tool/{name}": name for name in shipped}})
    # What machines leave behind is neither shipped nor a reason to refuse.
    workshop.repository.write("artifacts/tool/__pycache__/x.cpython-311.pyc", "")
    workshop.repository.write("artifacts/tool/.DS_Store", "")

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    wheel = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")
    artifacts = {name: content for name, content in wheel.items() if name.startswith("tool/artifacts/")}
    assert artifacts == {f"tool/artifacts/{name}": name.encode() for name in shipped}


@pytest.mark.parametrize("name", ["docs", "artifacts", "dist", "build", "tests", "node_modules", "components"])
def test_modules_may_be_called_like_folders(workshop: Workshop, name: str) -> None:
    workshop.fill({f"module_dir/{name}.py": RELEASED, f"{name}/keep.md": "kept", f"artifacts/{name}/x.json": "{}"})
    before = read_tree(workshop.repository.root)

    made = workshop.make(name)

    assert (made.code, made.err) == (0, "")
    assert read_tree(workshop.repository.root) == before
    (wheel,) = workshop.output.glob("*.whl")
    assert [file for file in read_wheel(wheel) if ".dist-info/" not in file] == [
        f"{name}/__init__.py",
        f"{name}/{name}.py",
        f"{name}/artifacts/x.json",
    ]


def test_strangers_in_the_output_folder_are_left_alone(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED})
    strangers = {
        "tool-0.0.2-py3-none-any.whl": b"a later one",
        "tool_kit-0.0.1-py3-none-any.whl": b"a namesake",
        "notes.txt": b"notes",
        "folder/deep.whl": b"deep",
    }
    for name, content in strangers.items():
        (workshop.output / name).parent.mkdir(parents=True, exist_ok=True)
        (workshop.output / name).write_bytes(content)

    made = workshop.make("tool")

    after = read_tree(workshop.output)
    assert made.code == 0
    assert {name: after.pop(name) for name in strangers} == strangers
    assert sorted(after) == ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"]


def test_what_is_not_committed_is_told(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED})
    workshop.repository.module("tool", RELEASED + "x = 1\n")
    workshop.repository.write("artifacts/tool/new.txt", "new")

    made = workshop.make("tool")

    hint = "what is built is not what the last commit says; commit to build something that can be built again"
    assert (made.code, made.err) == (
        0,
        f"note: not committed: {TOOL}, artifacts/tool/new.txt\n  hint: {hint}\n",
    )


@pytest.mark.parametrize(
    ("source", "component"),
    [
        pytest.param(
            b"\xef\xbb\xbf%(m)sfrom components.a import name\n",
            b"\xef\xbb\xbfname = 'J\xc3\xbcrgen'\n",
            id="byte order mark",
        ),
        pytest.param(
            b"%(m)sfrom components.a import (\r\n    name,\r\n)\r\n", b"name = 'J\xc3\xbcrgen'\r\n", id="CRLF"
        ),
        pytest.param(b"%(m)sfrom components.a import name\r", b"name = 'J\xc3\xbcrgen'\r", id="CR"),
        pytest.param(
            b"# -*- coding: latin-1 -*-\n%(m)sfrom components.a import name; who = 'J\xfcrgen' # \xe4\n",
            b"# coding: cp1252\nname = 'J\xfcrgen'\n",
            id="coding line",
        ),
        pytest.param(
            b"#!/usr/bin/env python\n# vim: set fileencoding=utf-8 :\n%(m)simport components.a as a\nname = a.name",
            b"name = 'J\xc3\xbcrgen'",
            id="no line break at the end",
        ),
    ],
)
def test_encodings_and_line_endings_survive(workshop: Workshop, source: bytes, component: bytes) -> None:
    module = source.replace(b"%(m)s", RELEASED.encode())
    workshop.fill({TOOL: module, "module_dir/components/a.py": component})

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    wheel = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")
    assert wheel["tool/components/a.py"] == component
    moved = module.replace(b"from components.a", b"from tool.components.a")
    assert wheel["tool/tool.py"] == moved.replace(b"import components.a as", b"import tool.components.a as")
    compile(wheel["tool/tool.py"], "tool.py", "exec")


def test_headers_cannot_be_smuggled_into_the_metadata(workshop: Workshop) -> None:
    line = "One\\nRequires-Dist: evil\\r\\n\\r\\nbody\\x0b\\u2028end"
    folded = "One Requires-Dist: evil  body  end"
    entries = (
        f'"author": "{line}", "keywords": ["{line}"], "classifiers": ["Private :: {line}"], '
        f'"project_urls": {{"Smug\\ngle": "https://example.org"}}, "description": "{line}"'
    )
    workshop.fill({TOOL: f"__package_metadata__ = {{{entries}}}\n"})

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    text = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")["tool-0.0.1.dist-info/METADATA"].decode()
    headers = text.partition("\n\n")[0].splitlines()
    assert headers == [
        "Metadata-Version: 2.4",
        "Name: tool",
        "Version: 0.0.1",
        "Summary: One Requires-Dist: evil body end",
        "Project-URL: Smug gle, https://example.org",
        f"Author: {folded}",
        f"Keywords: {folded}",
        f"Classifier: Private :: {folded}",
        "Classifier: Development Status :: 3 - Alpha",
        "Requires-Python: >=3.11",
        "Description-Content-Type: text/markdown",
    ]


def test_no_code_of_the_repository_runs(workshop: Workshop, tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w').close()\n"
    workshop.fill(
        {
            TOOL: RELEASED + "from components.a import b\nimport other\n" + trap,
            "module_dir/other.py": RELEASED + trap,
            "module_dir/__init__.py": trap,
            "module_dir/conftest.py": trap,
            "module_dir/components/__init__.py": trap,
            "module_dir/components/a.py": "b = 1\n" + trap,
            "cli/tool.py": "app = None\n" + trap,
            "artifacts/tool/setup.py": trap,
            "setup.py": trap,
            "hatch_build.py": trap,
            "sitecustomize.py": trap,
            "six.py": trap,
        }
    )

    for words in (["tool"], ["--all"]):
        made = run_paa("make-package", *words, "--root", workshop.repository.root, cwd=tmp_path)
        assert (made.code, made.err) == (0, "")

    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("locale", [None, ASCII_LOCALE], ids=["UTF-8", "ASCII"])
def test_unicode_everywhere(tmp_path: Path, locale: Mapping[str, str] | None) -> None:
    repository = PackagingRepository(tmp_path / "Büro mit Leerzeichen" / "репозиторий")
    repository.config(CONFIG + "# Grüße\n")
    repository.module(
        "tool", '"""Größe — 大きさ 😀."""\n\n__package_metadata__ = {"author": "Jürgen 😀 {x}"}\nname = "ß"\n'
    )
    repository.commit("Ändern")

    made = run_paa("make-package", "tool", "--root", repository.root, cwd=tmp_path, env=locale)

    assert (made.code, made.err) == (0, "")
    wheel = read_wheel(tmp_path / "dist" / "tool-0.0.1-py3-none-any.whl")
    text = wheel["tool-0.0.1.dist-info/METADATA"].decode()
    assert "\nSummary: Größe — 大きさ 😀.\n" in text
    assert "\nAuthor: Jürgen 😀 {x}\n" in text
    assert wheel["tool/__init__.py"].decode().startswith('"""Größe — 大きさ 😀."""\n')


def test_repository_is_named_from_anywhere(workshop: Workshop, tmp_path: Path) -> None:
    workshop.fill({TOOL: RELEASED})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    made = run_paa("make-package", "tool", "--root", workshop.repository.root / "module_dir", cwd=elsewhere)

    assert (made.code, made.err) == (0, "")
    assert sorted(read_tree(elsewhere / "dist")) == ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"]
    assert workshop.repository.status() == ""


def test_pipe_in_the_place_of_a_module_is_refused_and_not_waited_for(workshop: Workshop) -> None:
    workshop.fill({"module_dir/other.py": RELEASED})
    os.mkfifo(workshop.repository.root / TOOL)

    made = workshop.make("tool")

    assert (made.code, made.err) == (
        3,
        f"error: {TOOL}: this is a pipe or a device, no file\n  hint: remove it, or move it away\n",
    )
