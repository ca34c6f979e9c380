"""Reading a module's source."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.source.modules import encoding_of, lines_of, read_module
from paa.errors import SourceError
from paa.model.module import Directive, DirectiveKind, ImportStatement, Metadata, Module, Script
from tests.unit.builders import described, module_of, problems_of

PATH = PurePosixPath("module_dir/a.py")


def test_everything_that_a_module_says() -> None:
    source = (
        '"""Do it.\n\n    More.\n"""\n'
        "# /// script\n# dependencies = []\n# ///\n"
        "import b\n"
        "#@ c\n"
        '__package_metadata__ = {"name": "d"}\n'
        '__all__ = ["f"]\n'
        "def f() -> None: ...\n"
    )

    assert read_module(source.encode(), PATH) == Module(
        path=PATH,
        content=source.encode(),
        text=source,
        docstring="Do it.\n\nMore.",
        metadata=Metadata(line=10, name="d", lines={"name": 10}),
        script=Script(5, None, ()),
        imports=(ImportStatement(name="b", line=8),),
        directives=(Directive(DirectiveKind.REQUIRE, "c", 9),),
        names=frozenset({"b", "__package_metadata__", "__all__", "f"}),
        annotated=True,
        literals={"__all__": ["f"]},
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("a = b, c = d\ne: int = 1\nf += 1", {"a", "b", "c", "e", "f"}, id="assignments"),
        pytest.param("def a(b): ...\nasync def c(): ...\nclass d: ...", {"a", "c", "d"}, id="definitions"),
        pytest.param("import a.b, c.d as e\nfrom f import g, h as i", {"a", "e", "g", "i"}, id="imports"),
        pytest.param("from a import *", set(), id="a star is no name"),
        pytest.param("if x:\n a = 1\nelse:\n b = 1", {"a", "b"}, id="either branch"),
        pytest.param("for a, *b in c:\n d = 1", {"a", "b", "d"}, id="loop"),
        pytest.param("with a as b: c = 1", {"b", "c"}, id="with"),
        pytest.param("(a := 1)", {"a"}, id="expression"),
        pytest.param("def f():\n a = 1\n import b\n def c(): ...", {"f"}, id="nothing of a function"),
        pytest.param("class A:\n a = 1\n def b(self): ...", {"A"}, id="nothing of a class"),
        pytest.param("a = [b for b in c]\nd = {e: 1 for e in f}", {"a", "d"}, id="nothing of a comprehension"),
        pytest.param("a.b = 1\nc[0] = 1\nprint(d)", set(), id="what is only used"),
    ],
)
def test_names_that_a_module_defines(source: str, names: set[str]) -> None:
    assert module_of(source).names == names


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        pytest.param('__cli_metadata__ = {"name": "a"}', {"__cli_metadata__": {"name": "a"}}, id="dictionary"),
        pytest.param('__all__: list[str] = ["a"]', {"__all__": ["a"]}, id="annotated"),
        pytest.param('__all__ = ("a",)\n__all__ = ("b",)', {"__all__": ("b",)}, id="the last one counts"),
        pytest.param('__all__ = ["a"]\n__all__ += other.__all__', {}, id="grown from another"),
        pytest.param('__all__ = ["a"]\n__all__.append("b")', {}, id="grown by a call"),
        pytest.param('__all__ = ["a"]\n__all__ = make()', {}, id="replaced by no literal"),
        pytest.param("__a__ = make()\n__b__ = {[]: 1}\n__c__ = -1", {"__c__": -1}, id="no literals"),
        pytest.param("a = 1\n_b = 2\n__c = 3\n__d__.e = 4", {}, id="no dunder names"),
        pytest.param('def f():\n __all__ = ["a"]', {}, id="not at module level"),
        pytest.param('__package_metadata__ = {"name": "a"}', {}, id="the metadata is read elsewhere"),
    ],
)
def test_literals(source: str, literals: dict[str, object]) -> None:
    assert module_of(source).literals == literals


@pytest.mark.parametrize(
    ("content", "encoding", "docstring"),
    [
        pytest.param('"ä€"'.encode(), "utf-8", "ä€", id="UTF-8"),
        pytest.param('\ufeff"ä€"'.encode(), "utf-8-sig", "ä€", id="byte order mark"),
        pytest.param('# -*- coding: latin-1 -*-\n"ä"'.encode("latin-1"), "iso-8859-1", "ä", id="latin-1"),
        pytest.param('#!x\n# vim: fileencoding=cp1252\n"€"'.encode("cp1252"), "cp1252", "€", id="second line"),
    ],
)
def test_encodings(content: bytes, encoding: str, docstring: str) -> None:
    assert encoding_of(content) == encoding
    assert read_module(content, PATH).docstring == docstring


@pytest.mark.parametrize(
    ("content", "message", "where", "hint"),
    [
        pytest.param(
            b"x = 1\ny = (\n",
            "syntax error: '(' was never closed",
            "module_dir/a.py:2",
            "mend it; what only a newer Python than the one that runs paa understands is an error, too",
            id="syntax",
        ),
        pytest.param(
            b"# coding: klingon\n",
            "unknown encoding: klingon",
            "module_dir/a.py",
            "save the file as UTF-8",
            id="unknown encoding",
        ),
        pytest.param(
            b"# coding: rot13\n",
            (
                "the declared encoding cannot be used: 'rot13' is not a text encoding; "
                "use codecs.decode() to handle arbitrary codecs"
            ),
            "module_dir/a.py",
            "save the file as UTF-8",
            id="no encoding of texts",
        ),
        pytest.param(
            b"# coding: ascii\n\nx = '\xe4'\n",
            "byte 0xe4 is not valid ascii",
            "module_dir/a.py:3",
            "save the file as UTF-8, or name its encoding in the first line: # -*- coding: latin-1 -*-",
            id="another encoding than it says",
        ),
        pytest.param(
            b"x = 1\n\n\ny = '\xe4'\n",
            "byte 0xe4 is not valid utf-8",
            "module_dir/a.py:4",
            "save the file as UTF-8, or name its encoding in the first line: # -*- coding: latin-1 -*-",
            id="no UTF-8",
        ),
        pytest.param(
            b"x = 1\x00", "the file contains null bytes", "module_dir/a.py", "is this a Python file?", id="null byte"
        ),
        pytest.param(
            b"x" + b".y" * 20000,
            "the code is nested too deeply to be read",
            "module_dir/a.py",
            "split the long expression or chain; a table of data can be an artifact",
            id="too deep",
        ),
    ],
)
def test_what_cannot_be_parsed_is_refused(content: bytes, message: str, where: str, hint: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        read_module(content, PATH)

    assert described(caught.value) == [(message, where, hint)]


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    problems = problems_of(lambda: read_module(content, PATH))

    assert {type(problem) for problem in problems} <= {SourceError}
    assert problems or read_module(content, PATH).text.encode(encoding_of(content)) == content


@given(st.text(alphabet="ab\n\r\x0b\x0c\x1c\x85\u2028", max_size=40))
def test_lines_end_where_python_ends_them(text: str) -> None:
    lines = lines_of(text)

    assert "".join(lines) == text
    assert all(line.endswith(("\n", "\r")) for line in lines[:-1])
    assert not any(end in line.removesuffix("\n").removesuffix("\r") for line in lines for end in "\n\r")
