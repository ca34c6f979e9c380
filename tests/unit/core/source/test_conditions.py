"""What tests of the version and the platform say."""

import pytest

from paa.model.module import Condition
from tests.unit.builders import module_of

NEW, OLD = 'python_version >= "3.11"', 'python_version < "3.11"'
WINDOWS, OTHER = 'sys_platform == "win32"', 'sys_platform != "win32"'


def conditions(test: str, before: str = "") -> list[Condition]:
    """Give the conditions of two branches; a branch that never runs has none."""
    source = f"{before}\nif {test}:\n import a\nelse:\n import b"
    return [each.condition for each in module_of(source).imports if each.name in {"a", "b"}]


@pytest.mark.parametrize(
    ("test", "marker"),
    [
        ("sys.version_info >= (3, 11)", NEW),
        ("sys.version_info > (3, 11)", NEW),
        ("sys.version_info < (3, 11)", OLD),
        ("sys.version_info <= (3, 11)", OLD),
        ("(3, 11) <= sys.version_info", NEW),
        ("sys.version_info[:2] >= (3, 11)", NEW),
        ("sys.version_info[0:2] >= (3, 11)", NEW),
        ("sys.version_info[:2] > (3, 11)", 'python_version > "3.11"'),
        ("sys.version_info[:2] == (3, 11)", 'python_version == "3.11"'),
        ("sys.version_info[:3] >= (3, 11)", NEW),
        ("sys.version_info.minor >= 11", NEW),
        ("sys.version_info[1] >= 11", NEW),
        ("sys.hexversion >= 0x030B0000", NEW),
        ("sys.version_info >= (3, 11, 4)", 'python_full_version >= "3.11.4"'),
        ("sys.version_info[0] == 2", 'python_version < "3.0"'),
        ("sys.version_info.major > 2", 'python_version >= "3.0"'),
        ("sys.version_info >= (3,)", 'python_version >= "3.0"'),
        ("sys.platform == 'win32'", WINDOWS),
        ("'win32' == sys.platform", WINDOWS),
        ("sys.platform.startswith('win')", WINDOWS),
        ("sys.platform[:3] == 'win'", WINDOWS),
        ("sys.platform.lower() == 'win32'", WINDOWS),
        ("sys.platform in ('win32',)", WINDOWS),
        ("'linux' in sys.platform", 'sys_platform == "linux"'),
        ("sys.platform != 'win32'", OTHER),
        ("not sys.platform == 'win32'", OTHER),
        ("os.name == 'nt'", 'os_name == "nt"'),
        ("platform.system() == 'Windows'", 'platform_system == "Windows"'),
        ("platform.system().lower() == 'darwin'", 'platform_system == "Darwin"'),
        ("platform.python_implementation() == 'PyPy'", 'platform_python_implementation == "PyPy"'),
        ("sys.implementation.name == 'cpython'", 'implementation_name == "cpython"'),
        ("platform.machine() == 'arm64'", 'platform_machine == "arm64"'),
        ("platform.system().lower().startswith('win')", 'platform_system == "Windows"'),
        ("platform.python_implementation().lower() == 'pypy'", 'platform_python_implementation == "PyPy"'),
        ("platform.uname().system == 'Linux'", 'platform_system == "Linux"'),
        ("platform.uname()[0] == 'Linux'", 'platform_system == "Linux"'),
        ("os.uname().sysname == 'Darwin'", 'platform_system == "Darwin"'),
        ("sys.version >= '3'", 'python_version >= "3.0"'),
        ("sys.version > '3'", 'python_version >= "3.0"'),
        ("sys.version[0] == '2'", 'python_version < "3.0"'),
        ("sys.version[:1] < '3'", 'python_version < "3.0"'),
        ("sys.version.startswith('2')", 'python_version < "3.0"'),
        ("platform.python_version().startswith('3')", 'python_version >= "3.0"'),
        ("int(platform.python_version_tuple()[0]) < 3", 'python_version < "3.0"'),
        ("int(sys.version[0]) >= 3", 'python_version >= "3.0"'),
    ],
)
def test_a_comparison_is_a_marker(test: str, marker: str) -> None:
    true, false = conditions(test)

    assert true == ((marker,),)
    assert false == ((opposite(marker),),)


def opposite(marker: str) -> str:
    variable, operator, value = marker.split(" ", 2)
    others = {"==": "!=", "!=": "==", ">=": "<", "<": ">=", ">": "<=", "<=": ">"}
    return f"{variable} {others[operator]} {value}"


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param(
            "sys.platform == 'win32' and sys.version_info >= (3, 11)",
            [((WINDOWS,), (NEW,)), ((OTHER, OLD),)],
            id="and",
        ),
        pytest.param(
            "sys.platform == 'win32' or sys.version_info >= (3, 11)", [((WINDOWS, NEW),), ((OTHER,), (OLD,))], id="or"
        ),
        pytest.param("sys.platform == 'win32' and x", [((WINDOWS,),), ()], id="and something else"),
        pytest.param("sys.platform == 'win32' or x", [(), ((OTHER,),)], id="or something else"),
        pytest.param(
            "sys.platform in ('win32', 'darwin')",
            [((WINDOWS, 'sys_platform == "darwin"'),), ((OTHER,), ('sys_platform != "darwin"',))],
            id="one of several",
        ),
        pytest.param(
            "(3, 11) <= sys.version_info < (3, 13)",
            [((NEW,), ('python_version < "3.13"',)), ((OLD, 'python_version >= "3.13"'),)],
            id="between",
        ),
        pytest.param("x", [(), ()], id="something else"),
        pytest.param("sys.version_info == (3, 11)", [(), ()], id="what is never equal"),
        pytest.param("sys.platform == x", [(), ()], id="no constant"),
        pytest.param("sys.platform == 1", [(), ()], id="no text"),
        pytest.param("sys.version_info >= limit", [(), ()], id="a version that is not known"),
        pytest.param("1", [()], id="always true"),
        pytest.param("False and sys.platform == 'win32'", [()], id="always false"),
        pytest.param("six.PY2", [()], id="Python 2"),
    ],
)
def test_tests_with_several_parts(test: str, expected: list[Condition]) -> None:
    assert conditions(test) == expected


@pytest.mark.parametrize(
    ("before", "test", "expected"),
    [
        pytest.param("ON_WINDOWS = sys.platform == 'win32'", "ON_WINDOWS", [((WINDOWS,),), ((OTHER,),)], id="bound"),
        pytest.param("A = B\nB = A", "A", [(), ()], id="bound in a circle"),
        pytest.param("W = sys.platform == 'win32'\nW = x()", "W", [(), ()], id="bound twice"),
        pytest.param("W = False", "W", [(), ()], id="a switch"),
        pytest.param("from sys import version_info as v", "v < (3, 11)", [((OLD,),), ((NEW,),)], id="imported name"),
        pytest.param("from sys import platform", "platform == 'win32'", [((WINDOWS,),), ((OTHER,),)], id="imported"),
        pytest.param("import sys as _s", "_s.platform == 'win32'", [((WINDOWS,),), ((OTHER,),)], id="module's alias"),
    ],
)
def test_names_stand_for_tests(before: str, test: str, expected: list[Condition]) -> None:
    assert conditions(test, before) == expected


def test_a_chain_says_what_is_left() -> None:
    source = "if sys.platform == 'win32': import a\nelif sys.platform == 'darwin': import b\nelse: import c"

    assert [each.condition for each in module_of(source).imports] == [
        ((WINDOWS,),),
        (('sys_platform == "darwin"',),),
        ((OTHER,), ('sys_platform != "darwin"',)),
    ]


def test_what_never_runs_is_not_imported() -> None:
    source = (
        "if sys.platform == 'win32':\n if sys.platform != 'win32':\n  import a\n"
        "while False:\n import b\nif 0:\n import c"
    )

    assert module_of(source).imports == ()


@pytest.mark.parametrize(
    ("before", "test", "marker"),
    [
        ("PYTHON = sys.version_info[:2]", "PYTHON >= (3, 11)", NEW),
        ("PYTHON = sys.version_info", "PYTHON.minor >= 11", NEW),
        ("MINIMUM = (3, 11)", "sys.version_info >= MINIMUM", NEW),
        ("SYSTEM = platform.system()", "SYSTEM == 'Windows'", 'platform_system == "Windows"'),
        ("SYSTEM = platform.system().lower()", "SYSTEM.startswith('win')", 'platform_system == "Windows"'),
        ("def on_windows():\n return sys.platform == 'win32'", "on_windows()", WINDOWS),
        ("def on_windows():\n 'Tell.'\n return sys.platform == 'win32'", "on_windows()", WINDOWS),
    ],
)
def test_names_stand_for_what_they_are_bound_to(before: str, test: str, marker: str) -> None:
    assert conditions(test, before) == [((marker,),), ((opposite(marker),),)]


@pytest.mark.parametrize(
    ("before", "test"),
    [
        ("SYSTEM = platform.system()\nSYSTEM = 'Windows'", "SYSTEM == 'Windows'"),
        ("A = B\nB = A", "A == 'Windows'"),
        ("", "sys.version < '3.10'"),
        ("", "sys.version.startswith(('2', '3'))"),
        ("", "int(sys.version) == 3"),
        ("def on_windows():\n check()\n return sys.platform == 'win32'", "on_windows()"),
    ],
)
def test_what_cannot_be_told_is_no_condition(before: str, test: str) -> None:
    assert conditions(test, before) == [(), ()]


def test_several_beginnings() -> None:
    true, false = conditions("sys.platform.startswith(('win', 'cygwin'))")

    assert true == ((WINDOWS, 'sys_platform == "cygwin"'),)
    assert false == ((OTHER,), ('sys_platform != "cygwin"',))


def test_cases_of_a_match() -> None:
    source = """
match sys.platform:
    case "win32" | "cygwin":
        import a
    case "darwin" if fast:
        import b
    case "darwin":
        import c
    case other:
        import d
"""
    neither = ((OTHER,), ('sys_platform != "cygwin"',))
    conditions = [each.condition for each in module_of(source).imports]

    assert conditions == [
        ((WINDOWS, 'sys_platform == "cygwin"'),),
        (('sys_platform == "darwin"',),),
        (('sys_platform == "darwin"',),),
        (*neither, ('sys_platform != "darwin"',)),
    ]


def test_cases_of_a_match_of_something_else() -> None:
    source = "match kind:\n case 'win32':\n  import a\n case _:\n  import b"

    assert [each.condition for each in module_of(source).imports] == [(), ()]


def test_a_dynamic_import_in_a_conditional_expression() -> None:
    source = "import sys\nx = __import__('a') if sys.platform == 'win32' else __import__('b') if 0 else __import__('c')"
    conditions = {each.name: each.condition for each in module_of(source).imports}

    assert conditions == {"sys": (), "a": ((WINDOWS,),), "c": ((OTHER,),)}
