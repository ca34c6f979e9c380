"""Wheels that stand for published ones."""

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from benchmarks.standins import DISTRIBUTIONS, imports_of, make_standin
from tests.support.corpus import load_corpus
from tests.support.trees import read_wheel


def test_a_name_provides_what_is_listed_or_itself() -> None:
    assert imports_of(["more-itertools", "pyyaml"]) == {
        "more-itertools": ("more_itertools",),
        "pyyaml": ("_yaml", "yaml"),
    }


def test_a_wheel_shares_its_namespace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = make_standin(tmp_path, "zope-interface-imagined", ["zope_imagined.interface"])
    files = read_wheel(wheel)
    monkeypatch.syspath_prepend(str(wheel))

    assert "zope_imagined/__init__.py" not in files
    assert "zope_imagined/interface/__init__.py" in files
    assert packages_distributions()["zope_imagined"] == ["zope-interface-imagined"]


def test_every_distribution_that_is_listed_is_in_an_answer() -> None:
    names = {name for case in load_corpus() for name in case.names}

    assert set(tomllib.loads(DISTRIBUTIONS.read_text(encoding="utf-8"))) - names == set()
