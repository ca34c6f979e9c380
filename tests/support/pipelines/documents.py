"""Read YAML as the two services do: no aliases, no key twice, and no key that the runner does not know."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["Json", "Section", "load", "read_typed", "read_words"]

# What YAML and JSON documents consist of.
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class _Loader(yaml.SafeLoader):
    """No scalar is anything but text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the library declares it, and without a type

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases, which not every reader of such files knows."""
        if self.check_event(yaml.AliasEvent):
            raise Unsupported("an alias")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT002
        """Refuse a key that stands there twice."""
        keys = [str(key.value) for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise Invalid(f"line {node.start_mark.line + 1}: {', '.join(twice)} stands there twice")
        return super().construct_mapping(node, deep)


class _TypedLoader(_Loader):
    """YAML 1.2, in which `on` is a word, and so is a date."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as above


for _kind, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", list("-.0123456789")),
):
    _TypedLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), _first)


def read_typed(file: Path) -> "Section":
    """Read a file in which numbers and booleans are what they look like.

    Raises:
        Invalid: It is no mapping, or a key stands in one twice.
        Unsupported: It holds an alias.
    """
    return load(file.read_text(encoding="utf-8"), file.name, typed=True)


def read_words(file: Path) -> "Section":
    """Read a file in which every scalar is a text.

    Raises:
        Invalid: As in `read_typed`.
        Unsupported: As in `read_typed`.
    """
    return load(file.read_text(encoding="utf-8"), file.name, typed=False)


def load(text: str, where: str, *, typed: bool) -> "Section":
    """Read a document that is a mapping."""
    document = yaml.load(text, Loader=_TypedLoader if typed else _Loader)  # noqa: S506 - both are safe loaders
    return Section.of(document, where)


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping of a document, and where it stands."""

    where: str
    entries: Mapping[str, Json]

    @classmethod
    def of(cls, value: Json, where: str) -> "Section":
        """Take a value that has to be a mapping; nothing at all is an empty one.

        Raises:
            Invalid: It is something else.
        """
        if value is None:
            return cls(where, {})
        if not isinstance(value, dict):
            raise Invalid(f"{where}: a mapping is expected, not {value!r}")
        for key in value:
            if not isinstance(key, str):
                raise Invalid(f"{where}: the key {key!r} is no text")
        return cls(where, value)

    def known(self, keys: Collection[str]) -> "Section":
        """Give the section itself.

        Raises:
            Unsupported: It has a key that is not among these.
        """
        unknown = sorted(set(self.entries) - set(keys))
        if unknown:
            raise Unsupported(f"{self.where}: {', '.join(unknown)}")
        return self

    def __contains__(self, key: str) -> bool:
        """Tell whether there is such an entry."""
        return key in self.entries

    def get(self, key: str, default: Json = None) -> Json:
        """Give an entry as it is."""
        return self.entries.get(key, default)

    def at(self, key: str) -> str:
        """Tell where an entry stands."""
        return f"{self.where}.{key}"

    def section(self, key: str) -> "Section":
        """Give an entry that is a mapping, or an empty one."""
        return Section.of(self.entries.get(key), self.at(key))

    def sections(self, key: str) -> list["Section"]:
        """Give an entry that is a list of mappings, or an empty list."""
        return [Section.of(item, f"{self.at(key)}[{place}]") for place, item in enumerate(self.list(key))]

    def list(self, key: str) -> "list[Json]":
        """Give an entry that is a list, or an empty list.

        Raises:
            Invalid: It is something else.
        """
        value = self.entries.get(key, [])
        if not isinstance(value, list):
            raise Invalid(f"{self.at(key)}: a list is expected, not {value!r}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Give an entry that is one text or a list of texts.

        Raises:
            Invalid: It is something else.
        """
        value = self.entries.get(key, [])
        items = value if isinstance(value, list) else [value]
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) != len(items):
            raise Invalid(f"{self.at(key)}: texts are expected, not {value!r}")
        return texts

    def text(self, key: str) -> str | None:
        """Give an entry that is a text, where there is one.

        Raises:
            Invalid: It is something else.
        """
        value = self.entries.get(key)
        if value is not None and not isinstance(value, str):
            raise Invalid(f"{self.at(key)}: a text is expected, not {value!r}")
        return value

    def needed(self, key: str) -> str:
        """Give an entry that has to be a text.

        Raises:
            Invalid: It is something else, or missing.
        """
        value = self.text(key)
        if value is None:
            raise Invalid(f"{self.where}: {key} is missing")
        return value
