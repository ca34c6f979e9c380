"""Expressions as a tree: one grammar for both services, of which Azure uses no operators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["ALL", "Call", "Literal", "Member", "Name", "Node", "Operation", "parse", "walk"]

# `.*`: every member.
ALL = "*"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A context or a variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.key` or `of[key]`."""

    of: "Node"
    key: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator, and what it joins."""

    operator: str
    operands: tuple["Node", ...]


Node: TypeAlias = Literal | Name | Member | Call | Operation

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>[-+]?(?:0x[0-9A-Fa-f]+|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.]))
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<sign>\|\||&&|==|!=|<=|>=|[!<>()\[\].,*])
    )""",
    re.VERBOSE,
)
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
_CONSTANTS = {"true": Literal(True), "false": Literal(False), "null": Literal(None)}  # noqa: FBT003 - the value
_END = ("end", "")


def parse(text: str, *, operators: bool) -> Node:
    """Read an expression.

    Args:
        text: What stands between the brackets.
        operators: Whether there are any (GitHub), or functions only (Azure).

    Raises:
        Invalid: It is none.
        Unsupported: It is one, of a kind that no pipeline of ours needs.
    """
    reading = _Reading(list(_tokens(text)), text, operators=operators)
    tree = reading.operation(0)
    reading.expect("end", "")
    return tree


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all below it."""
    yield node
    below: tuple[Node, ...] = ()
    match node:
        case Member():
            below = (node.of, node.key)
        case Call():
            below = node.arguments
        case Operation():
            below = node.operands
        case _:
            pass
    for part in below:
        yield from walk(part)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place, text = 0, text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found or not found.lastgroup:
            raise Invalid(f"{text}: nothing that {text[place:]!r} could begin with")
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


class _Reading:
    """A walk over the words of an expression."""

    def __init__(self, tokens: list[tuple[str, str]], text: str, *, operators: bool) -> None:
        self._tokens = tokens
        self._text = text
        self._operators = operators

    def _peek(self) -> tuple[str, str]:
        return self._tokens[0] if self._tokens else _END

    def _next(self) -> tuple[str, str]:
        return self._tokens.pop(0) if self._tokens else _END

    def expect(self, kind: str, word: str) -> None:
        """Pass a word.

        Raises:
            Invalid: Another one stands there.
        """
        if self._next() != (kind, word):
            raise Invalid(f"{self._text}: {word or 'the end'} is expected")

    def operation(self, level: int) -> Node:
        """Read operators that bind as loosely as a level, or closer."""
        if level == len(_LEVELS):
            return self._negation()
        left = self.operation(level + 1)
        while self._peek()[0] == "sign" and self._peek()[1] in _LEVELS[level]:
            if not self._operators:
                raise Invalid(f"{self._text}: there are no operators")
            left = Operation(self._next()[1], (left, self.operation(level + 1)))
        return left

    def _negation(self) -> Node:
        if self._peek() != ("sign", "!"):
            return self._members()
        if not self._operators:
            raise Invalid(f"{self._text}: there are no operators")
        self._next()
        return Operation("!", (self._negation(),))

    def _members(self) -> Node:
        node = self._primary()
        while self._peek() in {("sign", "."), ("sign", "[")}:
            if self._next()[1] == ".":
                kind, word = self._next()
                if kind != "name" and word != ALL:
                    raise Invalid(f"{self._text}: a name is expected after the dot")
                node = Member(node, Literal(word))
            else:
                node = Member(node, self.operation(0))
                self.expect("sign", "]")
        return node

    def _primary(self) -> Node:
        kind, word = self._next()
        match kind:
            case "number":
                return Literal(float(int(word, 16)) if "x" in word else float(word))
            case "string":
                return Literal(word[1:-1].replace("''", "'"))
            case "name":
                return self._call(word) if self._peek() == ("sign", "(") else _CONSTANTS.get(word.lower(), Name(word))
        if word == "(":
            inner = self.operation(0)
            self.expect("sign", ")")
            return inner
        raise Unsupported(f"{self._text}: {word or 'the end'} where a value is expected")

    def _call(self, name: str) -> Node:
        self.expect("sign", "(")
        arguments: list[Node] = []
        while self._peek() != ("sign", ")"):
            if self._peek() == _END:
                raise Invalid(f"{self._text}: a bracket is not closed")
            if arguments:
                self.expect("sign", ",")
            arguments.append(self.operation(0))
        self._next()
        return Call(name, tuple(arguments))
