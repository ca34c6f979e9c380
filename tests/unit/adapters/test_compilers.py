"""Interpreters as compilers."""

import sys
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from paa.adapters.compilers import Compiler, compile_sources, find_compilers, oldest_compiler

HERE = Compiler(Path(sys.executable), sys.version_info.minor)
OLD, NEW = Compiler(Path("old"), 8), Compiler(Path("new"), 13)


@pytest.mark.parametrize(
    ("pythons", "expected"),
    [
        (">=3.8", OLD),
        (">=3.8.5", OLD),
        (">3.8.39", NEW),
        (">=3.9", NEW),
        ("==3.13.2", NEW),
        (">=3.14", None),
        ("<3.8", None),
    ],
)
def test_oldest_of_a_range(pythons: str, expected: Compiler | None) -> None:
    assert oldest_compiler(SpecifierSet(pythons), [OLD, NEW]) == expected


def test_running_interpreter_is_among_them() -> None:
    assert HERE in find_compilers()
    minors = [each.minor for each in find_compilers()]
    assert minors == sorted(set(minors))


def test_sources_are_compiled_and_not_run() -> None:
    sources = {
        "good.py": b"raise SystemExit(3)\n",
        "latin.py": "# coding: latin-1\nname = 'ß'\n".encode("latin-1"),
        "wrong.py": b"x = 1\ny = = 2\n",
        "null.py": b"x = '\0'\n",
    }

    found = compile_sources(HERE, sources, seconds=60)

    assert [each.name for each in found] == ["wrong.py", "null.py"]
    assert found[0].line == 2
