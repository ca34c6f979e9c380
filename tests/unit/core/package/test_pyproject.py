"""The tables of pyproject.toml."""

import tomllib
from pathlib import PurePosixPath

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.core.package.pyproject import pyproject_tables, writable
from paa.model.spec import PackageSpec
from tests.unit.builders import found_of, spec_of

BUILD_SYSTEM = {"requires": ["hatchling>=1.27"], "build-backend": "hatchling.build"}
BUILD = {
    "ignore-vcs": True,
    "artifacts": ["/my_module"],
    "targets": {
        "sdist": {"core-metadata-version": "2.4"},
        "wheel": {"packages": ["my_module"], "core-metadata-version": "2.4"},
    },
}


def test_what_is_not_known_is_not_written() -> None:
    assert pyproject_tables(spec_of()) == {
        "build-system": BUILD_SYSTEM,
        "project": {
            "name": "my-module",
            "version": "1.2.3",
            "description": "Do one thing.",
            "readme": "README.md",
            "requires-python": ">=3.11",
            "license-files": [],
            "entry-points": {"paa": {}},
        },
        "tool": {"hatch": {"build": BUILD}},
    }


def test_the_newest_metadata_tells_what_is_imported() -> None:
    tables = pyproject_tables(spec_of(metadata_version=Version("2.5")))

    assert tables["build-system"] == {"requires": ["hatchling>=1.32"], "build-backend": "hatchling.build"}
    project = tables["project"]
    assert isinstance(project, dict)
    assert project["import-names"] == ["my_module"]


@pytest.mark.parametrize(
    ("caps", "expected"),
    [((), "2.5"), (("2.5", "2.1"), "2.1"), (("2.4",), "2.4"), (("3.0",), "2.5"), (("2.4.1", "2.5"), "2.4")],
)
def test_the_strictest_index_decides_the_metadata(caps: tuple[str, ...], expected: str) -> None:
    assert str(writable(map(Version, caps))) == expected


def test_everything_that_is_known_is_written() -> None:
    spec = spec_of(
        license="MIT",
        license_files=(PurePosixPath("LICENSE"),),
        author="Ada",
        author_email="ada@example.org",
        keywords=("b", "a"),
        classifiers=("Typing :: Typed",),
        urls={"Homepage": "https://example.org"},
        requirements=(
            found_of("a>=1"),
            found_of("b @ https://example.org/b.whl"),
            found_of("c", "x"),
            found_of("d", "y"),
        ),
        scripts={"tool": "my_module.cli:app", "also": "my_module.cli:app"},
        parts={"module": "my_module.my_module", "cli": "my_module.cli"},
    )

    assert pyproject_tables(spec) == {
        "build-system": BUILD_SYSTEM,
        "project": {
            "name": "my-module",
            "version": "1.2.3",
            "description": "Do one thing.",
            "readme": "README.md",
            "requires-python": ">=3.11",
            "license": "MIT",
            "license-files": ["LICENSE"],
            "authors": [{"name": "Ada", "email": "ada@example.org"}],
            "keywords": ["b", "a"],
            "classifiers": ["Typing :: Typed"],
            "dependencies": ["a>=1", "b @ https://example.org/b.whl"],
            "optional-dependencies": {"all": ["c", "d"], "x": ["c"], "y": ["d"]},
            "urls": {"Homepage": "https://example.org"},
            "scripts": {"also": "my_module.cli:app", "tool": "my_module.cli:app"},
            "entry-points": {"paa": {"cli": "my_module.cli", "module": "my_module.my_module"}},
        },
        "tool": {"hatch": {"build": BUILD, "metadata": {"allow-direct-references": True}}},
    }


@pytest.mark.parametrize(
    ("name", "email", "authors"),
    [
        pytest.param("Ada", None, [{"name": "Ada"}], id="name"),
        pytest.param(None, "ada@example.org", [{"email": "ada@example.org"}], id="address"),
    ],
)
def test_half_an_author(name: str | None, email: str | None, authors: list[dict[str, str]]) -> None:
    tables = pyproject_tables(spec_of(author=name, author_email=email))

    assert tables["project"]["authors"] == authors  # type: ignore[index]


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SPECS = st.builds(
    spec_of,
    summary=TEXT,
    requires_python=st.sampled_from([SpecifierSet(""), SpecifierSet(">=3.11,<4")]),
    author=st.none() | TEXT,
    author_email=st.none() | TEXT,
    keywords=st.lists(TEXT, max_size=3).map(tuple),
    classifiers=st.lists(TEXT, max_size=3).map(tuple),
    urls=st.dictionaries(TEXT, TEXT, max_size=3),
    scripts=st.dictionaries(TEXT, TEXT, max_size=3),
    parts=st.dictionaries(TEXT, TEXT, max_size=3),
    license_files=st.lists(TEXT.map(PurePosixPath), max_size=2).map(tuple),
)


@given(SPECS)
def test_tables_survive_the_way_through_toml(spec: PackageSpec) -> None:
    tables = pyproject_tables(spec)

    assert tomllib.loads(tomli_w.dumps(tables)) == tables
