"""The keys of `.paa.config` as values: what the manual says of them, and settings as what JSON can hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType, UnionType
from typing import Any, Union, get_args, get_origin

from packaging.version import Version

from paa.model.settings import IndexProfile, Settings

__all__ = ["KEYS", "Key", "from_document", "to_document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What there is to know about a key.

    Attributes:
        section: The heading that it stands under.
        meaning: One line without a full stop.
        default: In the form of `to_document`.
        computed: The default in words, where it depends on something else.
        choices: The words that it takes, where only some are allowed.
        also: Another spelling that is accepted.
        scalar: Whether it has one value, so that the environment can give it.
    """

    name: str
    section: str
    meaning: str
    default: object
    computed: str | None
    choices: tuple[str, ...]
    also: str | None
    scalar: bool


def _keys() -> Iterator[Key]:
    section, defaults = "", to_document(Settings())
    for each in fields(Settings):
        section = each.metadata["section"] or section
        hint = _without_none(each.type)
        yield Key(
            name=each.name,
            section=section,
            meaning=each.metadata["meaning"],
            default=defaults[each.name],
            computed=each.metadata["default"],
            choices=tuple(hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else (),
            also=each.metadata["also"],
            scalar=get_origin(hint) is None,
        )


def to_document(settings: Settings) -> dict[str, object]:
    """Write settings as what JSON can hold; `from_document` reads it back."""
    return {each.name: _encode(getattr(settings, each.name)) for each in fields(Settings)}


def from_document(document: Mapping[str, object]) -> Settings:
    """Read what `to_document` of the same version wrote; it is trusted, not validated."""
    return Settings(**{each.name: _decode(each.type, document[each.name]) for each in fields(Settings)})


def _encode(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _encode(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if isinstance(value, IndexProfile):
        given = {each.name: getattr(value, each.name) for each in fields(IndexProfile)}
        return {name: _encode(each) for name, each in given.items() if each is not None}
    return str(value) if isinstance(value, (PurePath, Version, StrEnum)) else value


def _decode(hint: Any, value: Any) -> Any:  # noqa: ANN401 - the hint decides what comes out
    if value is None or hint in (bool, int, float, str):
        return value
    hint = _without_none(hint)
    if get_origin(hint) is Mapping:
        of_key, of_value = get_args(hint)
        return MappingProxyType({_decode(of_key, key): _decode(of_value, each) for key, each in value.items()})
    if get_origin(hint) is tuple:
        return tuple(_decode(get_args(hint)[0], each) for each in value)
    if is_dataclass(hint):
        return IndexProfile(**{each.name: _decode(each.type, value.get(each.name)) for each in fields(hint)})
    return hint(value)


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - a type or a type's generic form
    """Look through `X | None` and through what was proved (`NewType`)."""
    if get_origin(hint) in {Union, UnionType}:
        hint = next(each for each in get_args(hint) if each is not type(None))
    return getattr(hint, "__supertype__", hint)


KEYS: tuple[Key, ...] = tuple(_keys())
"""Every key, in the order of the manual."""
