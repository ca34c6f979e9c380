"""The imports of a module, and the comments that say more about them."""

import ast
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.model.module import Directive, DirectiveKind, Importing, ImportStatement
from tests.unit.builders import module_of

ALWAYS, LAZY, TYPING = Importing.ALWAYS, Importing.LAZY, Importing.TYPING
GUARDED, INSTEAD = "guarded", "instead"  # in an attempt, and where that one failed


def plain(name: str, line: int = 1, *, marker: str | None = None, when: Importing = ALWAYS) -> ImportStatement:
    return ImportStatement(name=name, line=line, marker=marker, when=when)


@pytest.mark.parametrize(
    ("source", "statements"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("import a", [plain("a")], id="plain"),
        pytest.param("import a.b.c as d", [plain("a.b.c")], id="dotted with another name"),
        pytest.param("import a, b.c", [plain("a"), plain("b.c")], id="two on a line"),
        pytest.param("import a; import b", [plain("a"), plain("b")], id="two statements on a line"),
        pytest.param("import a, \\\n  b", [plain("a"), plain("b", 2)], id="continuation"),
        pytest.param(
            "from a.b import c, d as e", [ImportStatement(name="a.b", members=("c", "d"), line=1)], id="members"
        ),
        pytest.param("from a import *", [ImportStatement(name="a", members=("*",), line=1)], id="star"),
        pytest.param(
            "\nfrom a import (  # why\n    b,\n    c,\n)\n",
            [ImportStatement(name="a", members=("b", "c"), line=2)],
            id="parentheses",
        ),
        pytest.param(
            "from . import a", [ImportStatement(name="", members=("a",), level=1, line=1)], id="relative, no name"
        ),
        pytest.param(
            "from ...a.b import c", [ImportStatement(name="a.b", members=("c",), level=3, line=1)], id="relative"
        ),
        pytest.param(
            "from __future__ import annotations",
            [ImportStatement(name="__future__", members=("annotations",), line=1)],
            id="future",
        ),
        pytest.param('"""\nimport a\n"""\n# import b\nx = "import c"', [], id="text and comments"),
        pytest.param("\ufeffimport a", [plain("a")], id="byte order mark"),
        pytest.param("x = 1\r\n\x0cimport a\r\nimport b\r\n", [plain("a", 2), plain("b", 3)], id="CRLF and form feed"),
        pytest.param("import a\rimport b\r", [plain("a"), plain("b", 2)], id="carriage returns"),
    ],
)
def test_every_form_is_found(source: str, statements: list[ImportStatement]) -> None:
    assert list(module_of(source).imports) == statements


@pytest.mark.parametrize(
    ("source", "circumstances"),
    [
        pytest.param("class A:\n import a", [ALWAYS], id="class"),
        pytest.param("def f():\n import a", [LAZY], id="function"),
        pytest.param("async def f():\n import a", [LAZY], id="coroutine"),
        pytest.param("class A:\n def f(self):\n  import a", [LAZY], id="method"),
        pytest.param("def f():\n class A:\n  import a", [LAZY], id="class in a function"),
        pytest.param("if x:\n import a\nelif y:\n import b\nelse:\n import c", [ALWAYS] * 3, id="branches"),
        pytest.param("for x in y:\n import a\nelse:\n import b", [ALWAYS] * 2, id="loop"),
        pytest.param("while x:\n import a\nelse:\n import b", [ALWAYS] * 2, id="condition loop"),
        pytest.param("with x:\n import a", [ALWAYS], id="with"),
        pytest.param("match x:\n case 1:\n  import a\n case _:\n  import b", [ALWAYS] * 2, id="match"),
        pytest.param(
            "async def f():\n async with x:\n  import a\n async for y in z:\n  import b", [LAZY] * 2, id="asynchronous"
        ),
        pytest.param("if False:\n import a\nelse:\n import b", [ALWAYS], id="dead branch"),
        pytest.param("if 1:\n import a\nelse:\n import b", [ALWAYS], id="dead else"),
        pytest.param("try:\n import a\nexcept ImportError:\n import b", [GUARDED, INSTEAD], id="fallback"),
        pytest.param("try:\n import a\nexcept ModuleNotFoundError:\n a = None", [GUARDED], id="optional"),
        pytest.param("try:\n import a\nexcept (OSError, ImportError):\n pass", [GUARDED], id="one of several errors"),
        pytest.param("try:\n import a\nexcept Exception:\n pass", [GUARDED], id="any error"),
        pytest.param("try:\n import a\nexcept:\n pass", [GUARDED], id="bare except"),
        pytest.param("try:\n import a\nexcept* ImportError:\n pass", [GUARDED], id="group of errors"),
        pytest.param("try:\n import a\nexcept ImportError:\n raise X", [ALWAYS], id="raised again"),
        pytest.param("try:\n import a\nexcept OSError:\n import b", [ALWAYS] * 2, id="another error"),
        pytest.param("try:\n import a\nfinally:\n import b", [ALWAYS] * 2, id="finally"),
        pytest.param(
            "try:\n import a\nexcept ImportError:\n pass\nelse:\n import b\nfinally:\n import c",
            [GUARDED, GUARDED, ALWAYS],
            id="every part",
        ),
        pytest.param(
            "def f():\n try:\n  import a\n except ImportError:\n  pass", [GUARDED], id="guarded in a function"
        ),
        pytest.param("try:\n def f():\n  import a\nexcept ImportError:\n pass", [GUARDED], id="function in a guard"),
        pytest.param("with suppress(ImportError):\n import a", [GUARDED], id="suppressed"),
        pytest.param("with contextlib.suppress(OSError, ImportError):\n import a", [GUARDED], id="suppressed, dotted"),
        pytest.param("with suppress(OSError):\n import a", [ALWAYS], id="another error suppressed"),
        pytest.param("if TYPE_CHECKING:\n import a\nelse:\n import b", [TYPING, ALWAYS], id="type checking"),
        pytest.param("if typing.TYPE_CHECKING:\n import a", [TYPING], id="type checking, dotted"),
        pytest.param("if not TYPE_CHECKING:\n import a\nelse:\n import b", [ALWAYS, TYPING], id="no type checking"),
        pytest.param(
            "if TYPE_CHECKING:\n try:\n  import a\n except ImportError:\n  pass", [TYPING], id="guard in type checking"
        ),
    ],
)
def test_circumstances_of_an_import(source: str, circumstances: list[str]) -> None:
    assert [circumstance(statement) for statement in module_of(source).imports] == circumstances


def circumstance(statement: ImportStatement) -> str:
    if not statement.attempts or statement.when is TYPING:
        return statement.when
    return INSTEAD if statement.attempts[-1][1] else GUARDED


@pytest.mark.parametrize(
    ("source", "attempts"),
    [
        pytest.param(
            "try:\n import a\nexcept ImportError:\n try:\n  import b\n except ImportError:\n  import c",
            [((1, False),), ((1, True), (4, False)), ((1, True), (4, True))],
            id="one behind the other",
        ),
        pytest.param(
            "try:\n try:\n  import a\n except ImportError:\n  import b\nexcept ImportError:\n import c",
            [((1, False), (2, False)), ((1, False), (2, True)), ((1, True),)],
            id="one inside the other",
        ),
        pytest.param("if find_spec('a'):\n import a\nelse:\n import b", [((1, False),), ((1, True),)], id="sought"),
        pytest.param("if find_spec('a') is None:\n import b", [((1, True),)], id="sought in vain"),
        pytest.param("if not importlib.util.find_spec('a'):\n import b", [((1, True),)], id="not found"),
        pytest.param("try:\n import a\nexcept ImportError:\n sys.exit(1)", [()], id="the end of the program"),
        pytest.param(
            "def f():\n try:\n  import a\n except ImportError:\n  raise X",
            [((2, False),)],
            id="only the function fails",
        ),
    ],
)
def test_attempts_to_import(source: str, attempts: list[tuple[tuple[int, bool], ...]]) -> None:
    assert [statement.attempts for statement in module_of(source).imports] == attempts


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("import importlib\nimportlib.import_module('a.b')", ["a.b"], id="by the library"),
        pytest.param("from importlib import import_module\nx = import_module('a')", ["a"], id="by the function"),
        pytest.param("from importlib import import_module as load\nload(name='a')", ["a"], id="by another name"),
        pytest.param("import importlib as i\n[i.import_module('a') for x in y]", ["a"], id="by another library name"),
        pytest.param("x = __import__('a')", ["a"], id="by the statement's function"),
        pytest.param("import importlib\nif x(importlib.import_module('a')):\n import b", ["a", "b"], id="in a test"),
        pytest.param("import importlib\nimportlib.import_module(name)", [], id="no literal"),
        pytest.param("import importlib\nimportlib.import_module('.a', __package__)", [], id="relative"),
        pytest.param("import_module('a')", [], id="a function of the module"),
        pytest.param("x = '__import__(\"a\")'", [], id="in a text"),
    ],
)
def test_dynamic_imports(source: str, names: list[str]) -> None:
    assert [each.name for each in module_of(source).imports if not each.name.startswith("importlib")] == names


def test_a_dynamic_import_has_circumstances_and_a_marker() -> None:
    source = "def f():\n if sys.platform == 'win32':\n  return __import__('a')  #>=1"

    assert module_of(source).imports == (
        ImportStatement(
            name="a", line=3, when=LAZY, condition=(('sys_platform == "win32"',),), marker=">=1", dynamic=True
        ),
    )


@pytest.mark.parametrize(
    ("source", "markers"),
    [
        pytest.param("import a  #-", ["-"], id="ignore"),
        pytest.param("import a  # -", ["-"], id="ignore, behind a blank"),
        pytest.param("import a  #>=1.2,<2", [">=1.2,<2"], id="version"),
        pytest.param("import a  # >=1.2", [">=1.2"], id="version behind a blank"),
        pytest.param("import a  #~=1.2", ["~=1.2"], id="compatible"),
        pytest.param("import a  #!=1.2", ["!=1.2"], id="unequal"),
        pytest.param("import a  #[b,c]>=1", ["[b,c]>=1"], id="extras"),
        pytest.param("import a  #; sys_platform == 'win32'", ["; sys_platform == 'win32'"], id="environment marker"),
        pytest.param("import a  # noqa: F401  #>=1", [">=1"], id="behind another comment"),
        pytest.param("import a  #>=1  # noqa: F401", [">=1"], id="in front of another comment"),
        pytest.param("import a#-", ["-"], id="no blank at all"),
        pytest.param("import a, b  #>=1", [">=1"] * 2, id="for each name of the line"),
        pytest.param("import a; import b  #-", [None, "-"], id="for the last statement of the line"),
        pytest.param("from a import (  #>=9\n b,\n)  #>=1", [">=1"], id="on the last line"),
        pytest.param("from a import (  #>=9\n b,\n)", [">=9"], id="on the first line"),
        pytest.param("from a import (\n b,  #-\n c,\n)  #>=1", ["-", ">=1"], id="for a name in parentheses"),
        pytest.param("from a import (b,  #>=2\n c)", [">=2", None], id="for a name on the first line"),
        pytest.param("import a, b  #>=1  #<2", [">=1", "<2"], id="as many as names"),
        pytest.param("import a  #=1.2", ["=1.2"], id="what is meant as one"),
        pytest.param("x = 'ä€😀'; import a  #>=1", [">=1"], id="behind text that is not ASCII"),
        pytest.param("import a", [None], id="no comment"),
        pytest.param("import a  # - or so", [None], id="prose that begins with a dash"),
        pytest.param("import a  # [sic]", [None], id="prose in brackets"),
        pytest.param("import a\n#-\n", [None], id="a comment on its own line"),
    ],
)
def test_marker_comments(source: str, markers: list[str | None]) -> None:
    assert [statement.marker for statement in module_of(source).imports] == markers


@pytest.mark.parametrize(
    ("source", "directives"),
    [
        pytest.param("#@ a>=1", [Directive(DirectiveKind.REQUIRE, "a>=1", 1)], id="requirement"),
        pytest.param("#@\ta  ", [Directive(DirectiveKind.REQUIRE, "a", 1)], id="tab"),
        pytest.param("#! import a", [Directive(DirectiveKind.OPTIONAL, "import a", 1)], id="optional"),
        pytest.param("#!from a import b", [Directive(DirectiveKind.OPTIONAL, "from a import b", 1)], id="no blank"),
        pytest.param(
            "x = 1\nif x:\n    #@ a\n    y = 2\n#! import b\nelse:\n    y = 3\n    #@ c\n",
            [
                Directive(DirectiveKind.REQUIRE, "a", 3),
                Directive(DirectiveKind.OPTIONAL, "import b", 5),
                Directive(DirectiveKind.REQUIRE, "c", 8),
            ],
            id="in blocks",
        ),
        pytest.param("x = [\n#@ a\n]", [], id="in an expression"),
        pytest.param(
            "#@ a\r\nx = 1\r\n\x0c#@ b\r\n",
            [Directive(DirectiveKind.REQUIRE, "a", 1), Directive(DirectiveKind.REQUIRE, "b", 3)],
            id="CRLF and form feed",
        ),
        pytest.param(
            "x = '\u2028\x85\x1c'\n#@ a\n", [Directive(DirectiveKind.REQUIRE, "a", 2)], id="line breaks of Unicode"
        ),
        pytest.param("\n\r\n#@ a\rx = 1\r", [Directive(DirectiveKind.REQUIRE, "a", 3)], id="every line ending"),
        pytest.param("import a  #@ b", [], id="behind a statement"),
        pytest.param('"""\n#@ a\n#! import b\n"""', [], id="in a text"),
        pytest.param("#!/usr/bin/env python\n#! important\n#@a\n# @ a\n", [], id="other comments"),
    ],
)
def test_directives(source: str, directives: list[Directive]) -> None:
    assert list(module_of(source).directives) == directives


def test_a_thousand_branches_are_no_obstacle() -> None:
    source = "if x: import a0\n" + "".join(f"elif x: import a{number}\n" for number in range(1, 1001))

    assert [statement.name for statement in module_of(source).imports] == [f"a{number}" for number in range(1001)]


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True).filter(lambda name: not keyword.iskeyword(name))
DOTTED = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
ALIAS = st.builds(lambda name, other: f"{name} as {other}" if other else name, NAMES, st.none() | NAMES)
MEMBERS = st.lists(ALIAS, min_size=1, max_size=3)
PLAIN = st.builds(
    lambda names, separator: "import " + separator.join(names),
    st.lists(DOTTED, min_size=1, max_size=3),
    st.sampled_from([", ", ",", " , \\\n    "]),
)
FROM = st.builds(
    lambda dots, name, members, form: f"from {'.' * dots}{name} import {form.format(members)}",
    st.integers(0, 3),
    DOTTED,
    MEMBERS.map(", ".join),
    st.sampled_from(["{}", "({})", "(\n    {},\n)", "\\\n    {}"]),
)
STAR = DOTTED.map("from {} import *".format)
SIMPLE = st.one_of(PLAIN, FROM)


def indented(block: str) -> str:
    return "".join(f"    {line}\n" for line in block.rstrip("\n").split("\n"))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put blocks into every statement that may hold an import."""
    forms = [
        "if x:\n{0}else:\n{1}",
        "def f():\n{0}class A:\n{1}",
        "try:\n{0}except E:\n{1}",
        "with x:\n{0}for x in y:\n{1}",
        "while x:\n{0}else:\n{1}",
        "async def f():\n{0}try:\n    pass\nfinally:\n{1}",
        "if x:\n    pass\nelif y:\n{0}if TYPE_CHECKING:\n{1}",
    ]
    blocks = st.builds(
        lambda form, first, second: form.format(indented(first), indented(second)), st.sampled_from(forms), inner, inner
    )
    return st.one_of(blocks, st.builds("{}\n{}".format, inner, inner))


@given(st.recursive(SIMPLE, compound, max_leaves=8), STAR)
def test_each_generated_import_is_found_where_it_stands(block: str, star: str) -> None:
    source = f"{star}\nx = 'import nothing'\n{block}\n"
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]

    expected: list[tuple[int, int, str, tuple[str, ...]]] = []
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            expected.append((node.lineno, node.level, node.module or "", tuple(alias.name for alias in node.names)))
        else:
            expected += [(alias.lineno, 0, alias.name, ()) for alias in node.names]
    found = [(each.line, each.level, each.name, each.members) for each in module_of(source).imports]
    assert sorted(found) == sorted(expected)
    assert [line for line, *_ in found] == sorted(line for line, *_ in found)


SPECIFIERS = st.sampled_from(["-", ">=1.2,<2", "~=1.2", "!=1.3", "[a,b]>=1", '; python_version < "3.12"', "==1.*"])


@given(st.lists(st.tuples(NAMES, SPECIFIERS | st.none()), min_size=1, max_size=5, unique_by=lambda each: each[0]))
def test_each_name_in_parentheses_has_the_marker_that_was_written_behind_it(
    names: list[tuple[str, str | None]],
) -> None:
    lines = [f"    {name},{'' if marker is None else f'  #{marker}'}" for name, marker in names]
    source = "\n".join(["from package import (", *lines, ")"])

    found = {member: each.marker for each in module_of(source).imports for member in each.members}
    assert found == dict(names)


@given(st.lists(DOTTED, min_size=1, max_size=5), st.sampled_from(["importlib.import_module", "load", "__import__"]))
def test_each_literal_dynamic_import_is_found(names: list[str], function: str) -> None:
    calls = [f"x = [{function}({name!r}) for y in z]" for name in names]
    source = "\n".join(["import importlib", "from importlib import import_module as load", *calls])

    found = [(each.line, each.name) for each in module_of(source).imports if each.dynamic]
    assert found == list(enumerate(names, start=3))
