"""What of a machine may change an answer: files by which linters and installers are configured."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from paa.adapters.circumstances import index_settings, linter_settings

Mark = Callable[[], Sequence[str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "PYLINTRC", "UV_CONFIG_FILE", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    return home


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def linting(root: Path) -> Sequence[str]:
    return linter_settings([root / "modules"], root)


@pytest.mark.parametrize(
    "place",
    [
        "home/.config/ruff/ruff.toml",
        "home/.pylintrc",
        "home/.config/pylintrc",
        "pyproject.toml",
        "repository/.pylintrc.toml",
        "repository/ruff.toml",
        "repository/modules/.ruff.toml",
    ],
)
@pytest.mark.usefixtures("home")
def test_settings_of_linters(tmp_path: Path, place: str) -> None:
    root = tmp_path / "repository"
    marks = [linting(root)]
    for text in ("# one", "# two"):
        write(tmp_path / place, text)
        marks.append(linting(root))
    write(tmp_path / place, "# one")

    assert len(set(map(tuple, marks))) == len(marks)
    assert linting(root) == marks[1]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("place", "text"),
    [("ruff.toml", 'extend = "../shared.toml"\n'), ("pyproject.toml", '[tool.ruff]\nextend = "../shared.toml"\n')],
)
def test_settings_that_ruff_goes_on_from(tmp_path: Path, place: str, text: str) -> None:
    root = tmp_path / "repository"
    write(root / place, text)
    before = linting(root)
    # A name of its own, that is found by nothing else.
    write(tmp_path / "shared.toml", "line-length = 90\n")

    assert len(linting(root)) == len(before) + 1


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("text", ["extend = 1\n", "extend = \n", "[tool]\n", 'extend = "ruff.toml"\n'])
def test_settings_of_ruff_that_lead_nowhere(tmp_path: Path, text: str) -> None:
    root = tmp_path / "repository"
    write(root / "ruff.toml", text)

    assert [line.split()[0] for line in linting(root)] == [str(root / "ruff.toml")]


@pytest.mark.usefixtures("home")
def test_configuration_that_a_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "repository"
    write(tmp_path / "strict", "[MAIN]\n")
    monkeypatch.setenv("PYLINTRC", str(tmp_path / "strict"))

    assert [line.split()[0] for line in linting(root)] == [str(tmp_path / "strict")]


@pytest.mark.parametrize("place", [".config/uv/uv.toml", ".config/pip/pip.conf", ".pip/pip.conf"])
def test_settings_of_installers(home: Path, place: str) -> None:
    marks = [tuple(index_settings())]
    for text in ("one", "three"):
        write(home / place, f"index = {text}\n")
        marks.append(tuple(index_settings()))

    assert len(set(marks)) == len(marks)
    assert not any("three" in line for line in marks[-1])


def test_file_that_a_variable_names(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_CONFIG_FILE", str(home / "own.toml"))
    before = tuple(index_settings())
    write(home / "own.toml", "")

    assert tuple(index_settings()) != before
