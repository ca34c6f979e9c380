"""Decide what an import refers to: a component, a sibling, the project itself, or something outside."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Protocol

from paa.errors import SourceError
from paa.model.layout import Layout
from paa.model.module import Importing, ImportStatement
from paa.model.names import ImportName

__all__ = [
    "ComponentReference",
    "External",
    "OwnReference",
    "Reference",
    "SiblingReference",
    "Source",
    "component_prefixes",
    "refer",
]

REMEMBERED = 4096  # names of components, which many projects import


@dataclass(frozen=True, slots=True)
class ComponentReference:
    """An import of components.

    Attributes:
        prefix: How the import spells the folder of the components: `("lib", "components")`; empty where a relative
            import starts inside of it.
        tail: The names behind it: `("bundle", "x")`.
        files: The component files that the import executes, packages first.
    """

    prefix: tuple[str, ...]
    tail: tuple[str, ...]
    files: tuple[PurePosixPath, ...]


@dataclass(frozen=True, slots=True)
class SiblingReference:
    """An import of another module of the repository.

    Attributes:
        bare: Whether the source spells it as an installed package is imported: `import other`.
    """

    import_name: ImportName
    bare: bool


@dataclass(frozen=True, slots=True)
class OwnReference:
    """An import of the project itself."""

    bare: bool


@dataclass(frozen=True, slots=True)
class External:
    """An import of something that is not in the repository: the standard library, or a requirement."""

    name: str


Reference = ComponentReference | SiblingReference | OwnReference | External


class Source(Protocol):
    """A source file of the repository, however much of it is known."""

    @property
    def path(self) -> PurePosixPath:
        """Where it is, inside the repository."""

    @property
    def imports(self) -> tuple[ImportStatement, ...]:
        """What it imports."""

    def where(self, line: int | None = None) -> str:
        """Point into it, as an error does."""


def refer(statement: ImportStatement, module: Source, own: ImportName, layout: Layout) -> tuple[Reference, ...]:
    """Tell what one import of a source file refers to; `from . import a, b` may refer to several.

    Args:
        statement: The import.
        module: The file that it stands in.
        own: The project that is being packaged; an interface's file is imported as part of it.
        layout: Where the repository's Python files are.

    Raises:
        SourceError: A component does not exist, or a relative import leaves the project.
    """
    if statement.level:
        return _refer_relative(statement, module, own, layout)
    parts = tuple(statement.name.split("."))
    is_project = parts[0] == own or parts[0] in layout.modules
    if is_project or parts[0] in _homes(layout.module_dir, layout.dependencies_dir):
        found = _refer_components(parts, statement, module, layout) or _refer_home(
            parts, statement, module, own, layout
        )
        if found:
            return found
    return (_project_module(parts[0], own, bare=True),) if is_project else (External(statement.name),)


def _refer_components(
    parts: tuple[str, ...], statement: ImportStatement, module: Source, layout: Layout
) -> tuple[Reference, ...]:
    """Resolve an absolute import that begins with the folder of the components."""
    for prefix in component_prefixes(layout):
        if parts[: len(prefix)] == prefix:
            return (_component(prefix, parts[len(prefix) :], statement, module, layout),)
        if (*parts, *statement.members) == prefix and layout.components:
            return (ComponentReference(prefix, (), _packages((), layout.dependencies_dir, layout.components)),)
    return ()


def _refer_home(
    parts: tuple[str, ...], statement: ImportStatement, module: Source, own: ImportName, layout: Layout
) -> tuple[Reference, ...]:
    """Resolve an absolute import that begins with the folder of the modules.

    Raises:
        SourceError: There is no such module.
    """
    home = layout.module_dir.parts
    if not home or parts[: len(home)] != home:
        return ()
    names = parts[len(home) : len(home) + 1] or statement.members
    if names and all(name in layout.modules for name in names):
        return tuple(_project_module(name, own, bare=False) for name in names)
    if parts[0] == own or parts[0] in layout.modules:
        return ()
    raise SourceError(
        f"there is no module {'.'.join((*parts[len(home) :], *statement.members))!r} in {layout.module_dir}",
        where=module.where(statement.line),
        hint=_near(names[0], tuple(layout.modules)) if names else "import a module of it, or a component",
    )


def component_prefixes(layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Give the dotted names of the components' folder: from the repository's root, from module_dir, by itself."""
    return _prefixes(layout.module_dir, layout.dependencies_dir)


@cache
def _prefixes(module_dir: PurePosixPath, folder: PurePosixPath) -> tuple[tuple[str, ...], ...]:
    from_modules = (folder.relative_to(module_dir),) if folder.is_relative_to(module_dir) else ()
    # `components` is what sources write, wherever the folder is.
    paths = (folder, *from_modules, PurePosixPath(folder.name), PurePosixPath("components"))
    return tuple(dict.fromkeys(path.parts for path in paths if path.parts))


@cache
def _homes(module_dir: PurePosixPath, folder: PurePosixPath) -> frozenset[str]:
    """Give the names that an import of something of the repository can begin with, besides those of modules."""
    return frozenset(parts[0] for parts in (module_dir.parts, *_prefixes(module_dir, folder)) if parts)


def _project_module(name: str, own: ImportName, *, bare: bool) -> OwnReference | SiblingReference:
    return OwnReference(bare=bare) if name == own else SiblingReference(ImportName(name), bare=bare)


def _refer_relative(
    statement: ImportStatement, module: Source, own: ImportName, layout: Layout
) -> tuple[Reference, ...]:
    is_component = module.path.is_relative_to(layout.dependencies_dir)
    # The module and its interfaces land side by side in the package, wherever the repository keeps them.
    base = module.path.parent if is_component else layout.module_dir
    for _ in range(statement.level - 1):
        base = base.parent
    names = tuple(statement.name.split(".")) if statement.name else ()
    target = base.joinpath(*names)
    if target.is_relative_to(layout.dependencies_dir):
        tail = target.relative_to(layout.dependencies_dir).parts
        return (_component((), tail, statement, module, layout),)
    siblings = names[:1] or statement.members
    if base == layout.module_dir and siblings and all(name == own or name in layout.modules for name in siblings):
        return tuple(_project_module(name, own, bare=False) for name in siblings)
    if _may_be_missing(statement):
        return ()
    if base == layout.module_dir and statement.members and not names:
        return tuple(_relative_member(member, statement, module, own, layout) for member in statement.members)
    written = "." * statement.level + statement.name
    raise SourceError(
        f"the relative import `from {written} import {', '.join(statement.members)}` leads to no file of the project",
        where=module.where(statement.line),
        hint=f"components are in {layout.dependencies_dir}, modules in {layout.module_dir}",
    )


def _may_be_missing(statement: ImportStatement) -> bool:
    """Tell whether nothing breaks without a file: `try: from ._version import version`, which a build writes."""
    return bool(statement.attempts) or statement.when is Importing.TYPING


def _relative_member(
    member: str, statement: ImportStatement, module: Source, own: ImportName, layout: Layout
) -> Reference:
    """Resolve one name of `from . import components, other_module`.

    Raises:
        SourceError: There is no such module.
    """
    if layout.dependencies_dir == layout.module_dir / member:
        return ComponentReference((member,), (), _packages((), layout.dependencies_dir, layout.components))
    if member == own or member in layout.modules:
        return _project_module(member, own, bare=False)
    raise SourceError(
        f"`from . import {member}`: there is no {member}.py in {layout.module_dir}",
        where=module.where(statement.line),
        hint=_near(member, (*layout.modules, layout.dependencies_dir.name)),
    )


def _component(
    prefix: tuple[str, ...], tail: tuple[str, ...], statement: ImportStatement, module: Source, layout: Layout
) -> ComponentReference:
    folder, components = layout.dependencies_dir, layout.components
    own_file = _file(tail, folder, components)
    if tail and not own_file and not _is_folder(tail, layout):
        raise _missing(tail, statement, module, layout)
    files = [*_packages(tail, folder, components), *own_file]
    for member in statement.members:
        name = (*tail, member)
        member_file = _file(name, folder, components)
        files += member_file
        # A folder without __init__.py has nothing but its files, so the name must be one of them.
        if not own_file and member != "*" and not member_file and not _is_folder(name, layout):
            raise _missing(name, statement, module, layout)
    return ComponentReference(prefix, tail, tuple(dict.fromkeys(files)))


@lru_cache(REMEMBERED)
def _packages(
    tail: tuple[str, ...], folder: PurePosixPath, components: frozenset[PurePosixPath]
) -> tuple[PurePosixPath, ...]:
    """List the `__init__.py` files on the way to a module, where there are any."""
    folders = (folder.joinpath(*tail[:depth]) for depth in range(len(tail) + 1))
    return tuple(path for each in folders if (path := each / "__init__.py") in components)


@lru_cache(REMEMBERED)
def _file(
    tail: tuple[str, ...], folder: PurePosixPath, components: frozenset[PurePosixPath]
) -> tuple[PurePosixPath, ...]:
    """Find the file that a dotted name executes: a package's `__init__.py`, a module, or nothing for a bare folder."""
    path = folder.joinpath(*tail)
    candidates = (path / "__init__.py", *([path.with_name(f"{path.name}.py")] if tail else []))
    return next(((candidate,) for candidate in candidates if candidate in components), ())


def _is_folder(tail: tuple[str, ...], layout: Layout) -> bool:
    folder = layout.dependencies_dir.joinpath(*tail)
    return any(folder in file.parents for file in layout.components)


def _missing(tail: tuple[str, ...], statement: ImportStatement, module: Source, layout: Layout) -> SourceError:
    folder = layout.dependencies_dir
    names = {file.relative_to(folder).parts[0].removesuffix(".py") for file in layout.components}
    return SourceError(
        f"there is no component {'.'.join(tail)!r} in {folder}",
        where=module.where(statement.line),
        hint=_near(tail[0], tuple(names - {"__init__"})) or f"a component is a file {folder}/<name>.py",
    )


def _near(name: str, names: tuple[str, ...]) -> str | None:
    near = get_close_matches(name, sorted(names), n=1)
    return f"did you mean {near[0]!r}?" if near else None
