"""The pyproject.toml with which one goes on from an installed package."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from paa.core.package.takeover import STYLES, takeover_tables
from paa.model.installed import InstalledPackage
from tests.unit.builders import OWN, stated


def package(entry_points: Mapping[str, Mapping[str, str]] | None = None, **fields: Any) -> InstalledPackage:
    return InstalledPackage(
        metadata=stated(**fields),
        import_name=OWN,
        interfaces={},
        entry_points=entry_points or {},
        location=Path("my_module"),
        files={},
        origins={},
        edited=None,
        record=None,
    )


def project_of(found: InstalledPackage) -> Mapping[str, object]:
    return cast("Mapping[str, object]", takeover_tables(found, "pep621")["project"])


def test_what_is_not_stated_is_left_out() -> None:
    assert project_of(package()) == {"name": "tool", "version": "1.0"}


def test_fields_of_the_metadata_are_written() -> None:
    found = package(
        {"console_scripts": {"t": "my_module.cli:app"}, "gui_scripts": {"g": "a:b"}, "other": {"x": "y"}},
        summary="A\ntool.",
        description="# tool\n\n",
        description_type="text/x-rst",
        requires_python=">=3.11",
        license_expression="MIT",
        keywords=("a",),
        classifiers=("Topic :: X",),
        urls={"Source": "https://example.org"},
        requirements=("a", "b; extra == 'web'"),
        extras=("web", "none"),
    )

    assert project_of(found) == {
        "name": "tool",
        "version": "1.0",
        "description": "A tool.",
        "readme": {"content-type": "text/x-rst", "text": "# tool\n"},
        "requires-python": ">=3.11",
        "license": "MIT",
        "keywords": ["a"],
        "classifiers": ["Topic :: X"],
        "dependencies": ["a"],
        "optional-dependencies": {"none": [], "web": ["b"]},
        "urls": {"Source": "https://example.org"},
        "scripts": {"t": "my_module.cli:app"},
        "gui-scripts": {"g": "a:b"},
        "entry-points": {"other": {"x": "y"}},
    }


@pytest.mark.parametrize(
    ("author", "email", "authors"),
    [
        pytest.param("Ada", "", [{"name": "Ada"}], id="name"),
        pytest.param("", "ada@example.org", [{"email": "ada@example.org"}], id="address"),
        pytest.param("", "Ada <ada@example.org>", [{"name": "Ada", "email": "ada@example.org"}], id="both in one"),
        pytest.param("Ada", "ada@example.org", [{"name": "Ada", "email": "ada@example.org"}], id="both"),
        pytest.param(
            "Ada",
            "b@example.org, C <c@example.org>",
            [{"name": "Ada"}, {"email": "b@example.org"}, {"name": "C", "email": "c@example.org"}],
            id="several",
        ),
    ],
)
def test_authors_are_names_with_addresses(author: str, email: str, authors: list[dict[str, str]]) -> None:
    assert project_of(package(author=author, author_email=email))["authors"] == authors


@pytest.mark.parametrize(
    ("style", "backend"),
    [("pep621", "hatchling.build"), ("uv", "uv_build"), ("poetry", "poetry.core.masonry.api")],
)
def test_formats_differ_in_the_backend(style: str, backend: str) -> None:
    tables = takeover_tables(package(), style)

    assert sorted(STYLES) == ["pep621", "poetry", "uv"]
    assert cast("Mapping[str, object]", tables["build-system"])["build-backend"] == backend
    assert tables["project"] == {"name": "tool", "version": "1.0"}
