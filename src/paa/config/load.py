"""Read the text of `.paa.config` and the environment into settings; whatever is wrong is raised at once."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from paa.config.schema import Kind, Mistake, Scalar, read
from paa.errors import ConfigError, raise_together
from paa.model.keys import KEYS
from paa.model.settings import LoadedSettings, Settings

__all__ = ["Document", "load_settings"]

_Path: TypeAlias = tuple[str | int, ...]

_KINDS = MappingProxyType(
    {
        "tag:yaml.org,2002:null": Kind.NOTHING,
        "tag:yaml.org,2002:bool": Kind.BOOLEAN,
        "tag:yaml.org,2002:int": Kind.NUMBER,
        "tag:yaml.org,2002:float": Kind.NUMBER,
    }
)
_KEYS = MappingProxyType({word: key for key in KEYS for word in (key.name, key.also) if word})


def load_settings(text: str, *, where: str, environment: Mapping[str, str]) -> LoadedSettings:
    """Settle every key: default < file < environment.

    Args:
        text: YAML; an empty text is all defaults, and `null` is the default of its key.
        where: The name of the file in errors and origins.
        environment: `PAA_<KEY>` gives a key that has one value, unless it is empty; other variables are ignored.

    Raises:
        ConfigError: The text is no YAML, or keys or values of it cannot be used; all of them together.
    """
    document = Document(where, {word: key.name for word, key in _KEYS.items()})
    document.read(text)
    variables = _variables(environment)
    given = {key: _plain(environment[variable]) for key, variable in variables.items()}
    arguments, mistakes = read({**document.values, **given})
    for mistake in mistakes:
        key = str(mistake.path[0])
        if key in variables:
            document.errors.append((0, _error(mistake, f"environment {variables[key]}")))
        else:
            document.report(mistake)
    document.complain()
    origins = {key: f"{where}:{document.lines[key,]}" for key in document.values}
    origins |= {key: f"environment {variable}" for key, variable in variables.items()}
    everywhere = {key.name: origins.get(key.name, "default") for key in KEYS}
    return LoadedSettings(Settings(**arguments), MappingProxyType(everywhere))


class Document:
    """What a file says, the line of everything in it, and what is wrong with its form.

    A collector that lives for one call of a function that loads: a walk through the nodes fills it.

    Args:
        where: The name of the file.
        names: Keys of the first level as they may be spelt → their names; null is the default of such a key.
    """

    def __init__(self, where: str, names: Mapping[str, str]) -> None:
        self.where = where
        self._names = names
        self.values: dict[str, object] = {}
        self.lines: dict[_Path, int] = {}
        self.errors: list[tuple[int, ConfigError]] = []
        self._collections: set[int] = set()

    def read(self, text: str) -> None:
        """Take the text in.

        Raises:
            ConfigError: It is no YAML, no mapping, or made of aliases.
        """
        root = _compose(text, self.where)
        if root is None or _kind(root) is Kind.NOTHING:
            return
        if not isinstance(root, MappingNode):
            message = "expected keys with values, such as `module_dir: python_modules`"
            raise ConfigError(message, where=f"{self.where}:{_line(root)}")
        written = self._mapping(root, ())
        self.values = {key: value for key, value in written.items() if not self._is_default(key, value)}

    def report(self, mistake: Mistake) -> None:
        """Add a mistake at the line of the innermost thing that has one."""
        places = (mistake.path[:length] for length in range(len(mistake.path), 0, -1))
        line = next((self.lines[place] for place in places if place in self.lines), 1)
        self.errors.append((line, _error(mistake, f"{self.where}:{line}")))

    def complain(self) -> None:
        """Raise everything that is wrong, in the order of the lines.

        Raises:
            ConfigError: Something is.
        """
        raise_together([error for _, error in sorted(self.errors, key=lambda located: located[0])])

    def _is_default(self, key: str, value: object) -> bool:
        return key in self._names and isinstance(value, Scalar) and value.kind is Kind.NOTHING

    def _mapping(self, node: MappingNode, path: _Path) -> dict[str, object]:
        entries: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._wrong(key_node, "a key must be a word")
                continue
            key = key_node.value if path else self._names.get(key_node.value, key_node.value)
            here = (*path, key)
            if key in entries:
                word = f"`{key}`" if key == key_node.value else f"`{key}`, also spelt `{key_node.value}`,"
                self._wrong(key_node, f"{word} is given twice, first in line {self.lines[here]}")
                continue
            self.lines[here] = _line(key_node)
            entries[key] = self._value(value_node, here)
        return entries

    def _value(self, node: Node, path: _Path) -> object:
        if isinstance(node, ScalarNode):
            return Scalar(node.value, _kind(node))
        if id(node) in self._collections:
            # An alias could lead back to itself, or grow without end.
            message = "lists and mappings cannot be repeated with an alias; write them out"
            raise ConfigError(message, where=f"{self.where}:{_line(node)}")
        self._collections.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        return list(self._items(node, path)) if isinstance(node, SequenceNode) else []

    def _items(self, node: SequenceNode, path: _Path) -> Iterable[object]:
        for position, item in enumerate(node.value):
            self.lines[*path, position] = _line(item)
            yield self._value(item, (*path, position))

    def _wrong(self, node: Node, message: str) -> None:
        self.errors.append((_line(node), ConfigError(message, where=f"{self.where}:{_line(node)}")))


def _line(node: Node) -> int:
    line: int = node.start_mark.line + 1
    return line


def _kind(node: Node) -> Kind:
    return _KINDS.get(node.tag, Kind.TEXT) if isinstance(node, ScalarNode) else Kind.TEXT


def _error(mistake: Mistake, where: str) -> ConfigError:
    return ConfigError(mistake.message, where=where, hint=mistake.hint)


def _variables(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Find the variables that give a key; `PAA_<INDEX>_TOKEN` is a credential and no key ends like it."""
    names = {f"PAA_{word.upper()}": key.name for word, key in _KEYS.items() if key.scalar}
    return {key: variable for variable, key in names.items() if environment.get(variable, "").strip()}


def _plain(text: str) -> Scalar:
    """Read a variable's value as YAML reads a word without quotes."""
    word = text.strip()
    resolve = cast("Callable[..., str]", yaml.SafeLoader("").resolve)
    return Scalar(word, _KINDS.get(resolve(ScalarNode, word, (True, False)), Kind.TEXT))


def _compose(text: str, where: str) -> Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except ReaderError as error:
        message = f"the character #x{ord(text[error.position]):04x} is not allowed"
        raise ConfigError(message, where=f"{where}:{text.count(chr(10), 0, error.position) + 1}") from None
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error, where) from None
    except RecursionError:
        raise ConfigError("lists or mappings are nested too deeply", where=where) from None


def _no_yaml(error: yaml.MarkedYAMLError, where: str) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    place = f"{where}:{mark.line + 1}" if mark else where
    if "\\t" in (error.problem or ""):
        return ConfigError("a tab where YAML expects spaces", where=place, hint="indent with spaces")
    reason = ", ".join(part for part in (error.context, error.problem) if part)
    return ConfigError(f"no valid YAML: {reason}", where=place)
