r"""Read environment variables into a typed dataclass, with all mistakes at once.

A service that is configured by its environment should say what it expects in one place, refuse to start
when that is missing, and name everything that is wrong in one message rather than one restart at a time.
A dataclass already has names, types and defaults: this module fills it.

## Use

```python
>>> from dataclasses import dataclass
>>> from datetime import timedelta
>>> from env_settings import read_settings
>>> @dataclass(frozen=True)
... class Settings:
...     database_url: str
...     port: int = 8080
...     timeout: timedelta = timedelta(seconds=30)
...     tags: tuple[str, ...] = ()
>>> environment = {"SHOP_DATABASE_URL": "sqlite://", "SHOP_TIMEOUT": "1m 30s", "SHOP_TAGS": "eu, test"}
>>> settings = read_settings(Settings, prefix="SHOP_", environment=environment)
>>> settings.port, settings.timeout, settings.tags
(8080, datetime.timedelta(seconds=90), ('eu', 'test'))

```

Without `environment` it reads `os.environ`. What is wrong is reported together, by variable, and without
the values, because one of them may be a password:

```python
>>> from env_settings import SettingsError
>>> try:
...     read_settings(Settings, prefix="SHOP_", environment={"SHOP_PORT": "eighty"})
... except SettingsError as error:
...     print(*error.problems, sep="\n")
SHOP_DATABASE_URL is not set
SHOP_PORT is not a whole number

```

## Types

| annotation | accepts |
| --- | --- |
| `str`, `Path` | any text |
| `int`, `float`, `Decimal` | `8080`, `0.5`; infinities are refused |
| `bool` | `1`, `true`, `yes`, `on` and `0`, `false`, `no`, `off` |
| `timedelta` | `1h 30m`, see the package `duration-text` |
| an `Enum` | the name of a member, in any case |
| `Literal["a", "b"]` | one of the texts |
| `tuple[X, ...]` | several of them, separated by commas |
| `X \| None` | as `X`, or nothing |

An empty variable counts as not set, except for `str`.

## From a file

While a service is developed, its variables often stand in a file `.env`. `read_env_file` reads one; it needs
the extra `python-dotenv` (`pip install env-settings[python-dotenv]`):

```python
environment = {**read_env_file(".env"), **os.environ}
settings = read_settings(Settings, prefix="SHOP_", environment=environment)
```

## More

That configuration belongs into the environment is explained by [the twelve-factor app](https://12factor.net/config).
"""

import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from duration_text import parse_duration

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override  #>=4.4

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["settings", "environment", "configuration", "dataclass", "twelve-factor"],
    "classifiers": ["Topic :: Software Development :: Libraries", "Typing :: Typed"],
}

__all__ = ["SettingsError", "read_env_file", "read_settings"]

_Settings = TypeVar("_Settings")

_SWITCHES = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


class SettingsError(ValueError):
    """Says what is wrong with the environment; `problems` has one sentence for each variable."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems and join them to a message."""
        super().__init__("; ".join(problems))
        self.problems = problems

    @override
    def __reduce__(self) -> tuple[type["SettingsError"], tuple[tuple[str, ...]]]:
        """Keep the problems apart on the way from one process to another."""
        return type(self), (self.problems,)


def read_settings(
    settings: type[_Settings], *, prefix: str = "", environment: Mapping[str, str] | None = None
) -> _Settings:
    """Fill a dataclass from environment variables that are called like its fields, in capitals.

    Args:
        settings: The dataclass; its fields that take part in `__init__` are read.
        prefix: What all of the variables start with, such as `SHOP_`.
        environment: Where to read; by default `os.environ`.

    Raises:
        SettingsError: Variables are missing or cannot be read.
        TypeError: `settings` is no dataclass, or a field has a type that is not supported.
    """
    if not (isinstance(settings, type) and is_dataclass(settings)):
        message = f"{settings!r} is no dataclass"
        raise TypeError(message)
    variables = os.environ if environment is None else environment
    hints = get_type_hints(settings)
    values: dict[str, object] = {}
    problems: list[str] = []
    for field in fields(settings):
        if not field.init:
            continue
        variable = prefix + field.name.upper()
        read = _reader(hints[field.name], where=f"{settings.__name__}.{field.name}")
        text = variables.get(variable)
        if text is None or (not text and hints[field.name] is not str):
            if _is_required(field):
                problems.append(f"{variable} is not set")
            continue
        try:
            values[field.name] = read(text)
        except ValueError as error:
            problems.append(f"{variable} is {error}")
    if problems:
        raise SettingsError(tuple(problems))
    return settings(**values)


def read_env_file(path: str | Path) -> dict[str, str]:
    """Return the variables of a file such as `.env`, as they stand there: `${HOME}` stays `${HOME}`.

    Raises:
        ModuleNotFoundError: The extra `python-dotenv` is not installed.
        OSError: The file cannot be read.
    """
    try:
        from dotenv import dotenv_values  #>=1
    except ImportError:
        message = "files are read by python-dotenv: pip install 'env-settings[python-dotenv]'"
        raise ModuleNotFoundError(message, name="dotenv") from None
    with Path(path).open(encoding="utf-8") as file:
        found = dotenv_values(stream=file, interpolate=False)
    return {name: text for name, text in found.items() if text is not None}


def _is_required(field: Field[object]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _reader(annotation: object, *, where: str) -> Callable[[str], object]:
    """Return the function that reads a text as the type; its ValueError completes the sentence "X is …"."""
    if isinstance(annotation, type) and annotation in _READERS:
        return _READERS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        members = {name.lower(): member for name, member in annotation.__members__.items()}
        return lambda text: _choose(text.strip().lower(), members, names=tuple(annotation.__members__))
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin is Literal and all(isinstance(choice, str) for choice in arguments):
        return lambda text: _choose(text.strip(), {choice: choice for choice in arguments}, names=arguments)
    if origin is tuple and arguments[1:] == (...,):
        read = _reader(arguments[0], where=where)
        return lambda text: tuple(read(part.strip()) for part in text.split(",") if part.strip())
    others = [argument for argument in arguments if argument is not NoneType]
    if origin in {Union, UnionType} and len(others) == 1:
        return _reader(others[0], where=where)
    message = f"{where} has the type {annotation!r}, which cannot be read from a text"
    raise TypeError(message)


def _choose(text: str, choices: Mapping[str, object], *, names: tuple[str, ...]) -> object:
    if text not in choices:
        message = f"none of {', '.join(names)}"
        raise ValueError(message)
    return choices[text]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        message = "not a whole number"
        raise ValueError(message) from None


def _real(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        message = "not a number"
        raise ValueError(message)
    return number


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        message = "not a number"
        raise ValueError(message)
    return number


def _switch(text: str) -> bool:
    try:
        return _SWITCHES[text.strip().lower()]
    except KeyError:
        message = "neither true nor false"
        raise ValueError(message) from None


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError:
        message = "not a duration such as 1h 30m"
        raise ValueError(message) from None


_READERS: dict[type, Callable[[str], object]] = {
    str: str,
    Path: Path,
    int: _whole,
    float: _real,
    Decimal: _decimal,
    bool: _switch,
    timedelta: _duration,
}
