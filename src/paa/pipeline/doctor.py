"""Tell before a release what would stand in its way, and what to do about it; nothing is changed anywhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from paa.adapters.git import find_commit, is_shallow, release_tags, try_push
from paa.adapters.index import Index, open_index, whole_of
from paa.adapters.index.readiness import readiness
from paa.core.release.likeness import is_prohibited, looks_like, without_separators
from paa.core.release.strangers import is_strange
from paa.core.release.tags import tagged_versions
from paa.errors import PaaError, UsageError
from paa.model.choices import Record
from paa.model.diagnosis import Diagnosis, Symptom, Verdict
from paa.model.index_profile import DefinedIndex
from paa.model.index_traits import traits_of
from paa.model.names import ImportName, NormalizedName
from paa.pipeline.destination import REQUESTS, place_of
from paa.pipeline.detect import detect_changes
from paa.pipeline.indexes import find_index
from paa.pipeline.numbers import OurVersions, ration_of
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["DoctorRequest", "diagnose"]

SHOWN = 3  # names in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorRequest:
    """What is looked at.

    Attributes:
        names: Projects, as the user types them; those that have something to release where there are none.
        every: Every module that is for release.
        index: The index that a release would go to; the configured one where it is None.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    index: str | None = None


def diagnose(repository: Repository, request: DoctorRequest) -> Diagnosis:
    """Look at the repository, its remote, the indexes and the projects of a release.

    Raises:
        UsageError: Names are given, and every module is asked for.
        ConfigError: There is no such index.
        SourceError: A name is none of a module.
    """
    if request.names and request.every:
        raise UsageError("name modules, or say --all, and not both", hint="`paa doctor my-module`")
    goal = find_index(repository, request.index or repository.settings.publish_to)
    named = repository.find_every(request.names)
    symptoms = [*_history(repository), *_remote(repository)]
    for index in _route(repository, goal):
        symptoms += _login(repository, index)
    patients, noticed = _patients(repository, request, named)
    return Diagnosis(symptoms=(*symptoms, *noticed, *_Practice(repository, goal).examine(patients)))


def _good(subject: str, check: str, text: str) -> Symptom:
    return Symptom(subject=subject, check=check, verdict=Verdict.GOOD, text=text)


def _doubtful(subject: str, check: str, text: str, hint: str) -> Symptom:
    return Symptom(subject=subject, check=check, verdict=Verdict.DOUBTFUL, text=text, hint=hint)


def _bad(subject: str, check: str, error: PaaError) -> Iterator[Symptom]:
    for problem in error.problems:
        text = f"{problem.where}: {problem.message}" if problem.where else problem.message
        yield Symptom(subject=subject, check=check, verdict=Verdict.BAD, text=text, hint=problem.hint)


def _tried(subject: str, check: str, look: Callable[[], str]) -> Iterator[Symptom]:
    """Turn what is said, or what fails, into a symptom."""
    try:
        yield _good(subject, check, look())
    except PaaError as error:
        yield from _bad(subject, check, error)


HERE = "repository"


def _history(repository: Repository) -> Iterator[Symptom]:
    tree = repository.work_tree
    if find_commit(tree, "HEAD") is None:
        hint = "git add --all && git commit: what is released is a commit"
        yield Symptom(subject=HERE, check="history", verdict=Verdict.BAD, text="there is no commit yet", hint=hint)
    elif is_shallow(tree):
        hint = "git fetch --unshallow --tags (in a pipeline: fetch-depth 0)"
        text = "it was cut off when it was cloned, so what changed cannot be told"
        yield Symptom(subject=HERE, check="history", verdict=Verdict.BAD, text=text, hint=hint)
    else:
        yield _good(HERE, "history", "it is there, whole")


def _remote(repository: Repository) -> Iterator[Symptom]:
    """Try what recording a release needs; a dry run asks the remote who we are, and leaves nothing there."""
    try:
        place = place_of(repository, to_push=True)
    except PaaError as error:
        yield from _bad(HERE, "branch", error)
        return
    mode = repository.settings.record
    text = {
        Record.PUSH: f"releases are recorded on {place.branch}",
        Record.PULL_REQUEST: f"releases are recorded by pull requests into {place.branch}",
        Record.TAGS_ONLY: "releases are recorded by tags alone",
    }[mode]
    yield _good(HERE, "branch", text)
    if place.remote is None:
        yield _doubtful(
            HERE, "remote", "there is none, so the record of a release stays here", "git remote add origin ADDRESS"
        )
        return
    remote = place.remote

    def push() -> str:
        try_push(repository.work_tree, remote, f"refs/heads/{REQUESTS}trial")
        return f"you may push to {remote}, as far as it tells before a push"

    yield from _tried(HERE, "remote", push)


def _route(repository: Repository, goal: DefinedIndex) -> Iterator[DefinedIndex]:
    if repository.settings.stage_to:
        yield find_index(repository, repository.settings.stage_to)
    yield goal


def _login(repository: Repository, goal: DefinedIndex) -> Iterator[Symptom]:
    subject = f"index {goal.name}"
    yield from _tried(subject, "login", lambda: readiness(open_index(goal.name, goal.profile, repository.root)))


def _patients(
    repository: Repository, request: DoctorRequest, named: Sequence[ImportName]
) -> tuple[tuple[ImportName, ...], tuple[Symptom, ...]]:
    """Choose the projects; where nobody can tell what changed, all of them are looked at."""
    if named:
        return tuple(named), ()
    every = tuple(sorted(repository.layout.modules))
    if request.every:
        return every, ()
    try:
        return tuple(change.import_name for change in detect_changes(repository).changes), ()
    except PaaError as error:
        return every, tuple(_bad(HERE, "changes", error))


class _Practice:
    """Looks at projects, one by one."""

    def __init__(self, repository: Repository, goal: DefinedIndex) -> None:
        self._repository = repository
        self._goal = goal
        self._index: Index | None = whole_of(open_index(goal.name, goal.profile, repository.root))
        self._reader = Reader(repository)
        self._specifier = Specifier(self._reader)
        self._alike: dict[str, NormalizedName] = {}
        self._fresh: list[NormalizedName] = []
        head = find_commit(repository.work_tree, "HEAD")
        tagged = tagged_versions(release_tags(repository.work_tree))
        self._ours = OurVersions(repository, head, tagged) if head else None

    def examine(self, names: Sequence[ImportName]) -> Iterator[Symptom]:
        for name in names:
            yield from self._project(name)
        yield from self._limits(len(names))

    def _project(self, name: ImportName) -> Iterator[Symptom]:
        try:
            project = self._reader.project(name)
            if project.module.metadata is None:
                hint = 'add `__package_metadata__ = {"description": "…"}` when it shall be released'
                yield _doubtful(name, "metadata", "it is not for release: it has no __package_metadata__", hint)
                return
            spec = self._specifier.specify(project, inferring=False)
        except PaaError as error:
            yield from _bad(name, "metadata", error)
            return
        yield from self._name(name, spec.name)
        if not (project.module.docstring or project.readme or spec.summary):
            hint = "write a docstring at the top of the module: it becomes the README and the summary"
            yield _doubtful(spec.name, "README", "it says nothing of what the package does", hint)
        if spec.license is None and not spec.license_files:
            hint = "say `license_label: MIT`, or another SPDX expression, in .paa.config or in the metadata"
            yield _doubtful(spec.name, "licence", "there is none, so nobody may use the package", hint)

    def _name(self, module: ImportName, name: NormalizedName) -> Iterator[Symptom]:
        other = self._alike.setdefault(looks_like(name), name)
        if other != name:
            hint = "give one of them another name"
            text = f"an index cannot tell it from {other}"
            yield Symptom(subject=name, check="name", verdict=Verdict.BAD, text=text, hint=hint)
        elif is_prohibited(name) and self._is_public:
            hint = "say another `name` in __package_metadata__"
            text = "it is a name of the standard library, and the index gives those to nobody"
            yield Symptom(subject=name, check="name", verdict=Verdict.BAD, text=text, hint=hint)
        elif self._index is not None:
            yield from self._on_index(module, name, self._index)

    @property
    def _is_public(self) -> bool:
        return traits_of(self._goal.profile).rationed

    def _on_index(self, module: ImportName, name: NormalizedName, index: Index) -> Iterator[Symptom]:
        try:
            there = index.project(name)
            near = without_separators(name) if there is None and self._is_public else None
            taken = near is not None and index.project(near) is not None
        except PaaError as error:
            # One that does not answer is not asked for every name.
            self._index = None
            yield from _bad(f"index {self._goal.name}", "reading", error)
            return
        if is_strange(there, self._ours.of(module) if self._ours else ()):
            hint = f"choose another name, or `paa release --claim {name}` if it is yours"
            text = f"the index {self._goal.name} has a project of this name that this repository never released"
            yield Symptom(subject=name, check="name", verdict=Verdict.BAD, text=text, hint=hint)
        elif taken:
            hint = f"choose a name that is not {near} without its separators"
            text = f"the index {self._goal.name} has {near}, and may refuse this name as too similar"
            yield Symptom(subject=name, check="name", verdict=Verdict.BAD, text=text, hint=hint)
        elif there is None:
            self._fresh.append(name)
            yield _good(name, "name", f"it is free on {self._goal.name}: this would be its first release there")
        else:
            yield _good(name, "name", f"it is ours on {self._goal.name}")

    def _limits(self, count: int) -> Iterator[Symptom]:
        settings = self._repository.settings
        subject = f"index {self._goal.name}"
        ration = ration_of(self._repository, self._goal.profile)
        waiting = [name for name in self._fresh if not ration.takes(ImportName(name))]
        if waiting:
            more = f" and {len(waiting) - SHOWN} more" if len(waiting) > SHOWN else ""
            hint = "run the release again each day, or set `new_projects_per_day` to what the index grants you"
            listed = f"{', '.join(waiting[:SHOWN])}{more}"
            text = f"it takes {settings.new_projects_per_day} new projects a day; these will wait: {listed}"
            yield _doubtful(subject, "limit", text, hint)
        if count > settings.release_limit:
            hint = "look at `paa plan`, and say --yes; `release_limit` in .paa.config sets the limit"
            text = f"a release of {count} projects at once is above the limit of {settings.release_limit}"
            yield _doubtful(HERE, "limit", text, hint)
