"""Tell when a gate would have to look again: everything that may change its answer, as one digest."""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from paa import __version__
from paa.adapters.circumstances import engine_files, index_settings, installed_names, linter_settings, program_mark
from paa.adapters.environment import running_environment
from paa.adapters.files import digest, list_files
from paa.adapters.git import find_commit
from paa.model.keys import to_document
from paa.model.ledger import VERSIONS
from paa.model.project import Project
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Gate, Need

__all__ = ["Fingerprints"]

# What tools read at the root of a repository.
_TOOLS = (
    *("pyproject.toml", "uv.toml", "ruff.toml", ".ruff.toml", ".pylintrc", "pylintrc", "setup.cfg", "tox.ini"),
    *("pytest.ini", "conftest.py"),
)


class Fingerprints:
    """Digests of what the gates of one run look at; what several of them look at is read once."""

    def __init__(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self._reader = inspection.reader
        self._repository = inspection.repository
        self._projects: dict[str, str] = {}
        self._tools: dict[str, str] = {}

    def of(self, gate: Gate, *projects: Project) -> str:
        """Give the digest of everything that a gate's answer about projects depends on."""
        parts = [
            gate.name,
            self._common,
            str(self._inspection.full),
            self._marks(gate),
            *(self._project(each) for each in projects),
            *(part for need in sorted(gate.needs) for each in projects for part in self._needed(need, each)),
        ]
        return _digest(*parts)

    def _marks(self, gate: Gate) -> str:
        """Tell the programs that a gate asks from other versions of them."""
        if gate.name not in self._tools:
            self._tools[gate.name] = _digest(*map(program_mark, sorted(gate.tools)))
        return self._tools[gate.name]

    @cached_property
    def _common(self) -> str:
        """Digest what counts for every project: the machine, the configuration, what an import may mean."""
        repository, environment = self._repository, running_environment()
        root, paa = repository.root, repository.root / repository.settings.paa_dir
        files = [root / name for name in _TOOLS] + sorted(paa.glob("*.json")) + sorted(paa.glob("*.lock"))
        files += [paa / VERSIONS, *([repository.places.mapping] if repository.places.mapping else [])]
        return _digest(
            __version__,
            *engine_files(),
            environment.python_version,
            str(environment.python),
            *installed_names(environment.search),
            str(root),
            str(Path.home()),
            json.dumps(to_document(repository.settings), sort_keys=True),
            *map(str, repository.layout.modules.values()),
            *sorted(map(str, repository.layout.components)),
            *(_mark(path) for path in files),
        )

    def _project(self, project: Project) -> str:
        """Digest what a project is made from, its siblings included."""
        if project.import_name not in self._projects:
            siblings = [self._reader.project(name) for name in sorted(project.siblings)]
            files = [_mark(path) for path in self._files(project)]
            self._projects[project.import_name] = _digest(project.import_name, *files, *map(self._project, siblings))
        return self._projects[project.import_name]

    def _files(self, project: Project) -> Iterator[Path]:
        repository, root = self._repository, self._repository.root
        metadata = project.module.metadata
        yield from (root / module.path for module in project.sources)
        yield from (file.source for file in (*project.artifacts, *project.licenses))
        given = repository.places.notebook
        yield given or root / repository.settings.example_notebooks_path / f"{project.import_name}.ipynb"
        if metadata and metadata.readme:
            yield root / metadata.readme
        if repository.settings.add_mkdocs_site:
            yield from (file.source for file in self._reader.documents(project.import_name))

    def _needed(self, need: Need, project: Project) -> Iterator[str]:
        repository = self._repository
        if need in {Need.RESOLUTION, Need.NETWORK}:
            yield from index_settings()
        elif need is Need.PREVIOUS:
            tag = self._inspection.previous(project)
            # What commits say decides the next version.
            yield f"{tag.name} {tag.commit} {find_commit(repository.work_tree, 'HEAD')}" if tag else ""
        elif need is Need.LINTING:
            yield from linter_settings(
                [(repository.root / each.path).parent for each in project.sources], repository.root
            )
        elif need is Need.TESTS:
            folder = repository.root / repository.settings.tests_dir / project.import_name
            yield _mark(folder.parent / "conftest.py")
            yield from (_mark(folder / path) for path in list_files(folder))
            yield from (_mark(repository.root / path) for path in self._named(folder))
        elif need is Need.ARCHIVES and repository.settings.add_mkdocs_site:
            # The site tells of the history.
            yield find_commit(repository.work_tree, "HEAD") or ""

    def _named(self, folder: Path) -> Iterator[PurePosixPath]:
        """Give the modules whose names stand in tests: these may import siblings that the project does not."""
        contents = [(folder / path).read_bytes() for path in list_files(folder, suffix=".py")]
        words = {word.decode() for content in contents for word in re.findall(rb"[a-z_][a-z0-9_]*", content)}
        return (path for name, path in self._repository.layout.modules.items() if name in words)


def _mark(path: Path) -> str:
    return f"{path} {digest(path) if path.is_file() else ''}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
