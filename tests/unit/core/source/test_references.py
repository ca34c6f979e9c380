"""What an import refers to."""

from pathlib import PurePosixPath

import pytest

from paa.core.source.references import (
    ComponentReference,
    External,
    OwnReference,
    Reference,
    SiblingReference,
    component_prefixes,
    refer,
)
from paa.errors import SourceError
from paa.model.layout import Layout
from paa.model.names import ImportName
from tests.unit.builders import OWN, described, layout_of, module_of

BELOW = layout_of(
    "module_dir/other.py",
    "module_dir/third.py",
    "module_dir/components/x.py",
    "module_dir/components/bundle/__init__.py",
    "module_dir/components/bundle/y.py",
    "module_dir/components/folder/z.py",
)
BESIDE = layout_of("module_dir/other.py", "lib/shared/__init__.py", "lib/shared/x.py", dependencies_dir="lib/shared")
OTHER, THIRD = ImportName("other"), ImportName("third")
BUNDLE, X, Y, Z = "bundle/__init__.py", "x.py", "bundle/y.py", "folder/z.py"


def component(prefix: str, tail: str, *files: str, folder: str = "module_dir/components") -> ComponentReference:
    paths = tuple(PurePosixPath(folder, file) for file in files)
    return ComponentReference(tuple(filter(None, prefix.split("."))), tuple(filter(None, tail.split("."))), paths)


def references(
    source: str, layout: Layout = BELOW, path: str = "module_dir/my_module.py"
) -> list[tuple[Reference, ...]]:
    module = module_of(source, path)
    return [refer(statement, module, OWN, layout) for statement in module.imports]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import json", External("json"), id="somewhere else"),
        pytest.param("from google.cloud import storage", External("google.cloud"), id="somewhere else, dotted"),
        pytest.param("import components", component("components", ""), id="folder"),
        pytest.param("import components.x as y", component("components", "x", X), id="component"),
        pytest.param("from components.x import f", component("components", "x", X), id="name of a component"),
        pytest.param("from components import x, bundle", component("components", "", X, BUNDLE), id="members"),
        pytest.param("from components import *", component("components", ""), id="star"),
        pytest.param("import components.bundle.y", component("components", "bundle.y", BUNDLE, Y), id="in a bundle"),
        pytest.param("from components.bundle import y", component("components", "bundle", BUNDLE, Y), id="of a bundle"),
        pytest.param(
            "from components.bundle import f", component("components", "bundle", BUNDLE), id="name of a bundle"
        ),
        pytest.param("from components.folder import z", component("components", "folder", Z), id="bare folder"),
        pytest.param(
            "from module_dir.components.x import f", component("module_dir.components", "x", X), id="from the root"
        ),
        pytest.param("from module_dir import components", component("module_dir.components", ""), id="the folder"),
        pytest.param("from .components.x import f", component("", "x", X), id="relative"),
        pytest.param("from .components import x", component("", "", X), id="relative member"),
        pytest.param("from . import components", component("components", ""), id="relative folder"),
        pytest.param("import other", SiblingReference(OTHER, bare=True), id="sibling"),
        pytest.param("from other.other import f", SiblingReference(OTHER, bare=True), id="name of a sibling"),
        pytest.param("from .other import f", SiblingReference(OTHER, bare=False), id="relative sibling"),
        pytest.param("import module_dir.other", SiblingReference(OTHER, bare=False), id="sibling from the root"),
        pytest.param("from module_dir.other import f", SiblingReference(OTHER, bare=False), id="name, from the root"),
        pytest.param("import my_module", OwnReference(bare=True), id="itself"),
        pytest.param("from my_module.my_module import f", OwnReference(bare=True), id="name of itself"),
        pytest.param("from .my_module import f", OwnReference(bare=False), id="itself, relative"),
        pytest.param("from module_dir.my_module import f", OwnReference(bare=False), id="itself, from the root"),
    ],
)
def test_reference_of_an_import(source: str, expected: Reference) -> None:
    assert references(source) == [(expected,)]


@pytest.mark.parametrize("source", ["from . import other, third", "from module_dir import other, third"])
def test_several_modules_of_one_import(source: str) -> None:
    assert references(source) == [(SiblingReference(OTHER, bare=False), SiblingReference(THIRD, bare=False))]


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        pytest.param("bundle/y.py", "from . import a", component("", "bundle", BUNDLE), id="same bundle"),
        pytest.param("bundle/y.py", "from .. import x", component("", "", X), id="out of the bundle"),
        pytest.param("bundle/y.py", "from ..folder.z import f", component("", "folder.z", Z), id="another folder"),
        pytest.param("x.py", "from .bundle.y import f", component("", "bundle.y", BUNDLE, Y), id="into a bundle"),
        pytest.param("x.py", "from ..other import f", SiblingReference(OTHER, bare=False), id="sibling"),
        pytest.param("x.py", "from .. import my_module", OwnReference(bare=False), id="the project"),
    ],
)
def test_relative_imports_of_components(path: str, source: str, expected: Reference) -> None:
    assert references(source, path=f"module_dir/components/{path}") == [(expected,)]


def test_interfaces_are_read_as_if_they_stood_beside_the_module() -> None:
    source = "from .my_module import f\nfrom .components.x import g\nfrom . import other"

    assert references(source, path="cli_dir/my_module.py") == [
        (OwnReference(bare=False),),
        (component("", "x", X),),
        (SiblingReference(OTHER, bare=False),),
    ]


@pytest.mark.parametrize(
    ("source", "prefix"),
    [
        pytest.param("from lib.shared.x import f", "lib.shared", id="from the root"),
        pytest.param("from shared.x import f", "shared", id="by its last name"),
    ],
)
def test_components_that_stand_elsewhere(source: str, prefix: str) -> None:
    assert references(source, BESIDE) == [(component(prefix, "x", "__init__.py", "x.py", folder="lib/shared"),)]


@pytest.mark.parametrize(
    ("module_dir", "dependencies_dir", "prefixes"),
    [
        pytest.param("a", "a/components", {("a", "components"), ("components",)}, id="below"),
        pytest.param("a/b", "a/b/c/d", {("a", "b", "c", "d"), ("c", "d"), ("d",), ("components",)}, id="far below"),
        pytest.param("a", "lib/shared", {("lib", "shared"), ("shared",), ("components",)}, id="beside"),
        pytest.param("a", "common", {("common",), ("components",)}, id="at the root"),
    ],
)
def test_spellings_of_the_folder(module_dir: str, dependencies_dir: str, prefixes: set[tuple[str, ...]]) -> None:
    layout = layout_of(module_dir=module_dir, dependencies_dir=dependencies_dir)

    assert set(component_prefixes(layout)) == prefixes


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        pytest.param(
            "from components.bundel import f",
            "there is no component 'bundel' in module_dir/components",
            "did you mean 'bundle'?",
            id="misspelt",
        ),
        pytest.param(
            "from components import qqq",
            "there is no component 'qqq' in module_dir/components",
            "a component is a file module_dir/components/<name>.py",
            id="nothing near",
        ),
        pytest.param(
            "import components.x.y",
            "there is no component 'x.y' in module_dir/components",
            "did you mean 'x'?",
            id="x.y",
        ),
        pytest.param(
            "from components.folder import nothing",
            "there is no component 'folder.nothing' in module_dir/components",
            "did you mean 'folder'?",
            id="a folder without names of its own",
        ),
        pytest.param(
            "from . import othr",
            "`from . import othr`: there is no othr.py in module_dir",
            "did you mean 'other'?",
            id="no module",
        ),
        pytest.param(
            "from .nothing import f",
            "the relative import `from .nothing import f` leads to no file of the project",
            "components are in module_dir/components, modules in module_dir",
            id="no relative module",
        ),
        pytest.param(
            "from ..other import f, g",
            "the relative import `from ..other import f, g` leads to no file of the project",
            "components are in module_dir/components, modules in module_dir",
            id="out of the modules",
        ),
        pytest.param(
            "from module_dir.othr import f",
            "there is no module 'othr.f' in module_dir",
            "did you mean 'other'?",
            id="no module, from the root",
        ),
    ],
)
def test_an_import_that_leads_nowhere(source: str, message: str, hint: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        references(f"\n{source}")

    assert described(caught.value) == [(message, "module_dir/my_module.py:2", hint)]


@pytest.mark.parametrize(
    "source",
    [
        "try:\n from ._version import version\nexcept ImportError:\n pass",
        "with suppress(ImportError):\n from . import _version",
        "if TYPE_CHECKING:\n from .types import T",
    ],
)
def test_a_file_that_may_be_missing(source: str) -> None:
    assert references(source) == [()]


def test_a_component_must_be_there_even_for_an_attempt() -> None:
    with pytest.raises(SourceError):
        references("try:\n from .components import nothing\nexcept ImportError:\n pass")
