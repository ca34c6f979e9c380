"""Make packages: from names to archives in an output folder."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.version import Version

from paa.adapters.files import temporary_directory, write_atomically
from paa.adapters.git import head_time, uncommitted
from paa.adapters.workers import parcels, spread
from paa.core.package.artifact_lock import LOCK
from paa.core.release.namesakes import namesakes
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.model.artifacts import PinState
from paa.model.choices import GatedCommand
from paa.model.distribution import KINDS, Distribution
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.pipeline.artifacts import Pinning, fetch_artifacts, write_pins
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.check import refuse_guesses
from paa.pipeline.events import Minutes, Reporter
from paa.pipeline.examine import pass_gates
from paa.pipeline.gate_request import GateRequest
from paa.pipeline.gates import Built, Subject
from paa.pipeline.indexes import metadata_version_for, profiles_of
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader, read_projects, unreleased_siblings
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["MadePackage", "MakeRequest", "make_packages"]

SHOWN = 3  # files in a warning
_GATES = GateRequest(command=GatedCommand.MAKE_PACKAGE, strict=False)
PARCEL = 50  # projects that one process makes at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRequest:
    """Which packages shall be made, and where they go.

    Attributes:
        names: Projects, as the user types them.
        every: Every module that is for release, instead of the names.
        output: The folder for the archives; nothing else in it is touched.
        default_version: The version to build, instead of the one that would be released next.
        execute_notebooks: Whether example notebooks are run before their text becomes part of the README.
        kernel: The kernel that runs them, instead of the configured one.
        keep: Whether the source trees are kept.
        with_site: Whether the documentation site is shipped, even where the configuration does not ask for it.
        gates: Which gates look at the packages.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    output: Path
    default_version: Version | None = None
    execute_notebooks: bool = False
    kernel: str | None = None
    keep: bool = False
    with_site: bool = False
    gates: GateRequest = _GATES


@dataclass(frozen=True, slots=True)
class MadePackage:
    """The archives of one project, and the metadata in them."""

    spec: PackageSpec
    distributions: tuple[Distribution, ...]


def make_packages(repository: Repository, request: MakeRequest, reporter: Reporter) -> tuple[MadePackage, ...]:
    """Build wheel and sdist of projects; all of them are made before the first one is delivered.

    Raises:
        UsageError: Neither names nor every project are asked for, or both are.
        SourceError: A source is wrong, a module is not for release, or there is no commit yet.
        GateError: A requirement is only guessed, or a gate has something against a package.
        BuildError: An archive cannot be made or written.
    """
    if bool(request.names) == request.every:
        raise UsageError("name the modules to make, or say --all instead", hint="`paa make-package my-module`")
    epoch = head_time(repository.work_tree)
    if epoch is None:
        hint = "commit first: the files in the archives carry the date of the commit"
        raise SourceError("there is no commit yet", where=str(repository.root), hint=hint)
    names = repository.all_projects() if request.every else repository.find_every(request.names)
    with temporary_directory(keep=request.keep) as folder:
        if request.keep:
            reporter.warn("the source trees are kept", where=str(folder))
        orders = _orders(repository, request, names, epoch=epoch, folder=folder)
        outcomes = [_make(orders[0], reporter)] if len(orders) == 1 else _make_apart(orders, reporter)
        raise_together([error for outcome in outcomes for error in outcome.errors])
        made = [each for outcome in outcomes for each in outcome.made]
        # Each order has seen only its own projects.
        modules = repository.layout.modules
        specs = [each.spec for each in made]
        raise_together(list(namesakes((spec.import_name, spec.name, str(modules[spec.import_name])) for spec in specs)))
        reader = outcomes[0].reader or Reader(repository)
        projects = [reader.project(each.spec.import_name) for each in made]
        built = {each.spec.import_name: Built.of(each.spec, each.distributions, epoch) for each in made}
        pass_gates(Subject(reader=reader, projects=projects, built=built), request.gates, reporter)
        _note_pins(repository, [pin for outcome in outcomes for pin in outcome.pins], reporter)
        _warn_uncommitted(repository, frozenset[Path]().union(*(outcome.files for outcome in outcomes)), reporter)
        return tuple(_deliver(each, request.output) for each in made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Some of the projects that are to be made.

    Attributes:
        folder: A private folder.
        refused: A file that is there when an order met an error: then nothing has to be built any more.
    """

    repository: Repository
    request: MakeRequest
    names: tuple[ImportName, ...]
    epoch: int
    folder: Path
    refused: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What became of an order.

    Attributes:
        files: What everything was made from.
        pins: What the lock of fetched artifacts lacks.
        errors: All that is wrong; then nothing was made.
        reader: What read the sources, where that was in this process.
    """

    made: tuple[MadePackage, ...] = ()
    pins: tuple[PinState, ...] = ()
    files: frozenset[Path] = frozenset()
    errors: tuple[PaaError, ...] = ()
    reader: Reader | None = None


def _orders(
    repository: Repository, request: MakeRequest, names: Sequence[ImportName], *, epoch: int, folder: Path
) -> list[_Order]:
    """Divide the projects among as many processes as are worth it."""
    shares = parcels(names, PARCEL)
    return [
        _Order(
            repository=repository,
            request=request,
            names=tuple(share),
            epoch=epoch,
            folder=folder / str(number) if len(shares) > 1 else folder,
            refused=folder / ".refused",
        )
        for number, share in enumerate(shares)
    ]


def _make_apart(orders: Sequence[_Order], reporter: Reporter) -> list[_Outcome]:
    """Let several processes work, and tell what they have to say in the sequence of the projects."""
    outcomes: list[_Outcome] = []
    count = sum(len(order.names) for order in orders)
    with reporter.step(f"making {count} packages"):
        results = list(spread(_make_quietly, orders))
    for outcome, minutes in results:
        minutes.tell(reporter)
        outcomes.append(outcome)
    return outcomes


def _make_quietly(order: _Order) -> tuple[_Outcome, Minutes]:
    minutes = Minutes()
    return replace(_make(order, minutes), reader=None), minutes


def _make(order: _Order, reporter: Reporter) -> _Outcome:
    """Make packages; when one of them, or one of another order, cannot be made, only look for further errors."""
    repository = order.repository
    try:
        reader = Reader(repository)
        read = _released(reader, order, reporter)
        fetched = fetch_artifacts(read, repository, pinning=Pinning.NOTED, folder=order.folder, reporter=reporter)
        projects = fetched.projects
        metadata_version = metadata_version_for(profiles_of(repository).values())
        specifier = Specifier(reader, default_version=order.request.default_version, metadata_version=metadata_version)
        if order.request.execute_notebooks:
            # At the place of use: who runs no notebook does not pay for it.
            from paa.pipeline.walkthroughs import execute_walkthroughs

            kernel = order.request.kernel or repository.settings.kernel_name
            projects = execute_walkthroughs(
                projects, reader, specifier, kernel=kernel, folder=order.folder, reporter=reporter
            )
        specs = specify_projects(projects, specifier, reporter)
        refuse_guesses(specs)
        made: list[MadePackage] = []
        is_documented = order.request.with_site or repository.settings.add_mkdocs_site
        for project, spec in zip(projects, specs, strict=True):
            if order.refused.exists():
                break
            with reporter.step(f"building {spec.name} {spec.version}"):
                tree = assemble_tree(project, spec, repository)
                if is_documented:
                    from paa.pipeline.site import site_files, with_site

                    tree = with_site(tree, site_files(project, spec, reader, reporter, epoch=order.epoch))
                made.append(MadePackage(spec, build_archives(tree, KINDS, folder=order.folder, epoch=order.epoch)))
    except PaaError as error:
        order.refused.touch()
        return _Outcome(errors=error.problems)
    files = frozenset(_files(repository, read, with_site=is_documented))
    return _Outcome(made=tuple(made), files=files, pins=fetched.pins, reader=reader)


def _note_pins(repository: Repository, pins: Sequence[PinState], reporter: Reporter) -> None:
    """Write what was fetched for the first time into the lock."""
    if pins:
        write_pins(repository, pins)
        files = [f"artifacts/{pin.name} of {pin.import_name}" for pin in pins[:SHOWN]]
        more = f" and {len(pins) - SHOWN} more" if len(pins) > SHOWN else ""
        where = str(repository.settings.paa_dir / LOCK)
        hint = "commit it: a release takes only what it names"
        reporter.warn(f"pinned what was fetched: {', '.join(files)}{more}", where=where, hint=hint)


def _released(reader: Reader, order: _Order, reporter: Reporter) -> tuple[Project, ...]:
    """Read the projects that are to be built, each behind its siblings; a module without metadata is none."""
    chosen = order.names
    ordered = read_projects(reader, chosen)
    errors: list[PaaError] = []
    released: list[Project] = []
    for project in ordered:
        errors += unreleased_siblings(project, reader)
        if project.import_name not in chosen:
            continue
        if project.module.metadata is not None:
            released.append(project)
        elif order.request.every:
            reporter.warn("not for release: it has no __package_metadata__", where=project.module.where())
        else:
            errors.append(_not_for_release(project.module.where()))
    raise_together(errors)
    return tuple(released)


def _not_for_release(where: str) -> SourceError:
    hint = 'add `__package_metadata__ = {"description": "…"}`; `paa test-install` works without it'
    return SourceError("this module is not for release: it has no __package_metadata__", where=where, hint=hint)


def _files(repository: Repository, projects: Sequence[Project], *, with_site: bool) -> Iterator[Path]:
    for project in projects:
        if with_site:
            from paa.pipeline.site import site_sources

            yield from site_sources(project, Reader(repository))
        yield from (repository.root / source.path for source in project.sources)
        yield from (file.source for file in (*project.artifacts, *project.licenses))


def _warn_uncommitted(repository: Repository, files: Collection[Path], reporter: Reporter) -> None:
    tree = repository.work_tree
    changed = uncommitted(tree, sorted(path for path in files if path.is_relative_to(tree)))
    if changed:
        more = len(changed) - SHOWN
        listed = ", ".join(changed[:SHOWN]) + (f" and {more} more" if more > 0 else "")
        hint = "what is built is not what the last commit says; commit to build something that can be built again"
        reporter.warn(f"not committed: {listed}", hint=hint)


def _deliver(made: MadePackage, output: Path) -> MadePackage:
    delivered: list[Distribution] = []
    for distribution in made.distributions:
        path = output / distribution.path.name
        write_atomically(path, distribution.path)
        delivered.append(replace(distribution, path=path))
    return MadePackage(made.spec, tuple(delivered))
