"""How each kind of value in `.paa.config` is read: pydantic walks what the file says, the sentences are ours."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import GenericAlias, MappingProxyType
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    ValidationError,
    create_model,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from paa.model.index_profile import flaw_of
from paa.model.keys import KEYS
from paa.model.network import CorsPolicy, Host, Origin, Port
from paa.model.pipelines import Branch, Image
from paa.model.settings import IndexName, IndexProfile, PythonVersion, Settings, Url

__all__ = ["Kind", "Mistake", "Scalar", "near", "read"]


class Kind(Enum):
    """What YAML takes a scalar for."""

    NOTHING = "nothing"
    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as it was written, so that 3.10 is still 3.10 and `off` is still off."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong at a place in the configuration.

    Attributes:
        path: The keys and positions that lead to it.
    """

    path: tuple[str | int, ...]
    message: str
    hint: str | None = None


def read(values: Mapping[str, object], kind: type = Settings) -> tuple[Mapping[str, Any], tuple[Mistake, ...]]:
    """Turn what is written into the arguments of `Settings`, or of another dataclass.

    Args:
        values: Key → `Scalar`, list or mapping of such; without keys whose value is null.
        kind: The dataclass whose fields are the keys.

    Returns:
        The arguments that are given, and everything that is wrong; one of the two is empty.
    """
    try:
        document = _model(kind).model_validate(values)
    except ValidationError as error:
        return {}, tuple(_mistake(each, kind) for each in error.errors(include_url=False))
    return _given(document), ()


def near(word: str, words: Iterable[str]) -> str | None:
    """Ask whether a word was meant that is spelt almost like this one."""
    spellings = {each.lower(): each for each in words}
    matches = difflib.get_close_matches(word.lower(), list(spellings), n=1)
    return f"did you mean `{spellings[matches[0]]}`?" if matches else None


def _mistake(error: ErrorDetails, kind: type) -> Mistake:
    path = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        known, otherwise = _known(path[:-1], kind)
        return Mistake(path, f"unknown key `{path[-1]}`", near(str(path[-1]), known) or otherwise)
    if error["type"] == "missing":
        return Mistake(path[:-1], f"`{_place(path[:-1])}` needs `{path[-1]}`")
    said = error["ctx"]
    return Mistake(path, f"`{_place(path)}`: {said['message']}", said["hint"])


def _place(path: Iterable[str | int]) -> str:
    """Write a path like `indexes.local.path` and `classifiers[2]`, counted from one as people do."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _known(path: tuple[str | int, ...], kind: type) -> tuple[list[str], str]:
    """Give the keys that may stand at a place, and a sentence for who meant none of them."""
    if kind is Settings and not path:
        return [word for key in KEYS for word in (key.name, key.also) if word], "the manual lists the keys"
    if kind is Settings:
        known = [each.name for each in fields(IndexProfile)]
        return known, f"an index has {_either(known, 'and')}"
    hints: dict[str, Any] = {each.name: each.type for each in fields(kind)}
    known = [each.name for each in fields(hints[str(path[0])])] if path else list(hints)
    return known, f"the keys {f'of {path[0]} ' if path else ''}are {_either(known, 'and')}"


def _wrong(message: str, hint: str | None = None) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint})


def _unexpected(expected: str, got: object, hint: str | None = None) -> PydanticCustomError:
    return _wrong(f"expected {expected}, got {_shown(got)}", hint)


def _shown(value: object) -> str:
    if isinstance(value, Scalar):
        return (
            "nothing" if value.kind is Kind.NOTHING else _quoted(value.text) if value.kind is Kind.TEXT else value.text
        )
    if isinstance(value, str):
        return _quoted(value)
    return "a mapping" if isinstance(value, Mapping) else "a list"


def _quoted(text: str) -> str:
    start = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"'{start}'" if start.isprintable() else repr(start)


def _either(words: Iterable[str], conjunction: str = "or") -> str:
    *others, last = words
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def _boolean(value: object) -> bool:
    if isinstance(value, Scalar) and value.kind is Kind.BOOLEAN:
        return value.text.lower() in {"true", "yes", "on"}
    raise _unexpected("true or false", value)


def _count(value: object) -> int:
    if isinstance(value, Scalar) and value.kind is Kind.NUMBER and re.fullmatch("[0-9]{1,9}", value.text):
        return int(value.text)
    raise _unexpected("a whole number, 0 or more", value)


def _score(value: object) -> float:
    if isinstance(value, Scalar) and value.kind is Kind.NUMBER and re.fullmatch(r"[0-9]+(\.[0-9]*)?", value.text):
        number = float(value.text)
        if number <= _BEST_SCORE:
            return number
    raise _unexpected(f"a number from 0 to {_BEST_SCORE}", value)


def _text(value: object, expected: str = "text") -> str:
    """Take a text, or a number as it was written; the keys of a mapping are plain strings already."""
    text = value.text if isinstance(value, Scalar) and value.kind in {Kind.TEXT, Kind.NUMBER} else value
    if isinstance(text, str) and text.strip():
        return text
    quotes = isinstance(value, Scalar) and value.kind is Kind.BOOLEAN
    raise _unexpected(expected, value, "put it in quotes if it is text" if quotes else None)


def _path(value: object) -> PurePosixPath:
    expected = "a path inside the repository"
    text = _text(value, expected)
    if "\\" in text:
        raise _unexpected(expected, value, "separate folders by `/`")
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or text[0] == "~" or re.match("[A-Za-z]:", text)
    if outside or ".git" in path.parts or not text.isprintable():
        raise _unexpected(expected, value, "a relative path, without `..` and not in .git")
    return path


def _folder(value: object) -> Path:
    """Read a folder that may be outside the repository: people share it."""
    expected = "the path of a folder"
    text = _text(value, expected)
    folder = Path(text)
    foreign = "\\" in text or re.match("[A-Za-z]:", text)
    if text[0] == "~" or (foreign and not folder.is_absolute()):
        raise _unexpected(expected, value, "write it out, folders separated by `/`")
    if ".git" in folder.parts or not text.isprintable():
        raise _unexpected(expected, value, "a path, not in .git")
    return folder


def _version(value: object) -> Version:
    expected = "a version such as 1.0.0"
    try:
        return Version(_text(value, expected))
    except InvalidVersion:
        raise _unexpected(expected, value) from None


def _python_version(value: object) -> PythonVersion:
    expected = "a version of Python such as 3.11"
    if re.fullmatch(r"3\.[0-9]{1,3}(\.[0-9]{1,3})?", text := _text(value, expected)):
        return PythonVersion(Version(text))
    raise _unexpected(expected, value)


def _url(value: object) -> Url:
    expected = "an http(s) address"
    text = _text(value, expected)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _unexpected(expected, value) from None
    if "@" in parts.netloc:
        # The value stays out of the message: a log is no place for a password.
        raise _wrong("an address must not hold a user or a password", "credentials come from the environment")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not text.isprintable() or " " in text:
        raise _unexpected(expected, value)
    return Url(text)


def _host(value: object) -> Host:
    expected = "the name or the address of a network interface, such as 127.0.0.1"
    if re.fullmatch(r"[A-Za-z0-9.:_-]+", text := _text(value, expected)):
        return Host(text)
    raise _unexpected(expected, value)


def _port(value: object) -> Port:
    expected = f"a port, 0 to {_LAST_PORT}"
    if isinstance(value, Scalar) and re.fullmatch("[0-9]{1,5}", value.text) and int(value.text) <= _LAST_PORT:
        return Port(int(value.text))
    raise _unexpected(expected, value)


def _origin(value: object) -> Origin:
    expected = "an origin such as https://example.com, or `*`"
    if re.fullmatch(r"\*|https?://[^/?#@\s]+", text := _text(value, expected)):
        return Origin(text)
    raise _unexpected(expected, value, "scheme, name and port, and nothing behind them")


def _index_name(value: object) -> IndexName:
    expected = "the name of an index"
    if re.fullmatch("[a-z][a-z0-9_-]*", text := _text(value, expected)):
        return IndexName(text)
    raise _unexpected(expected, value, "lower-case letters, digits, `-` and `_`, a letter first")


def _branch(value: object) -> Branch:
    expected = "the name of a branch"
    if re.fullmatch(r"(?!.*(\.\.|//|/\.|\.lock$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]*", text := _text(value, expected)):
        return Branch(text)
    raise _unexpected(expected, value, "letters, digits, `.`, `_`, `-` and `/`: it stands in shell commands")


def _image(value: object) -> Image:
    expected = "the label of a runner image such as ubuntu-24.04"
    text = _text(value, expected)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text):
        raise _unexpected(expected, value)
    if text.endswith("-latest"):
        raise _unexpected(expected, value, "name a version: what is tested today should still be tested tomorrow")
    return Image(text)


def _choice(words: type[StrEnum], value: object) -> StrEnum:
    # The word counts as it was written: YAML takes `off` for false.
    text = value.text if isinstance(value, Scalar) else value
    if isinstance(text, str) and text in set(words):
        return words(text)
    raise _unexpected(_either(words), value, near(text, words) if isinstance(text, str) else None)


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise _unexpected("a list", value)


def _entries(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise _unexpected("a mapping", value)


def _given_entries(value: object) -> Mapping[str, object]:
    entries = _entries(value)
    nothing = {key for key, each in entries.items() if isinstance(each, Scalar) and each.kind is Kind.NOTHING}
    return {key: each for key, each in entries.items() if key not in nothing}


def _profile(document: BaseModel) -> IndexProfile:
    profile = IndexProfile(**_given(document))
    if flaw := flaw_of(profile):
        raise _wrong(flaw.message, flaw.hint)
    return profile


def _built(kind: type, document: BaseModel) -> object:
    values = kind(**_given(document))
    if isinstance(values, CorsPolicy):
        _refuse_any_origin(values)
    return values


def _refuse_any_origin(policy: CorsPolicy) -> None:
    """Refuse that any website may act in the name of who visits it."""
    try:
        anything = re.fullmatch(policy.allow_origin_regex or "", _SOMEBODY) or "*" in policy.allow_origins
    except re.error as error:
        raise _wrong(f"`allow_origin_regex` is no regular expression: {error}") from None
    if anything and policy.allow_credentials:
        hint = "name the origins that may, or leave `allow_credentials` out"
        raise _wrong("every website could send requests with the cookies of its visitors", hint)


def _given(document: BaseModel) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.model_fields_set}


_BEST_SCORE = 10
_LAST_PORT = 65535
_SOMEBODY = "https://anybody.invalid"  # an origin that nobody means by an expression
_SHOWN = 60  # characters of a wrong value in a message

_READERS: Mapping[Any, Callable[[object], object]] = MappingProxyType(
    {
        bool: _boolean,
        int: _count,
        float: _score,
        str: _text,
        PurePosixPath: _path,
        Path: _folder,
        Version: _version,
        PythonVersion: _python_version,
        IndexName: _index_name,
        Url: _url,
        Host: _host,
        Port: _port,
        Origin: _origin,
        Branch: _branch,
        Image: _image,
    }
)


def _reader(hint: Any) -> Any:  # noqa: ANN401 - from a type to pydantic's description of how to read it
    """Say how a value is read that the model declares with this type."""
    arguments = [each for each in get_args(hint) if each is not type(None)]
    origin = get_origin(hint)
    if origin is tuple:
        items: Any = GenericAlias(tuple, (_reader(arguments[0]), ...))
        return Annotated[items, BeforeValidator(_items)]
    if origin is Mapping:
        entries: Any = GenericAlias(dict, (_reader(arguments[0]), _reader(arguments[1])))
        return Annotated[entries, BeforeValidator(_entries), AfterValidator(MappingProxyType)]
    if origin is not None:
        return _reader(arguments[0])
    if hint is IndexProfile:
        return Annotated[_model(IndexProfile), BeforeValidator(_given_entries), AfterValidator(_profile)]
    if isinstance(hint, type) and is_dataclass(hint):
        kind: type = hint
        return Annotated[_model(kind), BeforeValidator(_given_entries), AfterValidator(partial(_built, kind))]
    return Annotated[Any, PlainValidator(_READERS.get(hint) or partial(_choice, hint))]


@cache
def _model(values: type) -> type[BaseModel]:
    """Derive what the file may hold from the model's fields, so that a key is declared once."""
    columns: dict[str, Any] = {}
    for each in fields(values):
        needed = each.default is MISSING and each.default_factory is MISSING
        columns[each.name] = (_reader(each.type), ... if needed else None)
    return create_model(values.__name__, __config__=ConfigDict(extra="forbid", frozen=True), **columns)
