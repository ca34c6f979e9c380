"""The components that a project reaches."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest

from paa.core.source.components import reach_components
from paa.errors import SourceError
from tests.unit.builders import OWN, described, layout_of, module_of

FOLDER = "module_dir/components"


def reached(source: str, components: Mapping[str, str], *, cli: str = "") -> list[str]:
    """Give the names of the components that a module and its command line reach."""
    files = {PurePosixPath(FOLDER, name): text for name, text in components.items()}
    layout = layout_of("module_dir/other.py", *map(str, files))
    starts = [module_of(source), module_of(cli, "cli_dir/my_module.py")]
    modules = reach_components(starts, OWN, layout, lambda path: module_of(files[path], str(path)))
    return [module.path.relative_to(FOLDER).as_posix() for module in modules]


@pytest.mark.parametrize(
    ("source", "components", "expected"),
    [
        pytest.param("import json", {"a.py": ""}, [], id="none"),
        pytest.param("from components.b import f", {"a.py": "", "b.py": ""}, ["b.py"], id="one"),
        pytest.param(
            "from components.c import f",
            {"a.py": "", "b.py": "from .a import f", "c.py": "from components.b import f"},
            ["a.py", "b.py", "c.py"],
            id="a chain, sorted",
        ),
        pytest.param(
            "from components.a.b import f",
            {"__init__.py": "", "a/__init__.py": "from .c import g", "a/b.py": "", "a/c.py": "", "a/d.py": ""},
            ["__init__.py", "a/__init__.py", "a/b.py", "a/c.py"],
            id="packages on the way",
        ),
        pytest.param("def f():\n from components import a", {"a.py": ""}, ["a.py"], id="in a function"),
        pytest.param(
            "from .components import a, b", {"a.py": "", "b.py": "", "c.py": ""}, ["a.py", "b.py"], id="members"
        ),
        pytest.param("import components.a", {"a.py": "import components.a"}, ["a.py"], id="of itself"),
        pytest.param("from other import f", {"a.py": ""}, [], id="a sibling's are not followed"),
    ],
)
def test_components_are_followed(source: str, components: Mapping[str, str], expected: list[str]) -> None:
    assert reached(source, components) == expected


def test_interfaces_reach_components_too() -> None:
    assert reached("", {"a.py": "", "b.py": ""}, cli="from components.b import f") == ["b.py"]


@pytest.mark.parametrize(
    "components",
    [
        pytest.param({"a.py": "import components.b", "b.py": "import components.a"}, id="whole modules"),
        pytest.param({"a.py": "from .b import f", "b.py": "def f():\n from .a import g"}, id="one is in a function"),
        pytest.param(
            {"a.py": "from .b import f", "b.py": "if TYPE_CHECKING:\n from .a import A"}, id="one is for types only"
        ),
    ],
)
def test_circles_that_python_loads_are_allowed(components: Mapping[str, str]) -> None:
    assert reached("from components.a import f", components) == ["a.py", "b.py"]


def test_circles_that_python_does_not_load_are_refused() -> None:
    components = {"a.py": "from .b import f", "b.py": "\nfrom .c import f", "c.py": "from .b import g"}

    with pytest.raises(SourceError) as caught:
        reached("from components.a import f", components)

    assert described(caught.value) == [
        (
            "circular components: b.py:2 -> c.py:1 -> b.py",
            "module_dir/components/b.py:2",
            "move what both need into a third component, or import it inside the function that uses it",
        )
    ]


def test_a_component_that_is_not_there_is_named_where_it_is_imported() -> None:
    with pytest.raises(SourceError) as caught:
        reached("from components.a import f", {"a.py": "\nfrom .b import f"})

    assert described(caught.value) == [
        (
            "there is no component 'b' in module_dir/components",
            "module_dir/components/a.py:2",
            "a component is a file module_dir/components/<name>.py",
        )
    ]
