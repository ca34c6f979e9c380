"""Read `__package_metadata__` from the syntax tree."""

import ast
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from unicodedata import category

from paa.errors import PaaError, SourceError, raise_together
from paa.model.module import Metadata

__all__ = ["METADATA", "read_metadata"]

METADATA = "__package_metadata__"
SHOWN = 40  # characters of somebody's code in a message


def read_metadata(tree: ast.Module, path: PurePosixPath) -> Metadata | None:
    """Read the metadata of a module, or None where it has none and so is not for release.

    Raises:
        SourceError: It is no literal dictionary, or values have wrong types; all of them at once.
    """
    node = _assignment(tree)
    if node is None:
        return None
    if not isinstance(node, ast.Dict):
        raise SourceError(
            f"{METADATA} must be a literal dictionary: nothing of the module is run to read it",
            where=f"{path}:{node.lineno}",
            hint=f'write it out: {METADATA} = {{"description": "…", "author": "…"}}',
        )
    errors: list[PaaError] = []
    entries: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        try:
            key, value = _entry(key_node, value_node, path)
        except SourceError as error:
            errors.append(error)
        else:
            entries[key], lines[key] = value, value_node.lineno
    raise_together(errors)
    # A value's type is that of its attribute: the key's reader has proved it.
    values: dict[str, Any] = {_READERS[key][0]: value for key, value in entries.items() if value and key in _READERS}
    unknown = tuple(key for key in entries if key not in _READERS)
    return Metadata(line=node.lineno, lines=MappingProxyType(lines), unknown=unknown, **values)


def _assignment(tree: ast.Module) -> ast.expr | None:
    """Find the value of the last assignment at module level, as running the module would."""
    found = None
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        else:
            continue
        if any(isinstance(target, ast.Name) and target.id == METADATA for target in targets):
            found = node.value
    return found


def _entry(key_node: ast.expr | None, value_node: ast.expr, path: PurePosixPath) -> tuple[str, object]:
    """Read one key and its value, in the type that the key asks for.

    Raises:
        SourceError: The value is of another type.
    """
    key, value = _literal(key_node, value_node, path)
    if value is None or key not in _READERS:
        return key, value
    try:
        return key, _READERS[key][1](value)
    except TypeError as error:
        where = f"{path}:{value_node.lineno}"
        raise SourceError(f"{key!r} in {METADATA} must be {error}", where=where) from None


def _literal(key_node: ast.expr | None, value_node: ast.expr, path: PurePosixPath) -> tuple[str, object]:
    where = f"{path}:{value_node.lineno}"
    if not (isinstance(key_node, ast.Constant) and isinstance(key_node.value, str)):
        raise SourceError(f"the keys of {METADATA} must be literal texts", where=where)
    try:
        return key_node.value, ast.literal_eval(value_node)
    except (TypeError, ValueError):  # a TypeError is a list that is the key of a dictionary
        raise SourceError(
            f"{key_node.value!r} in {METADATA} is no literal: `{_short(ast.unparse(value_node))}`",
            where=where,
            hint="write the value out: nothing of the module is run to read it",
        ) from None


def _short(code: str) -> str:
    return code if len(code) <= SHOWN else f"{code[:SHOWN]}..."


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text, not {value!r}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise TypeError(f"text that can be written as UTF-8, not {value!r}")
    return value.strip()


def _line(value: object) -> str:
    """Read what becomes one line of a file: a line break in it would start another field there.

    Raises:
        TypeError: It is no text, or holds control characters.
    """
    text = " ".join(part.strip() for part in _text(value).splitlines())
    if any(category(character) == "Cc" for character in text):
        raise TypeError(f"text without control characters, not {value!r}")
    return text


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple | set) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"a list of texts, not {value!r}")
    items = sorted(value) if isinstance(value, set) else value
    return tuple(_line(item) for item in items)


def _keywords(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    return tuple(keyword for keyword in _texts(value) if keyword)


def _mapping(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise TypeError(f"a dictionary from text to text, not {value!r}")
    return MappingProxyType({_line(key): _line(text) for key, text in value.items()})


def _lists(value: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise TypeError(f"a dictionary from the name of an extra to a list of requirements, not {value!r}")
    return MappingProxyType({_line(key): _texts(item) for key, item in value.items()})


# Key in the source → attribute of Metadata, and how its value is read.
_READERS: Mapping[str, tuple[str, Callable[[object], object]]] = MappingProxyType(
    {
        "artifact_urls": ("artifact_urls", _mapping),
        "author": ("author", _line),
        "author_email": ("author_email", _line),
        "classifiers": ("classifiers", _texts),
        "description": ("description", _text),
        "extras_require": ("extras_require", _lists),
        "install_requires": ("install_requires", _texts),
        "keywords": ("keywords", _keywords),
        "license": ("license_label", _line),
        "license_label": ("license_label", _line),
        "name": ("name", _line),
        "project_urls": ("project_urls", _mapping),
        "python_requires": ("requires_python", _line),
        "readme": ("readme", _line),
        "requires_python": ("requires_python", _line),
        "url": ("url", _line),
        "version": ("version", _line),
    }
)
