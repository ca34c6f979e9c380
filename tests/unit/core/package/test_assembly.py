"""The layout of a package."""

import ast
import inspect
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from paa.core.package.assembly import assemble, component_path, render_init
from paa.core.package.pyproject import pyproject_tables
from paa.errors import SourceError
from paa.model.artifacts import LinkedFile
from paa.model.names import ImportName
from paa.model.project import ShippedFile
from paa.model.tree import SourceTree
from paa.model.walkthrough import Walkthrough
from tests.unit.builders import described, layout_of, module_of, project_of, spec_of

PLACES = {"cli": "cli.py", "fastapi": "routes.py"}


def test_every_file_has_its_place() -> None:
    module = '"""Do it."""\nfrom components.bundle.x import f\n'
    project = project_of(
        module,
        components={"bundle/x.py": "from components.y import g\n", "y.py": "g = 1\n"},
        interfaces={"cli": "from my_module import f\n", "fastapi": "from components.y import g\n"},
        artifacts=(ShippedFile(Path("somewhere/a.json"), PurePosixPath("artifacts/a.json")),),
        licenses=(ShippedFile(Path("elsewhere/LICENSE"), PurePosixPath("LICENSE")),),
    )
    layout = layout_of("module_dir/components/bundle/x.py", "module_dir/components/y.py")
    spec = spec_of(typed=True)

    tree = assemble(project, spec, layout=layout, places=PLACES)

    files: dict[str, bytes | Path] = {
        "LICENSE": Path("elsewhere/LICENSE"),
        "README.md": b"# my-module\n",
        "my_module/__init__.py": b'"""Do it."""\n\nfrom my_module.my_module import *\n\n__version__ = "1.2.3"\n',
        "my_module/artifacts/a.json": Path("somewhere/a.json"),
        "my_module/cli.py": b"from my_module import f\n",
        "my_module/components/__init__.py": b"",
        "my_module/components/bundle/__init__.py": b"",
        "my_module/components/bundle/x.py": b"from my_module.components.y import g\n",
        "my_module/components/y.py": b"g = 1\n",
        "my_module/my_module.py": b'"""Do it."""\nfrom my_module.components.bundle.x import f\n',
        "my_module/py.typed": b"",
        "my_module/routes.py": b"from my_module.components.y import g\n",
    }
    expected = {PurePosixPath(path): content for path, content in files.items()}
    assert tree == SourceTree(spec=spec, pyproject=pyproject_tables(spec), files=expected)
    assert list(tree.files) == sorted(expected)


def test_a_module_alone() -> None:
    tree = assemble(project_of("x = 1\n"), spec_of(), layout=layout_of(), places=PLACES)

    assert {str(path): content for path, content in tree.files.items()} == {
        "README.md": b"# my-module\n",
        "my_module/__init__.py": b'from my_module.my_module import *\n\n__version__ = "1.2.3"\n',
        "my_module/my_module.py": b"x = 1\n",
    }


def test_packages_among_the_components_keep_their_own_init() -> None:
    project = project_of("from components import x", components={"__init__.py": "y = 1\n", "x.py": ""})
    layout = layout_of("module_dir/components/__init__.py", "module_dir/components/x.py")

    tree = assemble(project, spec_of(), layout=layout, places=PLACES)

    assert tree.files[PurePosixPath("my_module/components/__init__.py")] == b"y = 1\n"


def test_a_module_that_takes_the_place_of_its_command_line_is_refused() -> None:
    name = ImportName("cli")
    project = project_of(import_name=name, module=module_of("", "module_dir/cli.py"), interfaces={"cli": "app = 1"})

    with pytest.raises(SourceError) as caught:
        assemble(project, spec_of(import_name=name), layout=layout_of(own="cli"), places=PLACES)

    assert described(caught.value) == [
        (
            "a module that is called 'cli' takes the place of cli_dir/my_module.py in its package",
            "module_dir/cli.py",
            "rename the module",
        )
    ]


@pytest.mark.parametrize(
    ("dependencies_dir", "path", "place"),
    [
        pytest.param("module_dir/components", "module_dir/components/x.py", "components/x.py", id="below"),
        pytest.param("lib/shared", "lib/shared/bundle/x.py", "components/bundle/x.py", id="another name"),
    ],
)
def test_place_of_a_component(dependencies_dir: str, path: str, place: str) -> None:
    assert component_path(PurePosixPath(path), layout_of(dependencies_dir=dependencies_dir)) == PurePosixPath(place)


IMPORT = "from my_module.my_module import *\n"
VERSION = '\n__version__ = "1.2.3"\n'


@pytest.mark.parametrize(
    ("source", "init"),
    [
        pytest.param("", f"{IMPORT}{VERSION}", id="nothing"),
        pytest.param("'Do it.'", f'"""Do it."""\n\n{IMPORT}{VERSION}', id="one line"),
        pytest.param(
            '"""Do it.\n\n  Well.\n  """', f'"""Do it.\n\nWell.\n"""\n\n{IMPORT}{VERSION}', id="several lines"
        ),
        pytest.param(
            '"""\nDo it:\n    $ it\n"""',
            f'"""\nDo it:\n    $ it\n"""\n\n{IMPORT}{VERSION}',
            id="indented below the first line",
        ),
        pytest.param("'say \"it\"'", f"'say \"it\"'\n\n{IMPORT}{VERSION}", id="a quote at the end"),
        pytest.param(r"r'a\b'", f"'a\\\\b'\n\n{IMPORT}{VERSION}", id="a backslash"),
        pytest.param(r"'a\x00b'", f"'a\\x00b'\n\n{IMPORT}{VERSION}", id="a control character"),
        pytest.param('__all__ = ["f", "ä"]', f'{IMPORT}\n__all__ = ["f", "ä"]\n{VERSION}', id="public names"),
        pytest.param("__all__ = ()", f"{IMPORT}\n__all__ = []\n{VERSION}", id="no public names"),
        pytest.param("__all__ = [1]", f"{IMPORT}{VERSION}", id="no names at all"),
        pytest.param('__all__ = ["f"]\n__all__ += x', f"{IMPORT}{VERSION}", id="public names that are computed"),
    ],
)
def test_init_of_a_package(source: str, init: str) -> None:
    assert render_init(module_of(source), spec_of()) == init


def test_a_statement_may_come_first() -> None:
    init = render_init(module_of("'Do it.'"), spec_of(version=Version("2.0.dev0")), first="import hook")

    assert init == f'"""Do it."""\n\nimport hook\n\n{IMPORT}\n__version__ = "2.0.dev0"\n'


@given(st.text(max_size=60) | st.text(alphabet="a\"'\\\n\t {}", max_size=20))
def test_any_docstring_is_kept(text: str) -> None:
    docstring = inspect.cleandoc(text)

    init = render_init(replace(module_of(""), docstring=docstring), spec_of())

    assert (ast.get_docstring(ast.parse(init)) or "") == docstring
    assert init.endswith(f"{IMPORT}{VERSION}")


@pytest.mark.parametrize("prefix", ["", "https://example.org/my-module/"])
def test_images_are_packed_where_the_readme_shows_them_from_beside_it(prefix: str) -> None:
    image = PurePosixPath("walkthrough-images/cell-01-1.png")
    project = project_of("x = 1\n", walkthrough=Walkthrough("", {image: b"png"}))

    tree = assemble(project, spec_of(readme=f"![x]({prefix}{image})\n"), layout=layout_of(), places=PLACES)

    assert (tree.files.get(image) == b"png") is not bool(prefix)


def test_address_of_a_fetched_file_stands_beside_it() -> None:
    link = LinkedFile("data/x.bin", "https://example.org/x", "artifacts/my_module/data/x.bin.link")
    fetched = ShippedFile(Path("store/abc"), link.destination)

    tree = assemble(
        project_of("x = 1\n", artifacts=(fetched,), links=(link,)), spec_of(), layout=layout_of(), places=PLACES
    )

    assert tree.files[PurePosixPath("my_module/artifacts/data/x.bin")] == Path("store/abc")
    assert tree.files[PurePosixPath("my_module/artifacts/data/x.bin.link")] == b"https://example.org/x\n"
