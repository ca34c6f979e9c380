"""Write the tracking files as they are after a release: ledger, notes, requirements, metadata, the README's list."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.clock import now
from paa.adapters.frontend import read_pyproject
from paa.adapters.git import blobs, files_at
from paa.adapters.resources import read_resource
from paa.adapters.templates import render_text
from paa.core.release.ledger import read_versions, record_log, record_versions, requirements_text
from paa.core.release.notes import record_notes
from paa.core.release.package_list import ListedPackage, append_list, package_rows
from paa.errors import PaaError, SourceError, raise_together
from paa.model.choices import Record
from paa.model.distribution import Distribution, DistributionKind
from paa.model.ledger import LOG, VERSIONS, LogRow
from paa.model.names import ImportName
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.model.spec import in_extra
from paa.pipeline.repository import Repository

__all__ = ["Texts", "changed_files", "refuse_damaged"]

README = "README.md"
BASES = (".github/docs/README_base.md", ".azure/docs/README_base.md")
TEMPLATE = "package_list.md.j2"
_NO_METADATA = "[project]\n"

_Writer: TypeAlias = Callable[[], str]


def changed_files(
    repository: Repository, plan: ReleasePlan, distributions: Sequence[Distribution], parent: str
) -> Mapping[str, bytes]:
    """Write the tracking files as they are after a release; those that stay the same are left out.

    Args:
        repository: The repository.
        plan: What was released.
        distributions: Its archives; their sdists tell the metadata.
        parent: The commit whose files are brought up to date.

    Returns:
        Path from the work tree's root → content.

    Raises:
        SourceError: A file is not what it should be; it is left as it is.
    """
    sdists = {each.import_name: each for each in distributions if each.kind is DistributionKind.SDIST}
    metadata = {str(name): read_pyproject(sdist.path) for name, sdist in sdists.items()}
    files = _rewritten(repository, plan, metadata, parent)
    return MappingProxyType({f"{repository.prefix}{path}": text.encode() for path, text in files.items()})


def refuse_damaged(repository: Repository, plan: ReleasePlan) -> None:
    """See that the release of a plan could be written into the tracking files of the planned commit.

    Raises:
        SourceError: Some are not what they should be; all of them at once.
    """
    if plan.releases and repository.settings.record is not Record.TAGS_ONLY:
        _rewritten(repository, plan, {each.import_name: _NO_METADATA for each in plan.releases}, plan.commit)


class Texts:
    """The texts of a commit."""

    def __init__(self, work_tree: Path, commit: str, prefix: str) -> None:
        self._work_tree = work_tree
        self._files = files_at(work_tree, commit)
        self._prefix = prefix
        self._contents: dict[str, bytes] = {}

    def __contains__(self, path: str) -> bool:
        """Tell whether there is a file."""
        return f"{self._prefix}{path}" in self._files

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read many files with one process."""
        wanted = {path: self._files[f"{self._prefix}{path}"] for path in paths if path in self}
        contents = dict(blobs(self._work_tree, dict.fromkeys(wanted.values())))
        self._contents |= {path: contents[blob] for path, blob in wanted.items()}

    def get(self, path: str) -> str | None:
        """Read a file, byte for byte; None where there is none.

        Raises:
            SourceError: It is not UTF-8.
        """
        if path not in self:
            return None
        if path not in self._contents:
            self.read_ahead([path])
        try:
            return self._contents[path].decode()
        except UnicodeDecodeError:
            raise SourceError("the file is not UTF-8", where=path, hint="restore it from an earlier commit") from None


def _rewritten(
    repository: Repository, plan: ReleasePlan, metadata: Mapping[str, str], parent: str
) -> Mapping[str, str]:
    """Write every tracking file that a release changes.

    Args:
        repository: The repository.
        plan: What is released.
        metadata: Import name → pyproject.toml, of everything that is released.
        parent: The commit whose files are brought up to date.
    """
    before = Texts(repository.work_tree, parent, repository.prefix)
    files: dict[str, str] = {}
    errors: list[PaaError] = []
    for path, write in _tracking(repository, plan, metadata, before):
        try:
            text = write()
            if text != before.get(path):
                files[path] = text
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    return MappingProxyType(files)


def _tracking(
    repository: Repository, plan: ReleasePlan, metadata: Mapping[str, str], before: Texts
) -> Iterator[tuple[str, _Writer]]:
    folder = repository.settings.paa_dir
    versions, log = str(folder / VERSIONS), str(folder / LOG)
    own = {release.import_name: _places(folder, release.import_name) for release in plan.releases}
    before.read_ahead([versions, log, README, *BASES, *(place for places in own.values() for place in places)])
    past = _past(plan, before.get(versions) or "")
    # What a run of long ago completes has its tag and its line in the log; everything else tells of the newest one.
    newest = [release for release in plan.releases if release.import_name not in past]
    released: dict[str, Version] = {release.import_name: release.version for release in newest}
    metadata = {name: text for name, text in metadata.items() if name in released}

    def ledger() -> str:
        return record_versions(before.get(versions) or "", released, where=versions)

    time = now().strftime("%Y-%m-%d %H:%M:%S")
    rows = [LogRow(time, release.import_name, release.version) for release in plan.releases]
    yield versions, ledger
    yield log, lambda: record_log(before.get(log) or "", rows, where=log)
    for release in newest:
        notes, requirements, pyproject = own[release.import_name]
        text = metadata[release.import_name]
        yield notes, partial(_notes, release, notes, before)
        yield requirements, partial(_requirements, text)
        yield pyproject, partial(str, text)
    # Below the text that the user keeps for the README, if there is one.
    if base := next((path for path in BASES if path in before), None):
        yield README, lambda: _readme(repository, base, read_versions(ledger(), where=versions), metadata, before)


def _places(folder: PurePosixPath, name: ImportName) -> tuple[str, str, str]:
    """Name the files that a project has of its own: its notes, its requirements, its metadata."""
    return (
        str(folder / f"release_notes/{name}.md"),
        str(folder / f"requirements/requirements_{name}.txt"),
        str(folder / f"pyproject/{name}.toml"),
    )


def _past(plan: ReleasePlan, ledger: str) -> frozenset[ImportName]:
    """Name the projects of which a higher version was recorded since they were planned."""
    try:
        there = read_versions(ledger, where=VERSIONS)
    except PaaError:
        # Whoever writes the ledger says what is wrong with it.
        return frozenset()
    return frozenset(
        each.import_name for each in plan.releases if each.version < there.get(each.import_name, each.version)
    )


def _notes(release: PlannedRelease, path: str, before: Texts) -> str:
    return record_notes(before.get(path), release.version, release.notes, where=path)


def _requirements(pyproject: str) -> str:
    table = tomllib.loads(pyproject)["project"]
    extras = [
        in_extra(Requirement(line), extra)
        for extra, lines in table.get("optional-dependencies", {}).items()
        for line in lines
    ]
    return requirements_text([*table.get("dependencies", []), *extras])


def _readme(
    repository: Repository, base: str, versions: Mapping[str, Version], metadata: Mapping[str, str], before: Texts
) -> str:
    """Put the list of packages below the text of a file."""
    folder = repository.settings.paa_dir
    places = {name: str(folder / f"pyproject/{name}.toml") for name in versions if name not in metadata}
    own = str(folder / TEMPLATE)
    before.read_ahead([own, *places.values()])
    known = {**{name: before.get(place) or "" for name, place in places.items()}, **metadata}
    packages = [_listed(name, version, known[name]) for name, version in versions.items()]
    template = before.get(own)
    listing = render_text(
        read_resource("readme", TEMPLATE) if template is None else template,
        where=own,
        packages=package_rows(packages, repository.settings),
    )
    return append_list(before.get(base) or "", listing)


def _listed(name: str, version: Version, pyproject: str) -> ListedPackage:
    """Describe a package by the metadata of its last release; of a release of the predecessor little is known."""
    try:
        table = tomllib.loads(pyproject).get("project", {})
    except tomllib.TOMLDecodeError:
        table = {}
    summary, expression = table.get("description"), table.get("license")
    return ListedPackage(
        name=canonicalize_name(table.get("name", name)),
        version=version,
        summary=summary if isinstance(summary, str) else "",
        license=expression if isinstance(expression, str) else None,
    )
