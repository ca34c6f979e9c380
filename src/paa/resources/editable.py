"""Find the modules of this package where they are edited, instead of copies of them.

`paa test-install --editable` puts this file into the installed package, with `_editable.json` beside it. It needs
nothing but the standard library. What a built package has as text, this does to the syntax tree when a module is
imported: imports of components lead to `<package>.components`, so that the edited files are never touched.
"""

import ast
import importlib.abc
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

FACTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PACKAGE = FACTS["package"]
COMPONENTS = f"{PACKAGE}.components"


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
        self.in_component = Path(FACTS["components"]) in path.parents

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.AST]:
        """Change the module of `from … import`."""
        parts = (node.module or "").split(".") if node.module else []
        if node.level == 0:
            if target := component(parts):
                node.module = target
            elif (name := sibling(parts)) and len(parts) > len(FACTS["home"]):
                node.module = name
        elif node.level == 1 and not self.in_component:
            if parts and (name := sibling([*FACTS["home"], *parts])) and parts[0] != PACKAGE:
                node.module, node.level = name, 0
            elif parts and FACTS["moved"] and parts[: len(FACTS["moved"])] == FACTS["moved"]:
                node.module, node.level = ".".join([COMPONENTS, *parts[len(FACTS["moved"]) :]]), 0
            elif not parts:
                return [self.member(node, alias) for alias in node.names]
        return node

    def member(self, node: ast.ImportFrom, alias: ast.alias) -> ast.AST:
        """Split one name off `from . import a, b`."""
        if alias.name != PACKAGE and (name := sibling([*FACTS["home"], alias.name])):
            return ast.copy_location(ast.Import([ast.alias(name, alias.asname)]), node)
        return ast.copy_location(ast.ImportFrom(None, [alias], 1), node)

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
            nested = next(prefix for prefix in FACTS["prefixes"] if parts[: len(prefix)] == prefix)
            yield ast.Import([ast.alias(PACKAGE if len(nested) > 1 else COMPONENTS, parts[0])])


def component(parts: list[str]) -> str | None:
    """Give the name in the package of a component that is imported by an absolute name."""
    for prefix in FACTS["prefixes"]:
        if parts[: len(prefix)] == prefix:
            return ".".join([COMPONENTS, *parts[len(prefix) :]])
    return None


def sibling(parts: list[str]) -> str | None:
    """Give the installed name of a module that is imported through the folder of the modules."""
    home = FACTS["home"]
    if parts[: len(home)] == home and len(parts) > len(home):
        name = parts[len(home)]
        if (Path(FACTS["modules"]) / f"{name}.py").is_file():
            return f"{PACKAGE}.{PACKAGE}" if name == PACKAGE else name
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


class Resources:
    """The package's folder as `importlib.resources` sees it, with the artifacts where they are edited."""

    name = PACKAGE

    def joinpath(self, *names: str) -> Path:
        """Find a file."""
        parts = [part for name in names for part in str(name).split("/")]
        if parts and parts[0] == "artifacts" and FACTS["artifacts"]:
            return Path(FACTS["artifacts"], *parts[1:])
        return Path(__file__).parent.joinpath(*parts)

    __truediv__ = joinpath

    def iterdir(self) -> Iterator[Path]:
        """List what there is."""
        yield from (path for path in Path(__file__).parent.iterdir() if path.name != "artifacts")
        if FACTS["artifacts"]:
            yield Path(FACTS["artifacts"])

    def is_dir(self) -> bool:
        """Say that this is a folder."""
        return True

    def is_file(self) -> bool:
        """Say that this is no file."""
        return False

    def files(self) -> "Resources":
        """Be the reader of resources as well as what it reads."""
        return self


class PackageLoader(SourceFileLoader):
    """The loader of the package itself; only its resources are special."""

    def get_resource_reader(self, name: str | None = None) -> Resources:  # type: ignore[override] # another reader
        """Read resources where they are edited."""
        del name
        return Resources()


sys.meta_path.insert(0, Finder())
if (_spec := sys.modules[PACKAGE].__spec__) is not None:
    _spec.loader = PackageLoader(PACKAGE, str(Path(__file__).with_name("__init__.py")))
