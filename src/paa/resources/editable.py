"""Find the modules of this package where they are edited, instead of copies of them.

`paa test-install --editable` puts this file into the installed package, with `_editable.json` beside it. It needs
nothing but the standard library. What a built package has as text, this does to the syntax tree when a module is
imported: imports of components lead to `<package>.components`, so that the edited files are never touched.
"""

from __future__ import annotations

import ast
import importlib.abc
import json
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import CodeType, ModuleType

FACTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PACKAGE = FACTS["package"]
COMPONENTS = f"{PACKAGE}.components"
ARTIFACTS = f"{PACKAGE}.artifacts"


class Loader(SourceFileLoader):
    """Compile a source file with its imports adjusted; keep no bytecode beside it."""

    def path_stats(self, path: str) -> dict[str, Any]:
        """Make Python neither read nor write bytecode: what lies beside the file was compiled without us."""
        raise OSError(path)

    def source_to_code(  # type: ignore[override] # the stubs want more kinds of data than a file has
        self, data: bytes, path: str, *, _optimize: int = -1
    ) -> CodeType:
        """Compile the source."""
        tree = ast.fix_missing_locations(Relocation(Path(path)).visit(ast.parse(data, path)))
        code: CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)
        return code


class Relocation(ast.NodeTransformer):
    """Lead imports of components and siblings to where they are for an installed package."""

    def __init__(self, path: Path) -> None:
        components = Path(FACTS["components"])
        self.in_component = components in path.parents
        inside = path.parent.relative_to(components).parts if self.in_component else ()
        # A module and its interfaces are side by side in the package, wherever the repository keeps them.
        self.folder = [*FACTS["folder"], *inside] if self.in_component else FACTS["home"]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.AST]:
        """Change the module of `from … import`."""
        names = node.module.split(".") if node.module else []
        parts = [*self.folder[: len(self.folder) - node.level + 1], *names] if node.level else names
        if self.in_component and node.level and starts_with(parts, FACTS["folder"]):
            return node
        target = component(parts) or (sibling(parts) if len(parts) > len(FACTS["home"]) else None)
        if target:
            node.module, node.level = target, 0
        elif parts == FACTS["home"]:
            return [ast.copy_location(self.member(node, alias), node) for alias in node.names]
        return node

    def member(self, node: ast.ImportFrom, alias: ast.alias) -> ast.AST:
        """Split one name off `from . import a, b` and `from module_dir import a, b`."""
        parts = [*FACTS["home"], alias.name]
        if target := component(parts) or sibling(parts):
            return ast.Import([ast.alias(target, alias.asname or alias.name)])
        return ast.ImportFrom(node.module, [alias], node.level)

    def visit_Import(self, node: ast.Import) -> list[ast.AST]:
        """Change the names of `import …`; the first part stays bound for those who use it."""
        return [ast.copy_location(each, node) for alias in node.names for each in self.names(alias)]

    def names(self, alias: ast.alias) -> Iterator[ast.AST]:
        """Give the imports that one name stands for."""
        parts = alias.name.split(".")
        target = component(parts)
        if target is None:
            name = sibling(parts) if len(parts) > len(FACTS["home"]) else None
            yield ast.Import([ast.alias(name or alias.name, alias.asname)])
        elif alias.asname:
            yield ast.Import([ast.alias(target, alias.asname)])
        else:
            yield ast.Import([ast.alias(target, f"_{'_'.join(parts)}")])
            nested = next(prefix for prefix in FACTS["prefixes"] if starts_with(parts, prefix))
            yield ast.Import([ast.alias(PACKAGE if len(nested) > 1 else COMPONENTS, parts[0])])


def starts_with(parts: list[str], prefix: list[str]) -> bool:
    """Tell whether a dotted name is in a folder, or is the folder."""
    return parts[: len(prefix)] == prefix


def component(parts: list[str]) -> str | None:
    """Give the name in the package of a component that is imported by an absolute name."""
    for prefix in FACTS["prefixes"]:
        if starts_with(parts, prefix):
            return ".".join([COMPONENTS, *parts[len(prefix) :]])
    return None


def sibling(parts: list[str]) -> str | None:
    """Give the installed name of a module that is imported through the folder of the modules."""
    home = FACTS["home"]
    if starts_with(parts, home) and len(parts) > len(home):
        name = parts[len(home)]
        if (Path(FACTS["modules"]) / f"{name}.py").is_file():
            return f"{name}.{name}"
    return None


class Finder(importlib.abc.MetaPathFinder):
    """Find the modules of the package."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module by its full name, or leave it to others."""
        del path, target
        if fullname in FACTS["files"]:
            return found(fullname, Path(FACTS["files"][fullname]))
        if fullname == ARTIFACTS or fullname.startswith(f"{ARTIFACTS}."):
            return artifacts(fullname)
        if fullname == COMPONENTS or fullname.startswith(f"{COMPONENTS}."):
            location = Path(FACTS["components"]).joinpath(*fullname.split(".")[2:])
            if location.is_dir():
                return package(fullname, location)
            if location.with_suffix(".py").is_file():
                return found(fullname, location.with_suffix(".py"))
        return None


def found(fullname: str, file: Path, locations: list[str] | None = None) -> ModuleSpec | None:
    """Describe a source file to the import system."""
    loader = Loader(fullname, str(file))
    return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=locations)


def package(fullname: str, folder: Path) -> ModuleSpec | None:
    """Describe a folder to the import system."""
    if (folder / "__init__.py").is_file():
        return found(fullname, folder / "__init__.py", [str(folder)])
    spec = ModuleSpec(fullname, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    return spec


def artifacts(fullname: str) -> ModuleSpec | None:
    """Describe a folder of artifacts to the import system; `importlib.resources` asks for it like for a module."""
    if not FACTS["artifacts"]:
        return None
    location = Path(FACTS["artifacts"]).joinpath(*fullname.split(".")[2:])
    if not location.is_dir():
        return None
    spec = ModuleSpec(fullname, FolderLoader(location), is_package=True)
    spec.submodule_search_locations = [str(location)]
    return spec


class FolderLoader(importlib.abc.Loader):
    """The loader of a folder that holds no code, and its reader of resources."""

    def __init__(self, location: Path) -> None:
        self.location = location

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""

    def get_resource_reader(self, name: str) -> FolderLoader:
        """Be the reader of resources."""
        del name
        return self

    def files(self) -> Path:
        """Read them where they are edited."""
        return self.location


class Renamed:
    """A folder that is called differently in the package; everything else is the folder's own."""

    def __init__(self, name: str, location: Path) -> None:
        self.name = name
        self.location = location

    def __getattr__(self, attribute: str) -> object:
        """Do what the folder does."""
        return getattr(self.location, attribute)

    def __truediv__(self, child: str) -> Path:
        """Find a file."""
        return self.location / child


class Resources:
    """The package's folder as `importlib.resources` sees it, with the artifacts where they are edited."""

    name = PACKAGE

    def joinpath(self, *names: str) -> Path:
        """Find a file."""
        return edited([part for name in names for part in str(name).split("/")])

    __truediv__ = joinpath

    def iterdir(self) -> Iterator[Path | Renamed]:
        """List what there is."""
        live = FACTS["artifacts"]
        yield from (path for path in Path(__file__).parent.iterdir() if not live or path.name != "artifacts")
        if live and Path(live).is_dir():
            yield Renamed("artifacts", Path(live))

    def is_dir(self) -> bool:
        """Say that this is a folder."""
        return True

    def is_file(self) -> bool:
        """Say that this is no file."""
        return False

    def files(self) -> Resources:
        """Be the reader of resources as well as what it reads."""
        return self


def edited(parts: Sequence[str]) -> Path:
    """Find a file of the package's folder: artifacts are where they are edited."""
    if parts and parts[0] == "artifacts" and FACTS["artifacts"]:
        return Path(FACTS["artifacts"], *parts[1:])
    return Path(__file__).parent.joinpath(*parts)


class PackageLoader(SourceFileLoader):
    """The loader of the package itself; only its resources are special."""

    def get_resource_reader(self, name: str | None = None) -> Resources:  # type: ignore[override] # another reader
        """Read resources where they are edited."""
        del name
        return Resources()

    def get_data(self, path: str) -> bytes:
        """Read a file for `pkgutil.get_data`."""
        home = Path(__file__).parent
        inside = Path(path).relative_to(home).parts if home in Path(path).parents else ()
        return super().get_data(str(edited(inside)) if inside else path)


def refresh(package: dict[str, Any]) -> None:
    """Take over what the module says of itself now: its docstring and its public names."""
    module = sys.modules[f"{PACKAGE}.{PACKAGE}"]
    package["__doc__"] = module.__doc__
    package.pop("__all__", None)
    if hasattr(module, "__all__"):
        package["__all__"] = list(module.__all__)


sys.meta_path.insert(0, Finder())
if (_spec := sys.modules[PACKAGE].__spec__) is not None:
    _spec.loader = PackageLoader(PACKAGE, str(Path(__file__).with_name("__init__.py")))
