"""Write the pyproject.toml with which one goes on from an installed package, for several tools."""

from collections.abc import Callable, Mapping
from email.utils import getaddresses
from types import MappingProxyType

from paa.core.package.core_metadata import stated_requirements
from paa.model.installed import InstalledPackage, StatedMetadata
from paa.model.names import ImportName
from paa.model.tree import Pyproject

__all__ = ["STYLES", "takeover_tables"]

_OWN_TABLES = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}


def takeover_tables(package: InstalledPackage, style: str) -> Pyproject:
    """Give the tables of pyproject.toml: `project` (PEP 621), and those that the tool asks for.

    Args:
        package: The package; its folder is meant to lie beside the file.
        style: A key of `STYLES`.
    """
    return {**STYLES[style](package.import_name), "project": _project(package)}


def _hatchling(package: ImportName) -> Pyproject:
    return {
        "build-system": {"requires": ["hatchling>=1.27"], "build-backend": "hatchling.build"},
        "tool": {"hatch": {"build": {"targets": {"wheel": {"packages": [package]}}}}},
    }


def _uv(package: ImportName) -> Pyproject:
    return {
        "build-system": {"requires": ["uv_build>=0.8,<1"], "build-backend": "uv_build"},
        "tool": {"uv": {"build-backend": {"module-name": package, "module-root": ""}}},
    }


def _poetry(package: ImportName) -> Pyproject:
    # The first poetry-core that takes a licence expression (PEP 639).
    return {
        "build-system": {"requires": ["poetry-core>=2.2"], "build-backend": "poetry.core.masonry.api"},
        "tool": {"poetry": {"requires-poetry": ">=2.2", "packages": [{"include": package}]}},
    }


STYLES: Mapping[str, Callable[[ImportName], Pyproject]] = MappingProxyType(
    {"pep621": _hatchling, "uv": _uv, "poetry": _poetry}
)
"""The name of a format → the tables of its build backend, for the package that it builds."""


def _project(package: InstalledPackage) -> dict[str, object]:
    metadata = package.metadata
    groups = {group: dict(entries) for group, entries in package.entry_points.items() if group not in _OWN_TABLES}
    table: dict[str, object] = {
        "name": metadata.name,
        "version": metadata.version,
        "description": " ".join(metadata.summary.split()),
        "readme": _readme(metadata),
        "requires-python": metadata.requires_python,
        "license": metadata.license_expression,
        "authors": _authors(metadata),
        "keywords": list(metadata.keywords),
        "classifiers": list(metadata.classifiers),
        **_requirements(metadata),
        "urls": dict(metadata.urls),
        **{table: dict(package.entry_points.get(group, {})) for group, table in _OWN_TABLES.items()},
        "entry-points": groups,
    }
    return {key: value for key, value in table.items() if value}


def _readme(metadata: StatedMetadata) -> Mapping[str, str]:
    """Take the README into the file: an installed package has it in its metadata alone."""
    text = metadata.description.strip()
    return {"content-type": metadata.description_type or "text/markdown", "text": f"{text}\n"} if text else {}


def _authors(metadata: StatedMetadata) -> list[dict[str, str]]:
    """Put names and addresses together: `Author-email` holds both where there are both (PEP 621)."""
    people = [
        {key: value for key, value in (("name", name), ("email", address)) if value}
        for name, address in getaddresses([metadata.author_email])
        if address
    ]
    if metadata.author and len(people) == 1:
        people[0].setdefault("name", metadata.author)
        return [dict(sorted(people[0].items(), reverse=True))]
    return [*([{"name": metadata.author}] if metadata.author else []), *people]


def _requirements(metadata: StatedMetadata) -> Mapping[str, object]:
    extras: dict[str, list[str]] = {extra: [] for extra in sorted(metadata.extras)}
    dependencies: list[str] = []
    for requirement, extra in stated_requirements(metadata):
        (dependencies if extra is None else extras.setdefault(extra, [])).append(str(requirement))
    return {"dependencies": dependencies, "optional-dependencies": extras}
