"""Write the metadata of a distribution as the tables of pyproject.toml."""

from paa.model.spec import PackageSpec
from paa.model.tree import Pyproject

__all__ = ["PARTS_GROUP", "pyproject_tables"]

_METADATA_VERSION = "2.4"
"""The core metadata that we write: the first with licence expressions (PEP 639)."""

PARTS_GROUP = "paa"
"""The entry-point group by which a package that we built is known again."""

BACKEND = "hatchling>=1.27"


def pyproject_tables(spec: PackageSpec) -> Pyproject:
    """Give the tables of pyproject.toml: `build-system`, `project` (PEP 621) and the backend's own."""
    return {
        "build-system": {"requires": [BACKEND], "build-backend": "hatchling.build"},
        "project": _project(spec),
        "tool": {"hatch": {"build": _build(spec), **_metadata(spec)}},
    }


def _project(spec: PackageSpec) -> dict[str, object]:
    author = {key: value for key, value in (("name", spec.author), ("email", spec.author_email)) if value}
    table: dict[str, object] = {
        "name": spec.name,
        "version": str(spec.version),
        "description": spec.summary,
        "readme": "README.md",
        "requires-python": str(spec.requires_python),
        "license": spec.license,
        "license-files": [str(path) for path in spec.license_files],
        "authors": [author] if author else [],
        "keywords": list(spec.keywords),
        "classifiers": list(spec.classifiers),
        "dependencies": list(spec.dependencies),
        "optional-dependencies": {extra: list(lines) for extra, lines in spec.extras.items()},
        "urls": dict(spec.urls),
        "scripts": dict(sorted(spec.scripts.items())),
        "entry-points": {PARTS_GROUP: dict(sorted(spec.parts.items()))},
    }
    # An empty `license-files` is a statement: without it the backend would look for files by itself.
    return {key: value for key, value in table.items() if value or key == "license-files"}


def _metadata(spec: PackageSpec) -> dict[str, object]:
    """Allow requirements with an address where there are some: the backend asks for it, and public indexes refuse."""
    direct = any(found.requirement.url for found in spec.requirements)
    return {"metadata": {"allow-direct-references": True}} if direct else {}


def _build(spec: PackageSpec) -> dict[str, object]:
    target = {"core-metadata-version": _METADATA_VERSION}
    return {
        # An sdist may be unpacked inside somebody's repository, whose ignored files are none of its business.
        "ignore-vcs": True,
        # Every file of the package is meant, also what the backend takes for the traces of a build: a module `dist`,
        # a data file `model.pyc`.
        "artifacts": [f"/{spec.import_name}"],
        "targets": {"sdist": target, "wheel": {"packages": [spec.import_name], **target}},
    }
