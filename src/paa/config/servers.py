"""Read the configuration file of a server into its settings; whatever is wrong is raised at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

from paa.config.load import Document
from paa.config.schema import Kind, Mistake, Scalar, read
from paa.errors import UsageError, raise_together
from paa.model.serving import AppOption, AppRun, AppSettings, ServerSettings

__all__ = ["load_keys", "load_server", "read_words"]

_Settings = TypeVar("_Settings", bound=ServerSettings)


def load_server(kind: type[_Settings], text: str, *, where: str) -> _Settings:
    """Read the configuration of a server.

    Args:
        kind: The dataclass of its settings.
        text: YAML; an empty text is all defaults.
        where: The name of the file, for messages.

    Raises:
        ConfigError: The text is no YAML, or keys or values of it cannot be used; all of them together.
    """
    load = _LOADERS.get(kind, load_keys)
    return cast("_Settings", load(kind, text, where))


def read_words(kind: type, words: Mapping[str, str | None]) -> Mapping[str, Any]:
    """Read what the command line says of the fields of a dataclass; None says nothing.

    Raises:
        UsageError: Words cannot be used; all of them together.
    """
    given = {name: Scalar(word, Kind.TEXT) for name, word in words.items() if word is not None}
    values, mistakes = read(given, kind)
    raise_together([_usage_error(each) for each in mistakes])
    return values


def _usage_error(mistake: Mistake) -> UsageError:
    option = str(mistake.path[0]).replace("_", "-")
    return UsageError(f"--{option}{mistake.message.removeprefix(f'`{mistake.path[0]}`')}", hint=mistake.hint)


def load_keys(kind: type, text: str, where: str) -> object:
    """Read a file whose keys are the fields of the dataclass.

    Raises:
        ConfigError: The text is no YAML, or keys or values of it cannot be used; all of them together.
    """
    document = Document(where, {each.name: each.name for each in fields(kind)})
    document.read(text)
    arguments, mistakes = read(document.values, kind)
    for mistake in mistakes:
        document.report(mistake)
    document.complain()
    return kind(**arguments)


def _load_options(kind: type, text: str, where: str) -> object:
    """Read sections of options whose names only the framework knows; host and port are known to us as well."""
    document = Document(where, {})
    document.read(text)
    options = dict(_options(document, document.values, ()))
    own = {name: options.pop(key) for key, name in _OWN.items() if key in options}
    arguments, mistakes = read({name: Scalar(option.values[0], Kind.TEXT) for name, option in own.items()}, AppRun)
    for mistake in mistakes:
        path = next(tuple(key.split(".")) for key, name in _OWN.items() if name == mistake.path[0])
        message = mistake.message.replace(f"`{mistake.path[0]}`", f"`{'.'.join(path)}`", 1)
        document.report(replace(mistake, path=path, message=message))
    document.complain()
    return kind(run=AppRun(**arguments), options=MappingProxyType(options))


def _options(
    document: Document, values: Mapping[str, object], path: tuple[str, ...]
) -> Iterator[tuple[str, AppOption]]:
    for key, value in values.items():
        here = (*path, key)
        if isinstance(value, Mapping):
            yield from _options(document, value, here)
        elif not path:
            hint = f"write it below its section, as in `server: {{{key}: …}}`"
            document.report(Mistake(here, f"`{key}` is no section of options", hint))
        elif words := tuple(_words(value)):
            yield ".".join(here), AppOption(words, f"{document.where}:{document.lines[here]}")


def _words(value: object) -> Iterator[str]:
    """Give a scalar, or the scalars of a list, as they were written; null is the default."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Scalar) and each.kind is not Kind.NOTHING:
            yield each.text


_OWN: Mapping[str, str] = MappingProxyType({"server.address": "host", "server.port": "port"})
_LOADERS: Mapping[type, Callable[[type, str, str], object]] = MappingProxyType({AppSettings: _load_options})
