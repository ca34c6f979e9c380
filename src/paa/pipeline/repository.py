"""Open a packaging repository: its root, its settings, its Python files."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa import __version__
from paa.adapters.caches import read_cache, write_cache
from paa.adapters.files import list_files, read_text
from paa.adapters.git import find_work_tree, git_directory
from paa.errors import ConfigError, PaaError, SourceError, UsageError, raise_together
from paa.model.keys import from_document, to_document
from paa.model.layout import Layout
from paa.model.names import ImportName, as_import_name, spelled_alike
from paa.model.settings import CONFIG, Settings

__all__ = [
    "CONFIG",
    "Places",
    "Repository",
    "find_config",
    "find_repository",
    "layout_of",
    "open_repository",
    "validated_settings",
]

_NO_PROJECTS = frozenset({"__init__", "__main__", "conftest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Files that the command line names instead of those that the conventions do; None keeps the convention.

    Attributes:
        config: Instead of `.paa.config` at the root.
        module: The module file of the one project that is named.
        interfaces: Interface → its file, of the one project that is named.
        mapping: Instead of `.paa/package_mapping.json`.
        dependencies_dir: Instead of the configured folder.
        notebook: The example notebook of the one project that is named.
        branch: The branch that releases are recorded on, instead of the one that is checked out.
    """

    config: Path | None = None
    module: Path | None = None
    interfaces: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    mapping: Path | None = None
    dependencies_dir: Path | None = None
    notebook: Path | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A packaging repository on disk.

    Attributes:
        root: The folder that holds `.paa.config`.
        work_tree: The root of the git work tree; usually the same folder.
        places: What the command line names instead of the conventions.
    """

    root: Path
    work_tree: Path
    settings: Settings
    layout: Layout
    places: Places

    @property
    def prefix(self) -> str:
        """What git's paths of this repository's files begin with: nothing, or the folder and `/`."""
        inside = self.root.relative_to(self.work_tree).as_posix()
        return "" if inside == "." else f"{inside}/"

    def find(self, name: str) -> ImportName:
        """Find a project by what a user types: `my_tool`, `my-tool`, `My-Tool` and `modules/my_tool.py` are the same.

        Raises:
            SourceError: No module has that name, several have, or its name cannot be imported.
        """
        wanted = spelled_alike(PurePosixPath(name).stem if name.endswith(".py") else name)
        for path in self.layout.misnamed:
            if spelled_alike(path.stem) == wanted:
                as_import_name(path.stem, where=str(path))
        found = [module for module in self.layout.modules if spelled_alike(module) == wanted]
        if len(found) == 1:
            return found[0]
        where = str(self.settings.module_dir)
        if found:
            files = " and ".join(f"{module}.py" for module in found)
            raise SourceError(f"{files} are one and the same project, {wanted!r}", where=where, hint="rename one")
        near = get_close_matches(wanted, [spelled_alike(module) for module in self.layout.modules], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"a project is a file {where}/<name>.py"
        raise SourceError(f"there is no module {name!r}", where=where, hint=hint)

    def find_every(self, names: Iterable[str]) -> tuple[ImportName, ...]:
        """Find projects by what a user types, each once.

        Raises:
            SourceError: Some cannot be found; all of them at once.
        """
        found: dict[ImportName, None] = {}
        errors: list[PaaError] = []
        for name in names:
            try:
                found[self.find(name)] = None
            except SourceError as error:
                errors.append(error)
        raise_together(errors)
        return tuple(found)

    def all_projects(self) -> tuple[ImportName, ...]:
        """Give every module of the repository, in the order of their names.

        Raises:
            SourceError: Names that cannot be imported, or that are the same for an index; all of them at once.
        """
        errors: list[PaaError] = []
        names = [*(path.stem for path in self.layout.misnamed), *self.layout.modules]
        alike = Counter(map(spelled_alike, names))
        misnamed = {path.stem for path in self.layout.misnamed}
        for name in (each for each in names if each in misnamed or alike[spelled_alike(each)] > 1):
            try:
                self.find(name)
            except SourceError as error:
                errors.append(error)
        raise_together(errors)
        return tuple(sorted(self.layout.modules))


def open_repository(start: Path, places: Places | None = None) -> Repository:
    """Open the packaging repository that a folder is in.

    Raises:
        UsageError: The folder is in no git repository, or a named place is outside it.
        ConfigError: There is no configuration, or it is wrong.
    """
    places = places or Places()
    start = start.resolve()
    if not start.is_dir():
        raise UsageError("there is no such folder", where=str(start))
    work_tree = find_work_tree(start)
    root = work_tree if places.config else find_config(start).parent
    config = places.config or root / CONFIG
    if not config.is_file():
        raise ConfigError("there is no such file", where=str(config))
    settings = validated_settings(read_text(config, where=config.name), config.name, git_directory(work_tree))
    if places.dependencies_dir:
        settings = replace(settings, dependencies_dir=_inside(places.dependencies_dir, root))
    layout = layout_of(_files(root, settings), settings)
    if places.module:
        layout = _with_module(layout, places.module, root)
    return Repository(root=root, work_tree=work_tree, settings=settings, layout=layout, places=places)


def find_repository(start: Path, places: Places | None = None) -> Repository | None:
    """Open the packaging repository that a folder is in; None outside of any git repository.

    Raises:
        ConfigError: There is a git repository, and its configuration is missing or wrong.
    """
    folder = start.resolve()
    if not any((each / ".git").exists() for each in (folder, *folder.parents)):
        return None
    return open_repository(start, places)


def find_config(start: Path) -> Path:
    """Find the configuration of the repository that a folder is in.

    Raises:
        ConfigError: There is none up to the root of the git work tree.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        if (folder / ".git").exists():
            break
    hint = "write one with `paa init-config`, or set everything up with `paa init-ppr --github` or `--azure`"
    raise ConfigError(f"there is no {CONFIG}, so this is no packaging repository yet", where=str(start), hint=hint)


def _inside(path: Path, root: Path) -> PurePosixPath:
    try:
        return PurePosixPath(path.resolve().relative_to(root).as_posix())
    except ValueError:
        raise UsageError("this is outside the repository", where=str(path)) from None


def validated_settings(text: str, where: str, git: Path | None) -> Settings:
    """Validate a configuration; what this version of paa has validated before is not validated again.

    Args:
        text: The file's.
        where: Its name, for messages.
        git: The folder that git keeps, where results are remembered; None to remember nothing.

    Raises:
        ConfigError: Something in it, or in the environment's variables, is wrong.
    """
    # A token is no setting, and nothing that is derived from it is written.
    given = {
        name: value for name, value in os.environ.items() if name.startswith("PAA_") and not name.endswith("_TOKEN")
    }
    key = hashlib.sha256(json.dumps([__version__, text, sorted(given.items())]).encode()).hexdigest()
    cache = git / "paa" / f"settings-{key[:32]}.json" if git else None
    if cache and (settings := _remembered(cache)):
        return settings
    from paa.config.load import load_settings

    settings = load_settings(text, where=where, environment=given).settings
    if cache:
        # Where that fails nothing else does: a read-only repository can be packaged.
        write_cache(cache, to_document(settings))
    return settings


def _remembered(cache: Path) -> Settings | None:
    document = read_cache(cache)
    try:
        return from_document(document) if isinstance(document, dict) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        # Another build of the same version wrote it.
        return None


def layout_of(files: Iterable[PurePosixPath], settings: Settings) -> Layout:
    """Tell the modules and the components among the files of a repository.

    Args:
        files: Paths from the repository's root.
        settings: Where modules and components are kept.
    """
    modules: dict[ImportName, PurePosixPath] = {}
    misnamed: list[PurePosixPath] = []
    components: list[PurePosixPath] = []
    folder = settings.dependencies_dir.parts
    for path in files:
        if path.suffix != ".py":
            continue
        if path.parts[: len(folder)] == folder:
            components.append(path)
        elif path.parent == settings.module_dir and path.stem not in _NO_PROJECTS:
            try:
                modules[as_import_name(path.stem, where=str(path))] = path
            except SourceError:
                misnamed.append(path)
    return Layout(
        module_dir=settings.module_dir,
        dependencies_dir=settings.dependencies_dir,
        modules=MappingProxyType(dict(sorted(modules.items()))),
        misnamed=tuple(sorted(misnamed)),
        components=frozenset(components),
    )


def _files(root: Path, settings: Settings) -> Iterator[PurePosixPath]:
    folder = root / settings.module_dir
    yield from (settings.module_dir / path.name for path in folder.glob("*.py"))
    for path in list_files(root / settings.dependencies_dir, suffix=".py"):
        yield settings.dependencies_dir / path


def _with_module(layout: Layout, file: Path, root: Path) -> Layout:
    """Let a file that the command line names be the module of its name.

    Raises:
        UsageError: There is no such file.
    """
    path = file.resolve()
    if not path.is_file():
        raise UsageError("there is no such file", where=str(file), hint="--module-filepath names a module")
    inside = PurePosixPath(path.relative_to(root).as_posix() if path.is_relative_to(root) else path)
    name = as_import_name(path.stem, where=str(inside))
    return replace(layout, modules=MappingProxyType({**layout.modules, name: inside}))
