"""Make the values that the tests of single modules are about, from source text, in one line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.core.source.modules import read_module
from paa.core.source.relocation import relocate
from paa.errors import PaaError
from paa.model.installed import StatedMetadata
from paa.model.layout import Layout
from paa.model.module import Module
from paa.model.names import ImportName, NormalizedName
from paa.model.project import Project
from paa.model.spec import Found, PackageSpec, Rule

__all__ = [
    "OWN",
    "described",
    "found_of",
    "layout_of",
    "module_of",
    "problems_of",
    "project_of",
    "relocated",
    "spec_of",
    "stated",
]

OWN = ImportName("my_module")
"""The project that the tests are about."""

_SPEC = PackageSpec(
    import_name=OWN,
    name=NormalizedName("my-module"),
    version=Version("1.2.3"),
    summary="Do one thing.",
    readme="# my-module\n",
    requires_python=SpecifierSet(">=3.11"),
    license=None,
    license_files=(),
    author=None,
    author_email=None,
    keywords=(),
    classifiers=(),
    urls={},
    requirements=(),
    scripts={},
    parts={},
    typed=False,
)

_STATED: dict[str, Any] = {
    "name": "tool",
    "version": "1.0",
    "summary": "",
    "description": "",
    "description_type": "",
    "requires_python": "",
    "license_expression": "",
    "license_text": "",
    "author": "",
    "author_email": "",
    "keywords": (),
    "classifiers": (),
    "urls": {},
    "requirements": (),
    "extras": (),
}


def module_of(source: str | bytes, path: str = "module_dir/my_module.py") -> Module:
    """Parse a source text as a file of a repository."""
    return read_module(source if isinstance(source, bytes) else source.encode(), PurePosixPath(path))


def layout_of(
    *files: str, module_dir: str = "module_dir", dependencies_dir: str = "module_dir/components", own: str = OWN
) -> Layout:
    """Lay out a repository that holds the project's module and these files."""
    home, folder = PurePosixPath(module_dir), PurePosixPath(dependencies_dir)
    paths = {PurePosixPath(file) for file in files} | {home / f"{own}.py"}
    return Layout(
        module_dir=home,
        dependencies_dir=folder,
        modules={ImportName(path.stem): path for path in sorted(paths) if path.parent == home},
        misnamed=(),
        components=frozenset(path for path in paths if path.is_relative_to(folder)),
    )


def project_of(
    source: str = "",
    *,
    components: Mapping[str, str] | None = None,
    interfaces: Mapping[str, str] | None = None,
    **changes: Any,
) -> Project:
    """Make a project of a module's source.

    Args:
        source: The module's.
        components: File below `module_dir/components` → its source.
        interfaces: Interface → the source of its file.
        changes: Other attributes of the project.
    """
    values: dict[str, Any] = {
        "import_name": OWN,
        "module": module_of(source),
        "components": tuple(
            module_of(text, f"module_dir/components/{name}") for name, text in sorted((components or {}).items())
        ),
        "interfaces": {name: module_of(text, f"{name}_dir/my_module.py") for name, text in (interfaces or {}).items()},
        "siblings": {},
        "artifacts": (),
        "licenses": (),
    }
    return Project(**values | changes)


def spec_of(**changes: Any) -> PackageSpec:
    """Make the metadata of the project `my-module` 1.2.3."""
    return replace(_SPEC, **changes)


def found_of(
    requirement: str, extra: str | None = None, *, where: str = "module_dir/my_module.py:1", rule: Rule = Rule.TABLE
) -> Found:
    """Make a requirement with an origin."""
    return Found(requirement=Requirement(requirement), where=where, rule=rule, extra=extra)


def relocated(source: str, layout: Layout, path: str = "module_dir/my_module.py") -> str:
    """Give the text of a source file as it stands in the package of `my_module`."""
    return relocate(module_of(source, path), OWN, layout).decode()


def described(error: PaaError) -> list[tuple[str, str | None, str | None]]:
    """Give all that an error says, problem by problem: message, where, hint."""
    return [(problem.message, problem.where, problem.hint) for problem in error.problems]


def problems_of(action: Callable[[], object]) -> tuple[PaaError, ...]:
    """Do something, and give what was wrong; nothing when it went well."""
    try:
        action()
    except PaaError as error:
        return error.problems
    return ()


def stated(**changes: Any) -> StatedMetadata:
    """Make what the metadata of `tool` 1.0 states."""
    return StatedMetadata(**_STATED | changes)
