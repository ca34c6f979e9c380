"""What a module does about imports that may fail, or that only a type checker makes."""

import pytest

from paa.model.module import Importing, ImportStatement
from tests.unit.builders import module_of


def statement(source: str) -> ImportStatement:
    """Give the import of `a`."""
    return next(each for each in module_of(source).imports if each.name == "a")


def indented(test: str, before: str = "") -> str:
    return f"{before}\nif {test}:\n import a\n"


@pytest.mark.parametrize(
    ("before", "test"),
    [
        ("from typing import TYPE_CHECKING", "TYPE_CHECKING"),
        ("from typing import TYPE_CHECKING as CHECKS", "CHECKS"),
        ("import typing as t", "t.TYPE_CHECKING"),
        ("import typing", "typing.TYPE_CHECKING or False"),
        ("import typing", "typing.TYPE_CHECKING and fast"),
        ("import typing", "typing.TYPE_CHECKING is True"),
        ("import typing", "typing.TYPE_CHECKING != False"),
        ("MYPY = False", "MYPY"),
    ],
)
def test_an_import_for_type_checkers(before: str, test: str) -> None:
    assert statement(indented(test, before)).when is Importing.TYPING


@pytest.mark.parametrize(
    "test",
    ["not TYPE_CHECKING", "TYPE_CHECKING or slow", "TYPE_CHECKING is False", "not (TYPE_CHECKING is True)", "CHECKS"],
)
def test_an_import_that_is_not_only_for_type_checkers(test: str) -> None:
    assert statement(indented(test, "from typing import TYPE_CHECKING")).when is Importing.ALWAYS


@pytest.mark.parametrize(
    ("before", "test", "instead"),
    [
        pytest.param("", "find_spec('a')", False, id="asked"),
        pytest.param("", "find_spec('a') is None", True, id="asked the other way"),
        pytest.param("", "pkgutil.find_loader('a')", False, id="asked as of old"),
        pytest.param("", "'a' in sys.modules", False, id="somebody else has it"),
        pytest.param("", "'a' not in sys.modules", True, id="nobody else has it"),
        pytest.param("HAS = find_spec('a') is not None", "HAS", False, id="answer"),
        pytest.param("HAS = bool(find_spec('a'))", "HAS and fast", False, id="answer as a truth"),
        pytest.param("HAS = not find_spec('a')", "HAS", True, id="answer the other way"),
        pytest.param("try:\n import b\n HAS = True\nexcept ImportError:\n HAS = False", "HAS", False, id="flag"),
        pytest.param("try:\n import b\n HAS = True\nexcept ImportError:\n HAS = False", "not HAS", True, id="no flag"),
        pytest.param(
            "HAS = False\ntry:\n import b\nexcept ImportError:\n pass\nelse:\n HAS = True", "HAS", False, id="else"
        ),
        pytest.param("try:\n import b\nexcept ImportError:\n LACKS = True", "LACKS", True, id="flag for failure"),
        pytest.param("try:\n import b\nexcept ImportError:\n b = None", "b", False, id="the import itself"),
        pytest.param("try:\n import b\nexcept ImportError:\n b = c = None", "b is not None", False, id="is not None"),
        pytest.param("try:\n import b\nexcept ImportError:\n b = None", "b is None", True, id="is None"),
    ],
)
def test_an_import_that_depends_on_another_one(before: str, test: str, instead: bool) -> None:
    assert [each for _, each in statement(indented(test, before)).attempts] == [instead]


@pytest.mark.parametrize(
    ("before", "test"),
    [
        pytest.param("HAS = True", "HAS", id="constant"),
        pytest.param("HAS = find()", "HAS", id="another call"),
        pytest.param(
            "try:\n import json\n NEW = True\nexcept ImportError:\n NEW = False", "NEW", id="standard library"
        ),
        pytest.param("try:\n import b\n HAS = True\nexcept OSError:\n HAS = False", "HAS", id="another failure"),
        pytest.param("A = B\nB = A", "A", id="circle"),
    ],
)
def test_an_import_under_another_test(before: str, test: str) -> None:
    assert statement(indented(test, before)).attempts == ()


@pytest.mark.parametrize(
    ("handler", "is_attempt"),
    [
        ("except ImportError:\n pass", True),
        ("except builtins.ImportError:\n pass", True),
        ("except (OSError, ModuleNotFoundError):\n pass", True),
        ("except:\n pass", True),
        ("except OSError:\n pass", False),
        ("except ImportError:\n raise SystemExit(1)", False),
        ("except ImportError:\n import sys\n sys.exit(1)", False),
        ("except ImportError:\n assert False, 'install it'", False),
        ("except ImportError:\n assert b", True),
        ("except ImportError as error:\n if error.name != 'a':\n  raise", True),
        ("except ImportError:\n import b\n sys.exit(1)", True),
    ],
)
def test_what_is_done_when_an_import_fails(handler: str, is_attempt: bool) -> None:
    assert bool(statement(f"try:\n import a\n{handler}\n").attempts) is is_attempt


@pytest.mark.parametrize(
    ("opened", "is_attempt"),
    [
        ("suppress(ImportError)", True),
        ("contextlib.suppress((ImportError, OSError))", True),
        ("quiet(ImportError)", True),
        ("suppress(OSError)", False),
        ("other(ImportError)", False),
    ],
)
def test_a_block_that_goes_on(opened: str, is_attempt: bool) -> None:
    source = f"from contextlib import suppress as quiet\nwith {opened}:\n import a\n"

    assert bool(statement(source).attempts) is is_attempt
