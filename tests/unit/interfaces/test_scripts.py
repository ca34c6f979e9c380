"""A script that runs in the namespace of another one, as a web app does."""

import sys
from pathlib import Path
from typing import Any

import pytest

from paa.interfaces._scripts import run_module, run_path

SOURCE = "here = __file__\npackage = __package__\nname = __name__\n\n\ndef f():\n    return name\n"


def test_file_is_run_as_it_would_be_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text(SOURCE, encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "__main__"}

    run_path(str(file), namespace)

    assert (namespace["here"], namespace["package"], namespace["f"]()) == (str(file), "", "__main__")


def test_module_knows_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_package_of_a_test"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "words.py").write_text("word = 'relative'\n", encoding="utf-8")
    (package / "app.py").write_text(f"from .words import word\n{SOURCE}", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    namespace: dict[str, Any] = {"__name__": "__main__"}

    run_module(f"{package.name}.app", namespace)

    assert (namespace["word"], namespace["package"]) == ("relative", package.name)
    assert namespace["here"] == str(package / "app.py")


def test_missing_module_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"^no module named paa\.nothing_of_this_name$"):
        run_module("paa.nothing_of_this_name", {})
