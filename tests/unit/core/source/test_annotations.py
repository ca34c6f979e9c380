"""Whether a module is annotated."""

import pytest

from tests.unit.builders import module_of


@pytest.mark.parametrize(
    ("source", "annotated"),
    [
        pytest.param("", False, id="nothing that could be"),
        pytest.param("X: int = 1", False, id="no function"),
        pytest.param("def f() -> None: ...", True, id="function"),
        pytest.param("async def f(a: int, /, b: int, *c: int, d: int, **e: int) -> None: ...", True, id="every kind"),
        pytest.param("def f(a) -> None: ...", False, id="bare parameter"),
        pytest.param("def f(a, /) -> None: ...", False, id="bare positional parameter"),
        pytest.param("def f(*, a) -> None: ...", False, id="bare keyword parameter"),
        pytest.param("def f(*a) -> None: ...", False, id="bare star"),
        pytest.param("def f(**a) -> None: ...", False, id="bare double star"),
        pytest.param("def f(a: int): ...", False, id="no return type"),
        pytest.param("def f() -> None: ...\ndef g(a): ...", False, id="one of two"),
        pytest.param("def f() -> None: ...\ndef _g(a): ...", True, id="private functions do not count"),
        pytest.param("def _g(a): ...", False, id="private functions alone are not enough"),
        pytest.param("def f() -> None:\n def g(a): ...", True, id="inner functions do not count"),
        pytest.param("class A:\n def f(self) -> None: ...", True, id="method"),
        pytest.param("class A:\n @classmethod\n def f(cls, a: int) -> None: ...", True, id="class method"),
        pytest.param("class A:\n @staticmethod\n def f(a) -> None: ...", False, id="bare parameter of a static method"),
        pytest.param("class A:\n def f(self, a) -> None: ...", False, id="bare parameter of a method"),
        pytest.param("class A:\n def __init__(self, a: int): ...", True, id="constructor"),
        pytest.param("class A:\n def __init__(self): ...", False, id="constructor without any type"),
        pytest.param("class A:\n def __len__(self): ...", False, id="special methods are public"),
        pytest.param("class A:\n class B:\n  def f(self): ...", False, id="class in a class"),
        pytest.param("class _A:\n def f(self): ...\ndef g() -> None: ...", True, id="private classes do not count"),
        pytest.param("if x:\n def f() -> None: ...\nelse:\n def f(): ...", False, id="either branch"),
        pytest.param("try:\n def f() -> None: ...\nexcept E:\n pass", True, id="attempt"),
    ],
)
def test_is_annotated(source: str, annotated: bool) -> None:
    assert module_of(source).annotated is annotated


def test_a_thousand_branches_are_no_obstacle() -> None:
    source = "if a: pass\n" + "elif a:\n def f() -> None: ...\n" * 1000

    assert module_of(source).annotated
