"""Write the tracking files as they are after a release: ledger, notes, requirements, metadata, the README's list."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.clock import now
from paa.adapters.frontend import read_pyproject
from paa.adapters.git import blobs, files_at
from paa.adapters.resources import read_resource
from paa.adapters.templates import render_text
from paa.core.ledger import read_versions, record_log, record_versions, requirements_text
from paa.core.notes import record_notes
from paa.core.package_list import ListedPackage, append_list, package_rows
from paa.errors import SourceError
from paa.model.distribution import Distribution, DistributionKind
from paa.model.ledger import LOG, VERSIONS, LogRow
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.pipeline.repository import Repository

__all__ = ["Texts", "changed_files"]

README = "README.md"
BASES = (".github/docs/README_base.md", ".azure/docs/README_base.md")
TEMPLATE = "package_list.md.j2"


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
    prefix = repository.prefix
    before = Texts(repository.work_tree, parent, prefix)
    files = dict(_tracking(repository, plan, distributions, before))
    return MappingProxyType(
        {f"{prefix}{path}": text.encode() for path, text in files.items() if text != before.get(path)}
    )


class Texts:
    """The texts of a commit."""

    def __init__(self, work_tree: Path, commit: str, prefix: str) -> None:
        self._work_tree = work_tree
        self._files = files_at(work_tree, commit)
        self._prefix = prefix

    def get(self, path: str) -> str | None:
        """Read a file, byte for byte; None where there is none.

        Raises:
            SourceError: It is not UTF-8.
        """
        blob = self._files.get(f"{self._prefix}{path}")
        if blob is None:
            return None
        ((_, content),) = blobs(self._work_tree, [blob])
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise SourceError("the file is not UTF-8", where=path, hint="restore it from an earlier commit") from None


def _tracking(
    repository: Repository, plan: ReleasePlan, distributions: Sequence[Distribution], before: Texts
) -> Iterator[tuple[str, str]]:
    folder = repository.settings.paa_dir
    versions, log = str(folder / VERSIONS), str(folder / LOG)
    released: dict[str, Version] = {release.import_name: release.version for release in plan.releases}
    ledger = record_versions(before.get(versions) or "", released, where=versions)
    yield versions, ledger
    time = now().strftime("%Y-%m-%d %H:%M:%S")
    rows = [LogRow(time, release.import_name, release.version) for release in plan.releases]
    yield log, record_log(before.get(log) or "", rows, where=log)
    sdists = {each.import_name: each for each in distributions if each.kind is DistributionKind.SDIST}
    metadata = {str(name): read_pyproject(sdist.path) for name, sdist in sdists.items()}
    for release in plan.releases:
        yield from _of_project(release, metadata[release.import_name], folder, before)
    yield from _readme(repository, read_versions(ledger, where=versions), metadata, before)


def _of_project(
    release: PlannedRelease, pyproject: str, folder: PurePosixPath, before: Texts
) -> Iterator[tuple[str, str]]:
    name = release.import_name
    notes = str(folder / f"release_notes/{name}.md")
    yield notes, record_notes(before.get(notes), release.version, release.notes, where=notes)
    table = tomllib.loads(pyproject)["project"]
    extras = [
        _in_extra(line, extra) for extra, lines in table.get("optional-dependencies", {}).items() for line in lines
    ]
    yield (
        str(folder / f"requirements/requirements_{name}.txt"),
        requirements_text([*table.get("dependencies", []), *extras]),
    )
    yield str(folder / f"pyproject/{name}.toml"), pyproject


def _in_extra(line: str, extra: str) -> str:
    requirement = Requirement(line)
    condition = f'extra == "{extra}"'
    requirement.marker = Marker(f"({requirement.marker}) and {condition}" if requirement.marker else condition)
    return str(requirement)


def _readme(
    repository: Repository, versions: Mapping[str, Version], metadata: Mapping[str, str], before: Texts
) -> Iterator[tuple[str, str]]:
    """Put the list of packages below the text that the user keeps for the README, if there is one."""
    base = next((text for path in BASES if (text := before.get(path)) is not None), None)
    if base is None:
        return
    folder = repository.settings.paa_dir
    known = {name: metadata.get(name) or before.get(str(folder / f"pyproject/{name}.toml")) or "" for name in versions}
    packages = [_listed(name, version, known[name]) for name, version in versions.items()]
    own = str(folder / TEMPLATE)
    template = before.get(own)
    listing = render_text(
        read_resource("readme", TEMPLATE) if template is None else template,
        where=own,
        packages=package_rows(packages, repository.settings),
    )
    yield README, append_list(base, listing)


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
