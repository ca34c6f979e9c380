"""The gate that asks whether a version says that something breaks."""

from collections.abc import Iterator, Mapping, Sequence

from packaging.version import Version

from paa.adapters.files import read_text
from paa.adapters.git import is_shallow
from paa.core.audit.api_policy import deserved, grows_enough, raised
from paa.core.release.commits import decide
from paa.core.release.ledger import read_versions
from paa.core.release.versions import bump, choose
from paa.errors import PaaError
from paa.model.api import ApiBreak
from paa.model.choices import ApiPolicy, Versioning
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.ledger import VERSIONS
from paa.model.names import ImportName, spelled_alike
from paa.model.project import Project
from paa.pipeline.api import ApiComparison, growth_mark, place_of
from paa.pipeline.detect import detect_changes
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.history import read_histories
from paa.pipeline.numbering import numbering_of
from paa.pipeline.repository import Repository

__all__ = ["Api"]


class Api:
    """Compares what each project offers with what its last release offered, and its next version with what breaks."""

    name = "api"
    summary = "changes that break what the last release offered, under a version that does not say so"
    passed = "nothing breaks that a version does not tell of"
    needs = frozenset({Need.PREVIOUS})
    tools: tuple[str, ...] = ()  # a library: which of its versions is installed counts anyway
    together = False
    valid_for = None

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look for breaking changes.

        Raises:
            SourceError: The history cannot be read.
            UsageError: griffe is not installed.
        """
        settings = inspection.repository.settings
        if settings.api_policy is ApiPolicy.OFF or settings.versioning is not Versioning.SEMVER:
            # A version that is a date says nothing of what breaks.
            return ()
        released = [each for each in inspection.projects if inspection.previous(each) is not None]
        lost = tuple(_lost([each for each in inspection.projects if each not in released], inspection.repository))
        if not released:
            return lost
        with reporter.step(f"comparing {len(released)} interfaces with those of the last release"):
            return (*lost, *_Comparison(inspection, released).findings())


class _Comparison:
    """Compares projects with their last releases, under the versions that they would get."""

    def __init__(self, inspection: Inspection, projects: list[Project]) -> None:
        self._inspection = inspection
        self._projects = projects
        self._comparison = ApiComparison(inspection.repository)

    def findings(self) -> Iterator[Finding]:
        """Tell of everything that breaks under a version that does not say so."""
        following = _following(self._inspection, self._projects)
        for project in self._projects:
            tag = self._inspection.previous(project)
            if tag is None:
                continue
            if tag.commit is None:
                hint = "fetch the tags and what they name: git fetch --tags"
                yield _unavailable(project, f"the tag {tag.name} names no commit that is here", hint)
                continue
            try:
                breaks = self._comparison.of_project(project, tag.commit)
            except PaaError as error:
                yield _unavailable(project, error.message, error.hint)
                continue
            version = following[project.import_name]
            if not grows_enough(tag.version, version):
                yield from (self._finding(project, each, tag.version, version) for each in breaks)

    def _finding(self, project: Project, found: ApiBreak, previous: Version, version: Version) -> Finding:
        file = place_of(found.file, project, self._inspection.repository.layout)
        wanted = f"`[{project.import_name}][{growth_mark(previous)}]` in a commit asks for"
        return Finding(
            gate=Api.name,
            rule="breaking-change",
            message=f"{found.path}: {found.text}, since {previous}, and {version} does not say so",
            where=f"{file}:{found.line}" if found.line else str(file),
            hint=f"keep what was, or let the version say it: {wanted} {bump(previous, deserved(previous))}",
            project=project.import_name,
        )


def _lost(projects: Sequence[Project], repository: Repository) -> Iterator[Finding]:
    """Tell of projects that were released, or may have been, though no tag is here that says so."""
    if not projects:
        return
    path = repository.settings.paa_dir / VERSIONS
    file = repository.root / path
    recorded = read_versions(read_text(file, where=str(path)), where=str(path)) if file.is_file() else {}
    is_cut = is_shallow(repository.work_tree)
    hint = f"fetch the tags and what they name: git fetch {'--unshallow ' if is_cut else ''}--tags"
    for project in projects:
        if version := recorded.get(project.import_name):
            yield _unavailable(project, f"it was released as {version}, but no tag says from which commit", hint)
        elif is_cut:
            yield _unavailable(project, "history is cut off, and its tag may lie before the cut", hint)


def _unavailable(project: Project, reason: str, hint: str | None) -> Finding:
    return Finding(
        gate=Api.name,
        rule=UNAVAILABLE,
        message=f"{project.import_name} cannot be compared with its last release: {reason}",
        where=project.module.where(),
        hint=hint or "`--skip api` leaves this gate out",
        project=project.import_name,
    )


def _following(inspection: Inspection, projects: list[Project]) -> Mapping[ImportName, Version]:
    """Give the versions that projects are released as: those of the plan, else what commits and metadata ask for.

    The index is not asked: what it has besides only lets a version grow further.

    Raises:
        SourceError: The history cannot be read, or asks for a version that is taken.
    """
    planned = {each.import_name: version for each in projects if (version := inspection.planned(each)) is not None}
    rest = [each for each in projects if each.import_name not in planned]
    return planned | dict(_next_versions(inspection, rest)) if rest else planned


def _next_versions(inspection: Inspection, projects: list[Project]) -> Iterator[tuple[ImportName, Version]]:
    repository, settings = inspection.repository, inspection.repository.settings
    changes = detect_changes(repository, names=[each.import_name for each in projects])
    changed = {each.import_name: each for each in changes.changes}
    numbering = numbering_of(repository, changes.commit)
    known = {spelled_alike(name): name for name in changes.modules}
    histories = read_histories(repository, changes.commit, changes.changes, known)
    for project in projects:
        name, tag = project.import_name, inspection.previous(project)
        said = histories[name].sayings if name in histories and settings.use_commit_messages else ()
        decision = decide(said)
        taken = {tag.version} if tag else set[Version]()
        if tag and settings.api_policy is ApiPolicy.BUMP:
            decision = raised(decision, tag.version)
        declared = changed[name].declared if name in changed else None
        where = project.module.where()
        yield name, choose(decision, taken, declared=declared, numbering=numbering, where=where)
