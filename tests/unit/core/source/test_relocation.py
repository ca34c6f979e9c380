"""The imports of a source file, adjusted to its place in the package."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import PurePosixPath
from types import CodeType, ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paa.core.source.relocation import detach, relocate
from paa.errors import SourceError
from paa.model.layout import Layout
from tests.unit.builders import OWN, described, layout_of, module_of, problems_of, relocated

MODULES = ("module_dir/other.py", "module_dir/third.py")
COMPONENTS = ("x.py", "y.py", "bundle/__init__.py", "bundle/z.py")
BELOW = layout_of(*MODULES, *(f"module_dir/components/{name}" for name in COMPONENTS))
BELOW_ELSEWHERE = layout_of(
    *MODULES, *(f"module_dir/shared/{name}" for name in COMPONENTS), dependencies_dir="module_dir/shared"
)
LIB = layout_of(*MODULES, *(f"lib/shared/{name}" for name in COMPONENTS), dependencies_dir="lib/shared")
COMMON = layout_of(*MODULES, *(f"common/{name}" for name in COMPONENTS), dependencies_dir="common")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "import json, my_module, other\nfrom my_module.my_module import *", id="nothing of the repository"
        ),
        pytest.param("from .components.x import f\nfrom .components import x as y\n", id="relative components"),
        pytest.param("from . import components", id="the relative folder"),
        pytest.param("x = 'from components.x import f'  # import components.x", id="text and comments"),
        pytest.param("\ufeffimport json\r\n\x0cx = 1\r", id="byte order mark and line endings"),
    ],
)
def test_what_means_the_same_in_the_package_is_kept(source: str) -> None:
    assert relocated(source, BELOW) == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("from components.x import f", "from my_module.components.x import f", id="name"),
        pytest.param("from components.x import f as g, h", "from my_module.components.x import f as g, h", id="names"),
        pytest.param("from components.x import *", "from my_module.components.x import *", id="star"),
        pytest.param("from components import x, y as z", "from my_module.components import x, y as z", id="members"),
        pytest.param("from components import *", "from my_module.components import *", id="star of the folder"),
        pytest.param(
            "from module_dir.components.bundle.z import f",
            "from my_module.components.bundle.z import f",
            id="from the root",
        ),
        pytest.param(
            "from module_dir import components as c", "import my_module.components as c", id="folder from the root"
        ),
        pytest.param("import components.x as y", "import my_module.components.x as y", id="another name"),
        pytest.param(
            "import components.x",
            "import my_module.components.x as _components_x; import my_module.components as components",
            id="plain",
        ),
        pytest.param(
            "import components.x, json, components.y as y",
            "import my_module.components.x as _components_x, json, my_module.components.y as y; "
            "import my_module.components as components",
            id="several on a line",
        ),
        pytest.param(
            "import components.x, components.y",
            "import my_module.components.x as _components_x, my_module.components.y as _components_y; "
            "import my_module.components as components",
            id="bound once",
        ),
        pytest.param("import components", "import my_module.components as components", id="folder"),
        pytest.param(
            "import module_dir.components.x",
            "import my_module.components.x as _module_dir_components_x; import my_module as module_dir",
            id="plain, from the root",
        ),
        pytest.param(
            "from components.x import (  # why\n    f,\n    g,  # and g\n)",
            "from my_module.components.x import (  # why\n    f,\n    g,  # and g\n)",
            id="parentheses",
        ),
        pytest.param(
            "from components.x \\\n    import f", "from my_module.components.x \\\nimport f", id="continuation"
        ),
        pytest.param(
            "import components.x \\\n    as y", "import \\\nmy_module.components.x as y", id="continued alias"
        ),
        pytest.param(
            "def f():\n\timport components.x\n\treturn components.x.f()",
            "def f():\n\timport my_module.components.x as _components_x; import my_module.components as components\n"
            "\treturn components.x.f()",
            id="function, tabs",
        ),
        pytest.param(
            "a = 1; import components.x; b = 2  # done",
            "a = 1; import my_module.components.x as _components_x; import my_module.components as components; "
            "b = 2  # done",
            id="semicolons",
        ),
        pytest.param(
            "if a: import components.x\nelse: from components.y import f",
            "if a: import my_module.components.x as _components_x; import my_module.components as components\n"
            "else: from my_module.components.y import f",
            id="one-line blocks",
        ),
        pytest.param(
            "a = 'ä€😀'; from components.x import f",
            "a = 'ä€😀'; from my_module.components.x import f",
            id="behind text that is not ASCII",
        ),
        pytest.param(
            "import json\r\nfrom components.x import f\r\n",
            "import json\r\nfrom my_module.components.x import f\r\n",
            id="CRLF",
        ),
        pytest.param(
            "a = 1\n\x0c\x0cfrom components.x import f\n",
            "a = 1\n\x0c\x0cfrom my_module.components.x import f\n",
            id="form feed",
        ),
        pytest.param(
            "a = '\u2028\x85'; b = '''\n\x1c'''; from components.x import f",
            "a = '\u2028\x85'; b = '''\n\x1c'''; from my_module.components.x import f",
            id="line breaks of Unicode",
        ),
        pytest.param(
            "from.components.x import f\nfrom components.y import f",
            "from.components.x import f\nfrom my_module.components.y import f",
            id="relative ones stay",
        ),
        pytest.param("from .other import f", "from other.other import f", id="sibling"),
        pytest.param("from module_dir.other import f", "from other.other import f", id="sibling from the root"),
        pytest.param("import module_dir.other as o", "import other.other as o", id="sibling with another name"),
        pytest.param("from . import other", "import other.other as other", id="sibling as a member"),
        pytest.param(
            "from . import other as o, third", "import other.other as o, third.third as third", id="siblings as members"
        ),
        pytest.param(
            "from module_dir import other", "import other.other as other", id="sibling as a member, from the root"
        ),
        pytest.param(
            "from . import (\n    other,\n    components,\n); a = 1",
            "import \\\n\\\n\\\nother.other as other, my_module.components as components; a = 1",
            id="members in parentheses, and what follows",
        ),
        pytest.param("from module_dir.my_module import f", "from my_module.my_module import f", id="itself"),
        pytest.param("import module_dir.my_module as m", "import my_module.my_module as m", id="itself, renamed"),
        pytest.param(
            "from module_dir import my_module", "import my_module.my_module as my_module", id="itself, member"
        ),
    ],
)
def test_imports_are_adjusted(before: str, after: str) -> None:
    assert relocated(before, BELOW) == after


@pytest.mark.parametrize(
    ("layout", "before", "after"),
    [
        pytest.param(
            LIB, "from lib.shared.x import f", "from my_module.components.x import f", id="lib: from the root"
        ),
        pytest.param(LIB, "from shared import x", "from my_module.components import x", id="lib: by its last name"),
        pytest.param(LIB, "from lib import shared", "import my_module.components as shared", id="lib: the folder"),
        pytest.param(
            LIB,
            "import shared.x",
            "import my_module.components.x as _shared_x; import my_module.components as shared",
            id="lib: plain",
        ),
        pytest.param(LIB, "import lib.shared.x as y", "import my_module.components.x as y", id="lib: another name"),
        pytest.param(COMMON, "from common.x import f", "from my_module.components.x import f", id="common: name"),
        pytest.param(COMMON, "import common", "import my_module.components as common", id="common: folder"),
        pytest.param(
            BELOW_ELSEWHERE,
            "from .shared.x import f",
            "from my_module.components.x import f",
            id="below, another name: relative",
        ),
        pytest.param(
            BELOW_ELSEWHERE,
            "from . import shared, other",
            "import my_module.components as shared, other.other as other",
            id="below, another name: members",
        ),
        pytest.param(
            BELOW_ELSEWHERE,
            "from . import shared as s",
            "import my_module.components as s",
            id="below, another name: the folder",
        ),
    ],
)
def test_components_may_stand_anywhere(layout: Layout, before: str, after: str) -> None:
    assert relocated(before, layout) == after


@pytest.mark.parametrize(
    ("layout", "path", "before", "after"),
    [
        pytest.param(BELOW, "cli_dir/my_module.py", "from .my_module import f", None, id="interface: the module"),
        pytest.param(
            BELOW, "cli_dir/my_module.py", "from .other import f", "from other.other import f", id="interface: sibling"
        ),
        pytest.param(BELOW, "module_dir/components/x.py", "from .y import f", None, id="component: component"),
        pytest.param(BELOW, "module_dir/components/x.py", "from . import y", None, id="component: member"),
        pytest.param(BELOW, "module_dir/components/x.py", "from ..my_module import f", None, id="component: module"),
        pytest.param(
            BELOW,
            "module_dir/components/x.py",
            "from ..other import f",
            "from other.other import f",
            id="component: sibling",
        ),
        pytest.param(
            BELOW,
            "module_dir/components/x.py",
            "from components.y import f",
            "from my_module.components.y import f",
            id="component: absolute",
        ),
        pytest.param(BELOW, "module_dir/components/bundle/z.py", "from ..x import f", None, id="bundle: out of it"),
        pytest.param(
            LIB,
            "lib/shared/bundle/z.py",
            "from ..x import f\nfrom . import g",
            "from my_module.components.x import f\nfrom my_module.components.bundle import g",
            id="bundle that stands elsewhere",
        ),
    ],
)
def test_imports_of_other_files(layout: Layout, path: str, before: str, after: str | None) -> None:
    assert relocated(before, layout, path) == (before if after is None else after)


def test_what_an_attempt_does_not_find_stays() -> None:
    before = "from components.x import f\ntry:\n    from ._version import version\nexcept ImportError:\n    pass\n"

    assert relocated(before, BELOW) == before.replace("components.x", "my_module.components.x")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig"])
def test_a_file_keeps_its_encoding(encoding: str) -> None:
    cookie = f"# -*- coding: {encoding.removesuffix('-sig')} -*-\n"
    before = f"{cookie}x = 'äß'; from components.x import f\n"
    after = f"{cookie}x = 'äß'; from my_module.components.x import f\n"

    assert relocate(module_of(before.encode(encoding)), OWN, BELOW) == after.encode(encoding)


@pytest.mark.parametrize(
    ("layout", "source", "message", "hint"),
    [
        pytest.param(
            BELOW,
            "import module_dir.other",
            "`import module_dir.other` has no equivalent in the package",
            "write `import other`",
            id="sibling from the root",
        ),
        pytest.param(
            BELOW,
            "import json, module_dir.my_module",
            "`import module_dir.my_module` has no equivalent in the package",
            "write `import my_module`",
            id="itself from the root",
        ),
        pytest.param(
            LIB,
            "import lib.shared.x",
            "`import lib.shared.x` has no equivalent in the package",
            "write `from lib.shared.x import …`, or give it a name with `as`",
            id="folder of another name",
        ),
    ],
)
def test_what_has_no_equivalent_is_refused(layout: Layout, source: str, message: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        relocated(f"\n{source}", layout)

    assert described(caught.value) == [(message, "module_dir/my_module.py:2", hint)]


Places = Mapping[str, tuple[str, bool]]
"""Module name → its source, and whether it is a package."""

COMPONENT_SOURCES = {
    "x": ("WHO = 'x'\nf = 'f of x'\ng = 'g of x'\n", False),
    "y": ("WHO = 'y'\nf = 'f of y'\ng = 'g of y'\n", False),
    "bundle": ("WHO = 'bundle'\nf = 'f of bundle'\ng = 'g of bundle'\n", True),
    "bundle.z": ("WHO = 'z'\nf = 'f of z'\ng = 'g of z'\n", False),
}
SIBLING_SOURCES = {
    name: f"WHO = {name!r}\nf = 'f of {name}'\ng = 'g of {name}'\n__all__ = ['WHO', 'f', 'g']\n"
    for name in ("other", "third")
}


class Memory(InspectLoader, MetaPathFinder):
    """Finds modules in memory."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        del path, target
        return spec_from_loader(fullname, self) if fullname in self.places else None

    def get_source(self, fullname: str) -> str:
        return self.places[fullname][0]

    def is_package(self, fullname: str) -> bool:
        return self.places[fullname][1]

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_source(fullname), fullname, "exec", dont_inherit=True)


@contextmanager
def importable(places: Places) -> Iterator[None]:
    """Make modules importable for the time of the block, and forget them."""
    finder = Memory(places)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in places:
            sys.modules.pop(name, None)


def bound(places: Places, name: str) -> dict[str, object]:
    """Run a module and tell what its names stand for, also those that are reached through a folder: `components.x`."""
    with importable(places):
        names = vars(import_module(name))
        loaded = {**names, **names["load"]()} if "load" in names else names
        found: dict[str, object] = {}
        for key, value in loaded.items():
            if not isinstance(value, ModuleType):
                found[key] = value
                continue
            found[key] = getattr(value, "WHO", None)
            reached = {f"{key}.{inner}": getattr(value, inner, None) for inner in ("x", "y")}
            found |= {path: vars(each).get("WHO") for path, each in reached.items() if isinstance(each, ModuleType)}
        return {key: value for key, value in found.items() if key != "load" and not key.startswith("_")}


def as_written(source: str, folder: str) -> Places:
    """Lay the repository out as Python sees it with its root and `module_dir` on the path."""
    places = {"module_dir": ("", True), f"module_dir.{OWN}": (source, False)}
    for parent in dict.fromkeys([folder, folder.rpartition(".")[2]]):
        for depth in range(parent.count(".") + 1):
            places.setdefault(".".join(parent.split(".")[: depth + 1]), ("", True))
        places |= {f"{parent}.{name}": place for name, place in COMPONENT_SOURCES.items()}
    for name, text in SIBLING_SOURCES.items():
        places |= {name: (text, False), f"module_dir.{name}": (text, False)}
    return places


def as_packaged(source: str) -> Places:
    places = {OWN: ("", True), f"{OWN}.{OWN}": (source, False), f"{OWN}.components": ("", True)}
    places |= {f"{OWN}.components.{name}": place for name, place in COMPONENT_SOURCES.items()}
    for name, text in SIBLING_SOURCES.items():
        places |= {name: (f"from {name}.{name} import *", True), f"{name}.{name}": (text, False)}
    return places


def statements(folder: str, *, relative: bool) -> st.SearchStrategy[str]:
    """Give import statements of every form that a repository's modules use."""
    last = folder.rpartition(".")[2]
    spelt = [folder, last, *([f".{last}"] if relative else [])]
    names = ["f", "f as a", "f, g", "f as a, g as b"]
    tails = [f".{name}" for name in COMPONENT_SOURCES]
    named = st.sampled_from(
        ["from {} import {}", "from {} import ({})", "from {} import (\n {},\n)", "from {} \\\n import {}"]
    )
    plain = st.sampled_from([f"{last}{tail}" for tail in tails] + [f"{folder}{tail} as m" for tail in tails] + [last])
    home = ["other", "other as o", "other as o, third", "third"]
    return st.one_of(
        st.builds(str.format, named, st.sampled_from([s + t for s in spelt for t in tails]), st.sampled_from(names)),
        st.builds(str.format, named, st.sampled_from(spelt), st.sampled_from(["x", "y as c", "x, bundle"])),
        st.lists(plain, min_size=1, max_size=3).map(lambda modules: "import " + ", ".join(modules)),
        st.builds(str.format, named, st.sampled_from([".other", "module_dir.other", "other"]), st.sampled_from(names)),
        st.builds(str.format, named, st.sampled_from([".", "module_dir"]), st.sampled_from(home)),
        st.sampled_from(["import other", "import other as o", "import module_dir.other as o, third"]),
    )


FRAMES = [
    "{}",
    "{}; k = 1",
    "k = 'ä€😀'; {}",
    "k = 1; {}  # and more",
    "if True: {}",
    "if True:\n\t{}\n\tk = 2",
    "def load():\n    {}\n    return locals()",
]
LAYOUTS = {"module_dir.components": BELOW, "module_dir.shared": BELOW_ELSEWHERE, "lib.shared": LIB, "common": COMMON}


@st.composite
def modules(draw: st.DrawFn) -> tuple[str, str]:
    """Give the folder of the components, and the source of a module that imports."""
    folder = draw(st.sampled_from(sorted(LAYOUTS)))
    imports = statements(folder, relative=folder.startswith("module_dir."))
    blocks = [frame.format(draw(imports)) for frame in draw(st.lists(st.sampled_from(FRAMES), min_size=1, max_size=3))]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return folder, ("\n".join([*blocks, "last = 'line'"]) + "\n").replace("\n", newline)


@given(modules())
@example(("lib.shared", "def load():\n    import shared.x, shared.y\n    return locals()\n"))
def test_a_module_binds_the_same_names_in_its_package(module: tuple[str, str]) -> None:
    folder, source = module

    after = relocated(source, LAYOUTS[folder])

    before = bound(as_written(source, folder), f"module_dir.{OWN}")
    packaged = bound(as_packaged(after), f"{OWN}.{OWN}")
    assert {name: value for name, value in packaged.items() if "." not in name or name in before} == before


@given(modules())
def test_every_statement_stays_on_its_line(module: tuple[str, str]) -> None:
    folder, source = module

    after = relocated(source, LAYOUTS[folder])

    def lines(text: str) -> list[tuple[int, str]]:
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
        return [
            (node.lineno, type(node).__name__) for node in nodes if not isinstance(node, ast.Import | ast.ImportFrom)
        ]

    assert lines(after) == lines(source)
    assert after.count("\n") == source.count("\n")


@given(modules())
def test_what_was_adjusted_needs_no_adjustment(module: tuple[str, str]) -> None:
    folder, source = module
    after = relocated(source, LAYOUTS[folder])

    assert relocated(after, BELOW) == after


PATH = PurePosixPath("my_module/routes.py")


def detached(source: str) -> str:
    return detach(source.encode(), OWN, PATH).decode()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("from .part import a", "from my_module.part import a", id="module"),
        pytest.param("from . import part", "from my_module import part", id="package"),
        pytest.param(
            "from .a.b import (\n    c,  # why\n)", "from my_module.a.b import (\n    c,  # why\n)", id="lines"
        ),
        pytest.param("from .a \\\n  import b", "from my_module.a \\\nimport b", id="continued"),
        pytest.param(
            "from . a import b; from .c import *", "from my_module.a import b; from my_module.c import *", id="2"
        ),
        pytest.param("def f():\n    from .a import b\r\n", "def f():\n    from my_module.a import b\r\n", id="inside"),
        pytest.param("ü = 1; from .a import b", "ü = 1; from my_module.a import b", id="behind other letters"),
        pytest.param("from .a import*", "from my_module.a import*", id="star"),
        pytest.param("import my_module\nfrom a import b", "import my_module\nfrom a import b", id="absolute"),
        pytest.param("x = 'from .a import b'", "x = 'from .a import b'", id="text"),
    ],
)
def test_relative_imports_become_absolute(source: str, expected: str) -> None:
    assert detached(source) == expected


def test_encoding_is_kept() -> None:
    source = "# -*- coding: latin-1 -*-\nfrom .a import größe\n".encode("latin-1")

    assert detach(source, OWN, PATH) == "# -*- coding: latin-1 -*-\nfrom my_module.a import größe\n".encode("latin-1")


def test_import_that_leads_out_of_the_package_is_an_error() -> None:
    (problem,) = problems_of(lambda: detached("x = 1\nfrom ..other import a"))

    assert described(problem) == [("this import leads out of its package", "my_module/routes.py:2", None)]
