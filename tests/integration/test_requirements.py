"""`paa requirements`, `paa extract-module-requirements` and `paa components`, and what is made of guesses."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.support import Completed
from tests.support.workshop import RELEASED, Workshop

TOOL = "module_dir/tool.py"
GUESSED = "install what provides it, name it in the module (`#@ PROJECT`), or in .paa/package_mapping.json"


@pytest.fixture(autouse=True)
def _no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def show(workshop: Workshop, source: str, *words: str, **files: str) -> str:
    """Give what `paa requirements` prints of a module."""
    workshop.fill({TOOL: source, **files})
    shown = workshop.paa(*(words or ("requirements",)), "tool", "--root", workshop.repository.root)
    assert (shown.code, shown.err) == (0, "")
    return shown.out


def test_mapping_that_is_not_there(workshop: Workshop, tmp_path: Path) -> None:
    workshop.fill({TOOL: RELEASED})
    path = tmp_path / "gone.json"

    refused = workshop.paa("requirements", "tool", "--mapping-filepath", path, "--root", workshop.repository.root)

    hint = "--mapping-filepath names a file of JSON"
    assert refused == Completed(2, "", f"error: {path}: there is no such file\n  hint: {hint}\n")


def test_each_requirement_is_shown_with_what_speaks_for_it(workshop: Workshop) -> None:
    source = (
        "import serial  #>=3.5\n#@ tzdata\nfrom components.x import f\nimport sibling\n"
        "try:\n    import skimage\nexcept ImportError:\n    skimage = None\n"
        "def later():\n    import cv2\n    import cv2.typing\n"
    )

    shown = show(
        workshop,
        source,
        **{"module_dir/components/x.py": "import telnetlib\nf = 1\n", "module_dir/sibling.py": RELEASED},
    )

    assert shown == (
        "opencv-python\n"
        "  module_dir/tool.py:10  import cv2: the table of well-known names\n"
        "  module_dir/tool.py:11\n"
        "  imported only in functions\n"
        "  also provided by opencv-contrib-python, opencv-contrib-python-headless, opencv-python-headless\n"
        "pyserial>=3.5\n"
        "  module_dir/tool.py:1  import serial: the table of well-known names\n"
        "sibling>=0.0.1\n"
        "  module_dir/tool.py:4  import sibling: a module of this repository\n"
        'standard-telnetlib; python_version >= "3.13"\n'
        "  module_dir/components/x.py:1  import telnetlib: a backport of the standard library\n"
        "tzdata\n"
        "  module_dir/tool.py:2  a marker comment\n"
        'scikit-image; extra == "scikit-image"\n'
        "  module_dir/tool.py:6  import skimage: the table of well-known names\n"
    )


def test_nothing_is_required(workshop: Workshop) -> None:
    assert show(workshop, "import json\n") == "nothing but the standard library and this repository\n"


def test_requirements_for_programs(workshop: Workshop) -> None:
    shown = show(workshop, "import serial  #>=3.5\n", "requirements", "--json")

    assert json.loads(shown) == [
        {
            "requirement": "pyserial>=3.5",
            "name": "pyserial",
            "extra": None,
            "where": "module_dir/tool.py:1",
            "also": [],
            "import": "serial",
            "rule": "table",
            "certain": True,
            "lazy": False,
            "others": [],
        }
    ]


LINES = [
    "pyserial",
    'tomli; python_version < "3.11"',
    'scikit-image; sys_platform == "win32" and extra == "scikit-image"',
]


@pytest.mark.parametrize(("words", "lines"), [((), LINES), (("--show-extra",), LINES), (("--skip-extra",), LINES[:2])])
def test_lines_for_other_tools(workshop: Workshop, words: tuple[str, ...], lines: list[str]) -> None:
    source = (
        '__package_metadata__ = {"requires_python": ">=3.10"}\nimport serial\n'
        "try:\n import tomllib\nexcept ImportError:\n import tomli\n"
        "if sys.platform == 'win32':\n try:\n  import skimage\n except ImportError:\n  skimage = None\n"
    )

    shown = show(workshop, source, "extract-module-requirements", *words)

    assert shown.splitlines() == sorted(lines)


@pytest.mark.parametrize("command", ["requirements", "extract-module-requirements"])
def test_a_guess_is_printed_and_named(workshop: Workshop, command: str) -> None:
    workshop.fill({TOOL: "import nobody_has_this\n"})

    shown = workshop.paa(command, "tool", "--root", workshop.repository.root)

    assert (shown.code, shown.out.split()[0]) == (0, "nobody-has-this")
    assert shown.err == (
        f"note: {TOOL}:1: the requirement 'nobody-has-this' is only guessed from the name of the import\n"
        f"  hint: {GUESSED}\n"
    )


def test_a_package_is_not_made_on_a_guess(workshop: Workshop) -> None:
    workshop.fill({TOOL: f"{RELEASED}import nobody_has_this\n"})

    problem = f"{TOOL}:2: tool: the requirement 'nobody-has-this' is only guessed from the name of the import"
    workshop.refused(4, (problem, GUESSED))


SETTLED = [
    pytest.param({TOOL: f"{RELEASED}import nobody_has_this  #-\n#@ our-own\n"}, id="in the module"),
    pytest.param(
        {TOOL: f"{RELEASED}import nobody_has_this\n", ".paa/package_mapping.json": '{"nobody_has_this": "our-own"}'},
        id="in the mapping",
    ),
]


@pytest.mark.parametrize("files", SETTLED)
def test_a_guess_is_settled(workshop: Workshop, files: dict[str, str]) -> None:
    workshop.fill(files)

    assert workshop.paa("extract-module-requirements", "tool", "--root", workshop.repository.root).out == "our-own\n"
    assert workshop.make("tool").code == 0


class _Index(BaseHTTPRequestHandler):
    """An index with one project; it writes down what it is asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        known = self.path == "/simple/known-here/"
        body = b"<!DOCTYPE html><a href='known_here-1.0-py3-none-any.whl'>known_here-1.0-py3-none-any.whl</a>"
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body if known else b"")

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Serve an index, and give what it was asked for."""
    paths: list[str] = []
    handler = type("Handler", (_Index,), {"asked": paths})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for name in ("PIP_NO_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        yield paths
        server.shutdown()


def test_the_index_confirms_a_name_once(workshop: Workshop, asked: list[str]) -> None:
    workshop.fill({TOOL: f"{RELEASED}import known_here, serial\n"})

    assert [workshop.make("tool").code, workshop.make("tool").code] == [0, 0]
    assert asked == ["/simple/known-here/"]


def test_the_index_does_not_know_a_name(workshop: Workshop, asked: list[str]) -> None:
    workshop.fill({TOOL: f"{RELEASED}import unknown_here\n"})

    assert workshop.make("tool").code == 4
    assert asked == ["/simple/unknown-here/"]


def test_siblings_and_components_are_not_asked_for(workshop: Workshop, asked: list[str]) -> None:
    workshop.fill(
        {
            TOOL: f"{RELEASED}import sibling\nfrom components.x import f\n",
            "module_dir/sibling.py": RELEASED,
            "module_dir/components/x.py": "f = 1\n",
        }
    )

    assert workshop.make("tool").code == 0
    assert asked == []


def test_an_index_that_does_not_answer_leaves_a_guess(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    workshop.fill({TOOL: f"{RELEASED}import known_here\n"})

    assert workshop.make("tool").code == 4


def test_versions_that_exclude_each_other_are_refused_with_both_places(workshop: Workshop) -> None:
    workshop.fill(
        {
            TOOL: f"{RELEASED}import serial  #>=3\nfrom components.x import f\n",
            "module_dir/components/x.py": "import serial  #<2\nf = 1\n",
        }
    )

    problem = "module_dir/components/x.py:1: no version of pyserial is >=3 (module_dir/tool.py:2) and <2 "
    workshop.refused(3, (problem + "(module_dir/components/x.py:1)", "change one of the two"))


def test_a_marker_that_cannot_be_parsed_is_named_with_its_line(workshop: Workshop) -> None:
    workshop.fill({TOOL: f"{RELEASED}from serial import (\n    a,  #=>3\n)\n"})

    refused = workshop.make("tool")

    assert refused.code == 3
    assert refused.err.startswith(f"error: {TOOL}:3: 'pyserial=>3' is no valid requirement: ")


@pytest.mark.slow
def test_thousands_of_imports_and_very_many_lines(workshop: Workshop) -> None:
    many = "".join(f"import name_{number}  #>={number}\n" for number in range(3_000))

    lines = show(workshop, many, "extract-module-requirements").splitlines()

    assert lines == sorted(f"name-{number}>={number}" for number in range(3_000))
    assert show(workshop, "x = 1\n" * 300_000 + "import serial\n", "extract-module-requirements") == "pyserial\n"


def test_components_are_shown_with_what_imports_them(workshop: Workshop) -> None:
    files = {
        "module_dir/components/bundle/__init__.py": "",
        "module_dir/components/bundle/deep.py": "from ..x import f\n",
        "module_dir/components/x.py": "f = 1\n",
        "module_dir/components/unused.py": "",
    }
    source = "import os\nfrom components.bundle import deep\ndef g():\n    from module_dir.components.x import f\n"

    assert show(workshop, source, "components", **files) == (
        "module_dir/components/bundle/__init__.py\n  module_dir/tool.py:2\n"
        "module_dir/components/bundle/deep.py\n  module_dir/tool.py:2\n"
        "module_dir/components/x.py\n  module_dir/tool.py:4\n  module_dir/components/bundle/deep.py:1\n"
    )
    shown = workshop.paa("show-ref-local-deps", "tool", "--json", "--root", workshop.repository.root)
    assert [each["path"] for each in json.loads(shown.out)] == sorted(files)[:2] + sorted(files)[3:]


def test_module_without_components_says_so(workshop: Workshop) -> None:
    assert show(workshop, "import os\n", "components") == "no components\n"
