"""What a package offers, read by griffe from its syntax trees."""

from pathlib import Path
from textwrap import dedent

import pytest

from paa.adapters.griffe import read_api
from paa.model.api import ApiItem, ItemKind


def read(folder: Path, source: str, **others: str) -> dict[str, ApiItem]:
    """Read a package `tool`; other files are named without their suffix."""
    for name, text in {"__init__": source, **others}.items():
        path = folder / "tool" / f"{name.replace('__of__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return {item.name: item for item in read_api(folder, "tool")}


@pytest.mark.parametrize(
    ("source", "signature"),
    [
        ("def f(): ...", "f()"),
        ("def f(a, b=1, *c, d, e: int = 2, **g) -> None: ...", "f(a, b=1, *c, d, e: int = 2, **g) -> None"),
        ("def f(a, /, b, *, c): ...", "f(a, /, b, *, c)"),
        ("def f(a, b, /): ...", "f(a, b, /)"),
        ("async def f() -> 'str': ...", "f() -> str"),
        (
            "def f(a_long_name: dict[str, list[int]], another_long_name: str = 'with a longer default'): ...",
            "f(\n    a_long_name: dict[str, list[int]],\n    another_long_name: str = 'with a longer default',\n)",
        ),
        ("class f: ...", "class f"),
        ("class f(ValueError):\n    def __init__(self, a: int): ...", "class f(ValueError)\n\nf(a: int)"),
        ("f: int = 3", "f: int = 3"),
        ("f = 'x' * 3", "f = 'x' * 3"),
        (f"f = {list(range(60))}", "f = …"),
    ],
)
def test_signature(tmp_path: Path, source: str, signature: str) -> None:
    assert read(tmp_path, source)["f"].signature == signature


def test_dataclass_is_called_with_its_fields(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        "from dataclasses import dataclass\n\n@dataclass\nclass Rope:\n    length: float\n    colour: str = 'red'\n",
    )

    assert items["Rope"].signature == "class Rope\n\nRope(length: float, colour: str = 'red')"


def test_members_of_a_class(tmp_path: Path) -> None:
    rope = read(
        tmp_path,
        """
        class Rope:
            def cut(self, at: int): "Cut."
            @classmethod
            def make(cls, length): "Make."
            @staticmethod
            def join(one, two): "Join."
            @property
            def weight(self) -> float: "Weigh."
            def _hidden(self): "Hide."
            def __repr__(self): "Show."
        """,
    )["Rope"]

    assert [(each.path, each.signature, each.labels) for each in rope.members] == [
        ("tool.Rope.cut", "cut(at: int)", ()),
        ("tool.Rope.make", "make(length)", ("classmethod",)),
        ("tool.Rope.join", "join(one, two)", ("staticmethod",)),
        ("tool.Rope.weight", "weight: float", ("property",)),
    ]


def test_all_decides_names_and_order(tmp_path: Path) -> None:
    source = "import os\n__all__ = ['b', '_c', 'a']\n__version__ = '1'\na = 1\nb = 2\n_c = 3\nd = 4\n"

    assert list(read(tmp_path, source)) == ["b", "_c", "a"]


def test_without_all_names_are_public_in_their_order(tmp_path: Path) -> None:
    source = "import os\nfrom json import loads\n__package_metadata__ = {}\nz = 1\ndef a(): ...\n_b = 2\n"

    assert list(read(tmp_path, source)) == ["z", "a"]


def test_what_is_imported_from_a_component_is_described(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        "from tool.components.units import Unit as Measure\nfrom yaml import load\n"
        "__all__ = ['Measure', 'load', 'gone']\n",
        components__of__units='class Unit:\n    """A unit."""\n    def of(self): ...\n',
        components__of____init__="",
    )

    assert (items["Measure"].kind, items["Measure"].path) == (ItemKind.CLASS, "tool.Measure")
    assert items["Measure"].parts[0].text == "A unit."
    assert [each.path for each in items["Measure"].members] == ["tool.Measure.of"]
    assert (items["load"].kind, items["load"].signature) == (ItemKind.IMPORTED, "from yaml import load")


@pytest.mark.parametrize(
    "docstring",
    [
        "Act.\n\n    Args:\n        at: Where.\n\n    Raises:\n        ValueError: It is wrong.\n    ",
        (
            "Act.\n\n    Parameters\n    ----------\n    at\n        Where.\n\n"
            "    Raises\n    ------\n    ValueError\n        It is wrong.\n    "
        ),
        "Act.\n\n    :param at: Where.\n    :raises ValueError: It is wrong.\n    ",
    ],
    ids=["google", "numpy", "sphinx"],
)
def test_styles_of_docstrings(tmp_path: Path, docstring: str) -> None:
    parts = read(tmp_path, f'def act(at: int = 3):\n    """{docstring}"""\n')["act"].parts

    rows = {part.title: [(row.name, row.annotation, row.text) for row in part.rows] for part in parts[1:]}
    assert parts[0].text == "Act."
    assert rows == {"Parameters": [("at", "int", "Where.")], "Raises": [(None, "ValueError", "It is wrong.")]}


def test_nothing_is_imported(tmp_path: Path) -> None:
    marker = tmp_path / "ran"

    items = read(
        tmp_path,
        f"from pathlib import Path\nPath({str(marker)!r}).touch()\nraise SystemExit\n\ndef act(): ...\n",
        components__of__loud=f"open({str(marker)!r}, 'w')\n",
    )

    assert list(items) == ["act"]
    assert not marker.exists()
