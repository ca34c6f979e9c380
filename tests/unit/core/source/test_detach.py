"""A file of a package works outside of it."""

from pathlib import PurePosixPath

import pytest

from paa.core.source.relocation import detach
from tests.unit.builders import OWN, described, problems_of

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
