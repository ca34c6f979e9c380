"""Write the metadata of a distribution as the tables of pyproject.toml."""

from collections.abc import Iterable

from packaging.version import Version

from paa.model.spec import PackageSpec
from paa.model.tree import Pyproject

__all__ = ["PARTS_GROUP", "pyproject_tables", "writable"]

_WRITABLE = tuple(map(Version, ("2.1", "2.2", "2.3", "2.4", "2.5")))
"""The core metadata that our backend can write."""

PARTS_GROUP = "paa"
"""The entry-point group by which a package that we built is known again."""

BACKEND = "hatchling>=1.27"

_IMPORT_NAMES = Version("2.5")
"""The first core metadata that tells what a distribution is imported as (PEP 794)."""

_BACKEND_OF_IMPORT_NAMES = "hatchling>=1.32"


def writable(caps: Iterable[Version]) -> Version:
    """Choose the core metadata of distributions: the newest that everybody who gets them takes, and that we can write.

    Args:
        caps: The newest that each of them takes; none is older than the oldest that we can write.
    """
    strictest = min((_WRITABLE[-1], *caps))
    return max(version for version in _WRITABLE if version <= strictest)


def pyproject_tables(spec: PackageSpec) -> Pyproject:
    """Give the tables of pyproject.toml: `build-system`, `project` (PEP 621) and the backend's own."""
    return {
        "build-system": {
            "requires": [_BACKEND_OF_IMPORT_NAMES if _tells_imports(spec) else BACKEND],
            "build-backend": "hatchling.build",
        },
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
        "import-names": [spec.import_name] if _tells_imports(spec) else [],
    }
    # An empty `license-files` is a statement: without it the backend would look for files by itself.
    return {key: value for key, value in table.items() if value or key == "license-files"}


def _tells_imports(spec: PackageSpec) -> bool:
    return spec.metadata_version >= _IMPORT_NAMES


def _metadata(spec: PackageSpec) -> dict[str, object]:
    """Allow requirements with an address where there are some: the backend asks for it, and public indexes refuse."""
    direct = any(found.requirement.url for found in spec.requirements)
    return {"metadata": {"allow-direct-references": True}} if direct else {}


def _build(spec: PackageSpec) -> dict[str, object]:
    target = {"core-metadata-version": str(spec.metadata_version)}
    return {
        # An sdist may be unpacked inside somebody's repository, whose ignored files are none of its business.
        "ignore-vcs": True,
        # Every file of the package is meant, also what the backend takes for the traces of a build: a module `dist`,
        # a data file `model.pyc`.
        "artifacts": [f"/{spec.import_name}"],
        "targets": {"sdist": target, "wheel": {"packages": [spec.import_name], **target}},
    }
