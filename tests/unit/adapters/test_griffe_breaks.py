"""What breaks between two states of a package, as griffe sees it in the sources."""

from pathlib import PurePosixPath

import pytest

from paa.adapters.griffe_breaks import find_breaks
from paa.model.names import ImportName

TOOL = ImportName("tool")


def compare(old: str, new: str, **components: tuple[str, str]) -> list[tuple[str, str, str, int | None]]:
    """Compare two sources of a module, beside components of which each has two sources."""

    def files(place: int, module: str) -> dict[PurePosixPath, bytes]:
        parts = {f"components/{name}.py": sources[place] for name, sources in components.items()}
        texts = {"__init__.py": "", "tool.py": module, **({"components/__init__.py": ""} if parts else {}), **parts}
        return {PurePosixPath(path): text.encode() for path, text in texts.items()}

    found = find_breaks(TOOL, files(0, old), files(1, new))
    return [(each.path, each.text, str(each.file), each.line) for each in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("def f(a): ...", "def f(a, b=1): ...", id="new optional parameter"),
        pytest.param("def f(a): ...", "def f(a): ...\ndef g(): ...", id="new function"),
        pytest.param("def _f(a): ...", "", id="private function"),
        pytest.param(
            "__all__ = ['f']\ndef f(): ...\ndef g(): ...", "__all__ = ['f']\ndef f(): ...", id="not in __all__"
        ),
        pytest.param("def _f(): ...", "async def _f(): ...", id="private function that has to be awaited"),
        pytest.param("import os\nx = 1", "x = 1", id="import"),
        pytest.param("x = 1", "x = 2", id="value"),
        pytest.param("def f(a: int) -> int: ...", "def f(a: str) -> str: ...", id="annotations"),
    ],
)
def test_nothing_breaks(old: str, new: str) -> None:
    assert compare(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "text", "line"),
    [
        ("def f(): ...", "", "tool.f", "public object was removed", None),
        ("def f(a, b): ...", "\ndef f(a): ...", "tool.f(b)", "parameter was removed", 2),
        ("def f(a): ...", "def f(a, b): ...", "tool.f(b)", "parameter was added as required", 1),
        ("def f(a=1): ...", "def f(a): ...", "tool.f(a)", "parameter is now required", 1),
        ("def f(a=1): ...", "def f(a=2): ...", "tool.f(a)", "parameter default was changed: 1 → 2", 1),
        (
            "def f(a): ...",
            "def f(*, a): ...",
            "tool.f(a)",
            "parameter kind was changed: positional or keyword → keyword-only",
            1,
        ),
        ("def f() -> int: ...", "def f(): ...", "tool.f", "return types are incompatible: int → None", 1),
        (
            "def f(): ...",
            "f = 1",
            "tool.f",
            "public object points to a different kind of object: function → attribute",
            1,
        ),
        ("class A(E): ...", "class A: ...", "tool.A", "base class was removed: E → none", 1),
        ("class A:\n    def m(self): ...", "class A: ...", "tool.A.m", "public object was removed", None),
        ("def f(): ...", "\nasync def f(): ...", "tool.f", "function has to be awaited", 2),
        ("async def f(): ...", "def f(): ...", "tool.f", "function can no longer be awaited", 1),
        (
            "class A:\n    def m(self): ...",
            "class A:\n    async def m(self): ...",
            "tool.A.m",
            "function has to be awaited",
            2,
        ),
    ],
)
def test_break(old: str, new: str, path: str, text: str, line: int | None) -> None:
    assert compare(old, new) == [(path, text, "tool.py", line)]


def test_parameters_that_changed_places() -> None:
    moved = [(f"tool.f({name})", "positional parameter was moved", "tool.py", 1) for name in "ab"]

    assert compare("def f(a, b): ...", "def f(b, a): ...") == moved


def test_component_that_is_offered_counts() -> None:
    source = "from tool.components.part import cut\n__all__ = ['cut']\n"

    found = compare(source, source, part=("def cut(at): ...", "def cut(): ..."))

    assert found == [("tool.components.part.cut(at)", "parameter was removed", "components/part.py", 1)]


def test_component_that_has_to_be_awaited() -> None:
    source = "from tool.components.part import cut\nfrom elsewhere import other\n__all__ = ['cut', 'other']\n"

    found = compare(source, source, part=("def cut(): ...", "async def cut(): ..."))

    assert found == [("tool.components.part.cut", "function has to be awaited", "components/part.py", 1)]


def test_nothing_is_executed() -> None:
    assert compare("raise SystemExit(3)", "import no_such_module\nraise SystemExit(3)") == []
