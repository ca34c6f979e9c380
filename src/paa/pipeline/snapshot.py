"""See a commit as a packaging repository: its settings, its layout, and what each project is made from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa import __version__
from paa.adapters.caches import read_cache, write_cache
from paa.adapters.git import blobs, files_at, git_directory
from paa.adapters.workers import parcels, spread
from paa.core.package.artifact_lock import LOCK, read_lock
from paa.core.package.given_files import given_files
from paa.core.package.licenses import LICENSE_KINDS, license_kinds
from paa.core.release.fingerprints import Fingerprint, fingerprint, taken_settings
from paa.core.source.components import reach_components
from paa.core.source.facts import read_facts, restore_facts, store_facts
from paa.core.source.references import SiblingReference, refer
from paa.errors import ConfigError, SourceError
from paa.interfaces import INTERFACES
from paa.model.artifacts import LINK_SUFFIX, Pins
from paa.model.facts import Facts
from paa.model.names import ImportName
from paa.model.settings import Settings
from paa.pipeline.repository import CONFIG, Repository, layout_of, validated_settings

__all__ = ["Snapshot", "SourceCache", "open_snapshot"]

PARCEL = 100  # sources that one process parses at a time: below that, a second process costs more than it saves
_LICENSE_KEYS = dict(zip(LICENSE_KINDS, ("license_path", "notice_path"), strict=True))
_FORM = 2  # of what is remembered of a source


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What one project is made from at a commit.

    Attributes:
        files: What a file is for the project → its path from the repository's root.
        pins: The name of a file that is fetched → the hash that it is pinned with; None where the lock lacks it.
        siblings: The other modules that it imports, with the line of the first import.
    """

    facts: Facts
    files: Mapping[str, str]
    pins: Mapping[str, str | None]
    siblings: Mapping[ImportName, str]


class Snapshot:
    """A commit of a packaging repository; files are read and parsed once, and what was parsed before is remembered.

    Attributes:
        commit: Its id.
        files: Path from the repository's root → blob id.
    """

    def __init__(self, commit: str, files: Mapping[str, str], settings: Settings, sources: "SourceCache") -> None:
        self.commit = commit
        self.files = files
        self.settings = settings
        self.layout = layout_of(map(PurePosixPath, files), settings)
        self._sources = sources
        self._folders = _by_folder(files)
        self._places = _places(settings)
        self._interfaces = {each.name: _inside(each.directory(settings)) for each in INTERFACES.values()}
        self._taken: dict[frozenset[str], Mapping[str, object]] = {}
        self._lock: Pins | None = None

    def facts(self, path: PurePosixPath) -> Facts:
        """Read what is to be known of a source file.

        Raises:
            SourceError: It cannot be read.
        """
        facts = self._sources.facts(path, self.files[str(path)])
        if facts.error is not None:
            line, _, message = facts.error.partition(": ")
            where = f"{path}:{line}" if line.isdigit() else str(path)
            raise SourceError(message if line.isdigit() else facts.error, where=where)
        return facts

    def ingredients(self, name: ImportName) -> Ingredients:
        """Collect what a project is made from.

        Raises:
            SourceError: A file cannot be read, or an import leads nowhere.
        """
        module = self.facts(self.layout.modules[name])
        interfaces = {
            interface: self.facts(PurePosixPath(path))
            for interface, folder in self._interfaces.items()
            if (path := f"{folder}{name}.py") in self.files
        }
        starts = (module, *interfaces.values())
        components = reach_components(starts, name, self.layout, self.facts)
        files = {"module": str(module.path)}
        files |= {f"interface {interface}": str(facts.path) for interface, facts in interfaces.items()}
        folder = _inside(self.layout.dependencies_dir)
        files |= {f"component {path.removeprefix(folder)}": path for path in (str(facts.path) for facts in components)}
        files |= dict(self._companions(name, module))
        pins = self._fetched(name, module, files) if self.settings.add_artifacts else {}
        return Ingredients(module, MappingProxyType(files), pins, self._siblings(name, (*starts, *components)))

    def fingerprint(self, ingredients: Ingredients) -> Fingerprint:
        """Digest what a project is made from."""
        own = ingredients.facts.release.own if ingredients.facts.release else frozenset[str]()
        contents = {role: self.files[path] for role, path in ingredients.files.items()}
        contents |= {f"fetched {name}": pin for name, pin in ingredients.pins.items() if pin is not None}
        if own not in self._taken:
            self._taken[own] = taken_settings(self.settings, own)
        return fingerprint(contents, self._taken[own])

    def _companions(self, name: ImportName, module: Facts) -> Iterator[tuple[str, str]]:
        """Give what stands beside a module: data files, licences, documentation, the README."""
        places = self._places
        for kind in ("docs", "license", "artifact"):
            folder = f"{places[kind]}{name}" if kind in places else ""
            for path in self._folders.get(folder, ()):
                yield f"{kind} {path.removeprefix(f'{folder}/')}", path
        single = {
            "notebook": f"{places['notebook']}{name}.ipynb",
            "drawing": f"{places['drawing']}{name}.drawio",
            **{kind: places.get(kind, "") for kind in _LICENSE_KEYS if kind not in self._own_licenses(name)},
        }
        if module.release and module.release.readme:
            single["readme"] = str(PurePosixPath(module.release.readme))
        for kind, path in single.items():
            if path in self.files:
                yield kind, path
        yield from self._given(name)

    def _own_licenses(self, name: ImportName) -> frozenset[str]:
        folder = f"{self._places['license']}{name}"
        return license_kinds(PurePosixPath(path).relative_to(folder) for path in self._folders.get(folder, ()))

    def _given(self, name: ImportName) -> Iterator[tuple[str, str]]:
        """Give the files that the configuration names one by one."""
        settings = self.settings
        for kind, mapping in (
            ("artifact", settings.artifacts_filepaths if settings.add_artifacts else {}),
            ("docs", settings.docs_file_paths),
        ):
            files = [
                PurePosixPath(path)
                for source in map(str, mapping)
                for path in (*self._folders.get(source, ()), *([source] if source in self.files else []))
            ]
            for path, place in given_files(mapping, name, self.layout.modules, files):
                yield f"{kind} {place}", str(path)

    def _fetched(self, name: ImportName, module: Facts, roles: Iterable[str]) -> Mapping[str, str | None]:
        """Give what the lock says of the files that a project names by their addresses."""
        linked = set(module.release.artifacts) if module.release else set[str]()
        linked |= {
            role.removeprefix("artifact ").removesuffix(LINK_SUFFIX)
            for role in roles
            if role.startswith("artifact ") and role.endswith(LINK_SUFFIX)
        }
        pins = self._pins().get(name, {}) if linked else {}
        return MappingProxyType({each: pins[each].sha256 if each in pins else None for each in sorted(linked)})

    def _pins(self) -> Pins:
        if self._lock is None:
            path = str(self.settings.paa_dir / LOCK)
            text = self._sources.text(self.files[path]) if path in self.files else ""
            self._lock = read_lock(text, where=path)
        return self._lock

    def _siblings(self, name: ImportName, sources: Iterable[Facts]) -> Mapping[ImportName, str]:
        found: dict[ImportName, str] = {}
        for facts in sources:
            for statement in facts.imports:
                for reference in refer(statement, facts, name, self.layout):
                    if isinstance(reference, SiblingReference):
                        found.setdefault(reference.import_name, facts.where(statement.line))
        return MappingProxyType(dict(sorted(found.items())))


def open_snapshot(repository: Repository, commit: str, sources: "SourceCache") -> Snapshot:
    """Look at a commit of a repository.

    Raises:
        ConfigError: There is no usable configuration in it.
        SourceError: Git cannot read it.
    """
    prefix = repository.prefix
    every = files_at(repository.work_tree, commit, follow=True)
    files = {path.removeprefix(prefix): blob for path, blob in every.items() if path.startswith(prefix)}
    if CONFIG not in files:
        hint = "commit it" if (repository.root / CONFIG).exists() else "write one with `paa init-config`"
        raise ConfigError(f"there is no {CONFIG} in the commit {commit[:10]}", hint=hint)
    settings = validated_settings(sources.text(files[CONFIG]), CONFIG, git_directory(repository.work_tree))
    sources.prefetch({path: files[path] for path in files if path.endswith(".py")}, settings)
    return Snapshot(commit, MappingProxyType(files), settings, sources)


class SourceCache:
    """What was read from source files, by blob id; kept in git's own folder, and never needed to get a right answer."""

    def __init__(self, repository: Repository) -> None:
        self._work_tree = repository.work_tree
        git = git_directory(repository.work_tree)
        self._file = git / "paa" / f"sources-{__version__}-{_FORM}.json" if git else None
        stored = read_cache(self._file) if self._file else None
        self._stored: dict[str, object] = stored if isinstance(stored, dict) else {}
        self._facts: dict[tuple[str, PurePosixPath], Facts] = {}
        self._fresh = False

    def text(self, blob: str) -> str:
        """Read a text file of a commit."""
        ((_, content),) = blobs(self._work_tree, [blob])
        return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def prefetch(self, paths: Mapping[str, str], settings: Settings) -> None:
        """Read and parse the sources of projects that are not known yet, in one go."""
        folders = [settings.module_dir, settings.dependencies_dir]
        folders += [interface.directory(settings) for interface in INTERFACES.values()]
        prefixes = tuple(f"{folder}/" for folder in folders)
        missing = {blob: path for path, blob in paths.items() if blob not in self._stored and path.startswith(prefixes)}
        orders = [_Order(self._work_tree, parcel) for parcel in parcels(list(missing.items()), PARCEL)]
        for stored in spread(_read_sources, orders):
            self._stored |= stored
            self._fresh = True

    def facts(self, path: PurePosixPath, blob: str) -> Facts:
        """Give what is known of a source file."""
        key = blob, path
        if key not in self._facts:
            if blob not in self._stored:
                ((_, content),) = blobs(self._work_tree, [blob])
                self._stored[blob] = store_facts(read_facts(content, path))
                self._fresh = True
            self._facts[key] = restore_facts(self._stored[blob], path)
        return self._facts[key]

    def save(self) -> None:
        """Keep what was read for the next run; a cache that cannot be written changes no result."""
        if self._file and self._fresh:
            write_cache(self._file, self._stored)


@dataclass(frozen=True, slots=True)
class _Order:
    """Sources to be read and parsed: their blob ids, each with a path."""

    work_tree: Path
    sources: Sequence[tuple[str, str]]


def _read_sources(order: _Order) -> dict[str, object]:
    paths = dict(order.sources)
    return {
        blob: store_facts(read_facts(content, PurePosixPath(paths[blob])))
        for blob, content in blobs(order.work_tree, paths)
    }


def _inside(folder: PurePosixPath) -> str:
    """Give what the paths of a folder's files begin with: text, since there are thousands of them."""
    return f"{folder}/" if folder.parts else ""


def _places(settings: Settings) -> Mapping[str, str]:
    """Tell where the companions of modules are: folders as what paths in them begin with, single files as they are."""
    folders = {
        "docs": settings.docs_dir,
        "license": settings.licenses_dir,
        "notebook": settings.example_notebooks_path,
        "drawing": settings.drawio_dir,
        **({"artifact": settings.artifacts_dir} if settings.add_artifacts else {}),
    }
    files = {kind: getattr(settings, key) for kind, key in _LICENSE_KEYS.items()}
    return MappingProxyType(
        {kind: _inside(folder) for kind, folder in folders.items()}
        | {kind: str(path) for kind, path in files.items() if path is not None}
    )


def _by_folder(files: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Group paths by every folder that they are in."""
    groups: dict[str, list[str]] = {}
    for path in files:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            groups.setdefault("/".join(parts[:depth]), []).append(path)
    return MappingProxyType({folder: tuple(paths) for folder, paths in groups.items()})
