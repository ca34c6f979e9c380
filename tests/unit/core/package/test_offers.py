"""Which function of a module a new interface offers, and how it asks for the arguments."""

import ast

import pytest

from paa.core.package.offers import as_docstring, as_text, choose_offer
from paa.model.offer import Offer
from tests.unit.builders import module_of


def offer_of(source: str) -> Offer:
    return choose_offer(module_of(source))


@pytest.mark.parametrize(
    ("source", "signature", "attribute", "returns"),
    [
        pytest.param("def f(a: str) -> str: ...", "a: str", "f(a)", "str", id="text"),
        pytest.param(
            "def f(a: int, b: float = 0.5, c: bool = True) -> list[str]: ...",
            "a: int, b: float = 0.5, c: bool = True",
            "f(a, b=b, c=c)",
            "list[str]",
            id="numbers and switches",
        ),
        pytest.param("def f(a: 'int') -> 'dict[str, int]': ...", "a: int", "f(a)", "dict[str, int]", id="quoted"),
        pytest.param("def f(a: int | None) -> int: ...", "a: int | None", "f(a)", "int", id="or none, required"),
        pytest.param(
            "def f(a: Optional[int] = None) -> int: ...", "a: int | None = None", "f(a=a)", "int", id="optional"
        ),
        pytest.param("def f(a: str = None) -> int: ...", "a: str | None = None", "f(a=a)", "int", id="none by default"),
        pytest.param("def f(a: int = -1) -> int: ...", "a: int = -1", "f(a=a)", "int", id="negative"),
        pytest.param("def f(a=1, b=None) -> int: ...", "a: int = 1", "f(a=a)", "int", id="type of a default"),
        pytest.param("def f(a: int = LIMIT) -> int: ...", "", "f()", "int", id="computed default is left alone"),
        pytest.param("def f(a: str, b: Path = HERE) -> int: ...", "a: str", "f(a)", "int", id="other type left alone"),
        pytest.param("def f(a: Path = X, b: int = 1) -> int: ...", "b: int = 1", "f(b=b)", "int", id="by name behind"),
        pytest.param("def f(a: str, /, b: int = 1) -> int: ...", "a: str, b: int = 1", "f(a, b=b)", "int", id="slash"),
        pytest.param("def f(a: int = 1, /) -> int: ...", "", "f()", "int", id="optional before a slash"),
        pytest.param("def f(*, a: str) -> int: ...", "a: str", "f(a=a)", "int", id="keyword only"),
        pytest.param(
            "def f(*, a: int = 1, b: str) -> int: ...", "b: str, a: int = 1", "f(a=a, b=b)", "int", id="required first"
        ),
        pytest.param("def f(a: str, *more: str, **others: int) -> int: ...", "a: str", "f(a)", "int", id="stars"),
        pytest.param("def f(_a: int = 1) -> int: ...", "", "f()", "int", id="private parameter"),
        pytest.param("def f(a: str) -> Path: ...", "a: str", "f(a)", "", id="other result"),
        pytest.param("def f(a: str) -> list['Path']: ...", "a: str", "f(a)", "", id="other result inside"),
        pytest.param("@lru_cache(maxsize=1)\ndef f(a: str) -> int: ...", "a: str", "f(a)", "int", id="cached"),
        pytest.param("@functools.cache\ndef f(a: str) -> int: ...", "a: str", "f(a)", "int", id="cached, dotted"),
    ],
)
def test_arguments_that_can_be_typed(source: str, signature: str, attribute: str, returns: str) -> None:
    offer = offer_of(source)

    assert (offer.signature, offer.attribute, offer.returns, offer.guessed) == (signature, attribute, returns, ())


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("X = 1", id="no function"),
        pytest.param("def _f() -> int: ...", id="private"),
        pytest.param("async def f() -> int: ...", id="coroutine"),
        pytest.param("def f():\n    yield 1", id="generator"),
        pytest.param("def f() -> None: ...", id="no result"),
        pytest.param("def f() -> NoReturn: ...", id="does not return"),
        pytest.param("def f():\n    print(1)", id="no result, not annotated"),
        pytest.param("def f():\n    def g(): return 1\n    g()", id="result of an inner function"),
        pytest.param("def f(a: Path) -> int: ...", id="required argument of another type"),
        pytest.param("def f(a: 'int(') -> int: ...", id="annotation that is no Python"),
        pytest.param("def f(_a) -> int: ...", id="required private argument"),
        pytest.param("@contextmanager\ndef f() -> int: ...", id="decorated"),
        pytest.param("class C:\n    def f(self) -> int: ...", id="method"),
        pytest.param("def app() -> int: ...", id="name that a template needs"),
        pytest.param("def f(st: str) -> int: ...", id="argument that a template needs"),
        pytest.param("__all__ = []\ndef f() -> int: ...", id="not public"),
        pytest.param("__all__ = [x for x in y]\ndef f() -> int: ...", id="public by computation"),
    ],
)
def test_version_stands_in_for_a_function(source: str) -> None:
    offer = offer_of(source)

    assert (offer.name, offer.signature, offer.attribute, offer.returns) == ("version", "", "__version__", "str")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("def a() -> int: ...\ndef b() -> int: ...", "a", id="first in the file"),
        pytest.param("__all__ = ['b', 'a']\ndef a() -> int: ...\ndef b() -> int: ...", "b", id="first of __all__"),
        pytest.param("def a() -> Path: ...\ndef b() -> int: ...", "b", id="plain result"),
        pytest.param("def a(x): return x\ndef b(x: int) -> Path: ...", "b", id="stated types"),
        pytest.param("def a(x: Path) -> int: ...\ndef b(x: int) -> int: ...", "b", id="usable arguments"),
    ],
)
def test_easiest_function_is_chosen(source: str, name: str) -> None:
    assert offer_of(source).name == name


def test_argument_without_a_type_is_taken_for_text() -> None:
    offer = offer_of("def f(a, b: int, c=1): return a")

    assert (offer.signature, offer.guessed) == ("a: str, b: int, c: int = 1", ("a",))


def test_summary_is_the_first_paragraph() -> None:
    assert offer_of('def f() -> int:\n    """Count\n    words.\n\n    More."""').summary == "Count words."
    assert offer_of("def f() -> int: ...").summary == ""


def test_long_signature_has_a_line_for_each_parameter() -> None:
    source = "def f(first_number: int, second_number: int, third_number: int = 3) -> int: ..."

    assert offer_of(source).signature == (
        "\n    first_number: int,\n    second_number: int,\n    third_number: int = 3,\n"
    )


@pytest.mark.parametrize(
    "text", ["Plain.", 'Say "yes".', 'End with "', 'Hold """.', "back\\slash", "tab\there", "größe", "\ud800 alone"]
)
def test_quoting_gives_the_text_back(text: str) -> None:
    for quoted in (as_docstring(text), as_text(text)):
        assert quoted.isprintable()
        assert ast.literal_eval(quoted) == text
