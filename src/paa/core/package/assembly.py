"""Lay a package out: from the files of the repository to the files of a source tree."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from unicodedata import category

from paa.core.package.pyproject import pyproject_tables
from paa.core.source.relocation import COMPONENTS, relocate
from paa.errors import SourceError
from paa.model.layout import Layout
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.model.tree import SourceTree

__all__ = ["assemble", "assemble_code", "component_path", "render_init"]

_UNSAFE = frozenset({"Cc", "Cs"})
"""Categories of characters that a source file cannot, or should not, hold as they are: controls and surrogates."""


def assemble(project: Project, spec: PackageSpec, *, layout: Layout, places: Mapping[str, str]) -> SourceTree:
    """Assemble the source tree of a distribution.

    Args:
        project: What was read of the repository.
        spec: The metadata.
        layout: Where the repository's Python files are.
        places: Interface → its file in the package.

    Raises:
        SourceError: An import has no equivalent in the package.
    """
    package = PurePosixPath(spec.import_name)
    files: dict[PurePosixPath, bytes | Path] = {PurePosixPath("README.md"): spec.readme.encode()}
    files[package / "__init__.py"] = render_init(project.module, spec).encode()
    _refuse_collisions(project, places)
    for destination, module in _sources(project, layout, places):
        files[package / destination] = relocate(module, spec.import_name, layout)
    for folder in _component_folders(files, package / COMPONENTS):
        files.setdefault(folder / "__init__.py", b"")
    if spec.typed:
        files[package / "py.typed"] = b""
    files |= {package / artifact.destination: artifact.source for artifact in project.artifacts}
    files |= {package / link.link: f"{link.url}\n".encode() for link in project.links}
    files |= _images(project, spec)
    files |= {license_.destination: license_.source for license_ in project.licenses}
    return SourceTree(spec=spec, pyproject=pyproject_tables(spec), files=MappingProxyType(dict(sorted(files.items()))))


def assemble_code(
    own: ImportName, module: Module, components: Sequence[Module], layout: Layout
) -> Mapping[PurePosixPath, bytes]:
    """Lay out a module and its components as they stand in the package, without anything else.

    Returns:
        Path inside the package's folder → content.

    Raises:
        SourceError: An import has no equivalent in the package.
    """
    files = {PurePosixPath("__init__.py"): b"", PurePosixPath(f"{own}.py"): relocate(module, own, layout)}
    files |= {component_path(each.path, layout): relocate(each, own, layout) for each in components}
    for folder in _component_folders(files, PurePosixPath(COMPONENTS)):
        files.setdefault(folder / "__init__.py", b"")
    return MappingProxyType(files)


def _refuse_collisions(project: Project, places: Mapping[str, str]) -> None:
    """See that the module's name leaves the others their place: a module `cli` and a command line are both `cli.py`.

    Raises:
        SourceError: It does not.
    """
    taken = {PurePosixPath(places[interface]).stem: module for interface, module in project.interfaces.items()}
    if project.components:
        taken[COMPONENTS] = project.components[0]
    if other := taken.get(project.import_name):
        raise SourceError(
            f"a module that is called {project.import_name!r} takes the place of {other.path} in its package",
            where=project.module.where(),
            hint="rename the module",
        )


def _images(project: Project, spec: PackageSpec) -> Mapping[PurePosixPath, bytes]:
    """Give the images that the README shows from beside it; those at an address of the web are not packed."""
    images = project.walkthrough.images if project.walkthrough else {}
    return {path: content for path, content in images.items() if f"]({path})" in spec.readme}


def _component_folders(files: Iterable[PurePosixPath], root: PurePosixPath) -> frozenset[PurePosixPath]:
    return frozenset(parent for path in files for parent in path.parents if parent.is_relative_to(root))


def _sources(project: Project, layout: Layout, places: Mapping[str, str]) -> Iterator[tuple[PurePosixPath, Module]]:
    yield PurePosixPath(f"{project.import_name}.py"), project.module
    for component in project.components:
        yield component_path(component.path, layout), component
    for interface, module in project.interfaces.items():
        yield PurePosixPath(places[interface]), module


def component_path(path: PurePosixPath, layout: Layout) -> PurePosixPath:
    """Place a component inside the package."""
    return PurePosixPath(COMPONENTS) / path.relative_to(layout.dependencies_dir)


def render_init(module: Module, spec: PackageSpec, *, first: str = "") -> str:
    """Write the package's `__init__.py`: the docstring, the public names of the module, the version.

    Args:
        module: The module.
        spec: The metadata.
        first: A statement to be executed before the module is imported.
    """
    docstring = f"{_literal(module.docstring)}\n\n" if module.docstring else ""
    prelude = f"{first}\n\n" if first else ""
    names = module.literals.get("__all__")
    public = ""
    if isinstance(names, list | tuple) and all(isinstance(name, str) and name.isidentifier() for name in names):
        public = f"\n__all__ = {json.dumps(list(names), ensure_ascii=False)}\n"
    return (
        f"{docstring}{prelude}from {spec.import_name}.{spec.import_name} import *\n{public}"
        f'\n__version__ = "{spec.version}"\n'
    )


def _literal(docstring: str) -> str:
    """Quote a docstring; in the usual form where that is safe."""
    if cleandoc(docstring) != docstring:
        docstring = f"\n{docstring}"  # the indentation of a text that starts behind the quotes would be taken away
    is_safe = '"""' not in docstring and "\\" not in docstring and not docstring.endswith('"')
    if not is_safe or any(category(character) in _UNSAFE for character in set(docstring) - {"\n", "\t"}):
        return repr(docstring)
    return f'"""{docstring}\n"""' if "\n" in docstring else f'"""{docstring}"""'
