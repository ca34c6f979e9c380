"""Environments that are complete, incomplete and wrong."""

import doctest
import pickle
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Literal, Optional

import pytest

from env_settings import SettingsError, read_env_file, read_settings


class Colour(Enum):
    """A choice by name."""

    RED = 1
    BLUE = 2


@dataclass(frozen=True, kw_only=True)
class Everything:
    """A field of each type, all with defaults."""

    text: str = "default"
    path: Path = Path()
    count: int = 0
    ratio: float = 0.0
    price: Decimal = Decimal(0)
    debug: bool = False
    wait: timedelta = timedelta(0)
    colour: Colour = Colour.RED
    level: Literal["low", "high"] = "low"
    ports: tuple[int, ...] = ()
    limit: int | None = None
    older: Optional[int] = None  # noqa: UP045 - the older spelling is supported too
    hidden: str = field(default="not read", init=False)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param("text", "", "", id="an empty text is a text"),
        pytest.param("text", " a ", " a ", id="blanks are kept"),
        pytest.param("path", "/srv/data", Path("/srv/data"), id="path"),
        pytest.param("count", " -7 ", -7, id="whole number"),
        pytest.param("count", "", 0, id="an empty number is the default"),
        pytest.param("ratio", "1e3", 1000.0, id="real number"),
        pytest.param("price", "0.10", Decimal("0.10"), id="decimal"),
        pytest.param("debug", "YES", True, id="true"),
        pytest.param("debug", "off", False, id="false"),
        pytest.param("wait", "1h 30m", timedelta(minutes=90), id="duration"),
        pytest.param("colour", "blue", Colour.BLUE, id="enumeration"),
        pytest.param("level", "high", "high", id="literal"),
        pytest.param("ports", "80, 443,", (80, 443), id="several"),
        pytest.param("limit", "5", 5, id="optional"),
        pytest.param("older", "5", 5, id="Optional"),
        pytest.param("hidden", "x", "not read", id="not a parameter"),
    ],
)
def test_values(name: str, text: str, value: object) -> None:
    """Each type reads its notations."""
    settings = read_settings(Everything, prefix="APP_", environment={f"APP_{name.upper()}": text})
    assert getattr(settings, name) == value


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("count", "1.5", "not a whole number", id="fraction"),
        pytest.param("ratio", "nan", "not a number", id="not a number"),
        pytest.param("ratio", "x", "not a number", id="word"),
        pytest.param("price", "Infinity", "not a number", id="infinity"),
        pytest.param("price", "1,5", "not a number", id="decimal comma"),
        pytest.param("debug", "maybe", "neither true nor false", id="truth value"),
        pytest.param("wait", "90", "not a duration such as 1h 30m", id="duration without a unit"),
        pytest.param("colour", "green", "none of RED, BLUE", id="enumeration"),
        pytest.param("level", "mid", "none of low, high", id="literal"),
        pytest.param("ports", "80,http", "not a whole number", id="one of several"),
        pytest.param("limit", "many", "not a whole number", id="optional"),
    ],
)
def test_wrong_values(name: str, text: str, reason: str) -> None:
    """The variable and the reason are named, the value is not."""
    with pytest.raises(SettingsError) as caught:
        read_settings(Everything, environment={name.upper(): text})
    assert caught.value.problems == (f"{name.upper()} is {reason}",)


def test_all_problems_at_once() -> None:
    """What is missing and what is wrong come together, in the order of the fields."""

    @dataclass
    class Service:
        url: str
        port: int
        debug: bool = False

    with pytest.raises(SettingsError) as caught:
        read_settings(Service, environment={"PORT": "", "DEBUG": "s3cret"})
    assert str(caught.value) == "URL is not set; PORT is not set; DEBUG is neither true nor false"


def test_problems_reach_another_process_one_by_one() -> None:
    """Workers send their exceptions to who started them."""
    error = SettingsError(("URL is not set", "PORT is not set"))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(copy), copy.problems, str(copy)) == (SettingsError, error.problems, str(error))


def test_reads_a_file(tmp_path: Path) -> None:
    """Quotes, comments and `export` are understood, and nothing is replaced; a name alone is not set."""
    pytest.importorskip("dotenv", reason="the extra is not installed")
    file = tmp_path / ".env"
    file.write_text("# Ours\nexport COUNT=3\nTEXT='a ${COUNT}'  # why\nLIMIT\n", encoding="utf-8")
    assert read_env_file(file) == {"COUNT": "3", "TEXT": "a ${COUNT}"}
    settings = read_settings(Everything, environment={**read_env_file(file), "COUNT": "4"})
    assert (settings.count, settings.text) == (4, "a ${COUNT}")
    with pytest.raises(FileNotFoundError):
        read_env_file(tmp_path / "missing")


def test_file_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads a file is told what to install; nobody else needs it."""
    monkeypatch.setitem(sys.modules, "dotenv", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'env-settings\[python-dotenv\]'"):
        read_env_file(tmp_path / ".env")
    assert read_settings(Everything, environment={"COUNT": "3"}).count == 3


def test_reads_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a mapping, the environment of the process is read."""
    monkeypatch.setenv("ENV_SETTINGS_TEST_COUNT", "3")
    assert read_settings(Everything, prefix="ENV_SETTINGS_TEST_").count == 3


def test_unsupported_types_are_found_without_a_variable() -> None:
    """A mistake in the dataclass shows at once, not when somebody sets the variable."""

    @dataclass
    class Wrong:
        names: dict[str, str] = field(default_factory=dict)

    with pytest.raises(TypeError, match=r"Wrong\.names has the type dict\[str, str\], which cannot be read"):
        read_settings(Wrong, environment={})
    with pytest.raises(TypeError, match="is no dataclass"):
        read_settings(int, environment={})


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[read_settings.__module__]).failed == 0
