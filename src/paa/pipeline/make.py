"""Make packages: from names to archives in an output folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.version import Version

from paa.adapters.files import temporary_directory, write_atomically
from paa.adapters.git import head_time, uncommitted
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader, read_projects
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["MadePackage", "MakeRequest", "make_packages"]

SHOWN = 3  # files in a warning
_KINDS = (DistributionKind.WHEEL, DistributionKind.SDIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRequest:
    """Which packages shall be made, and where they go.

    Attributes:
        names: Projects, as the user types them.
        every: Every module that is for release, instead of the names.
        output: The folder for the archives; nothing else in it is touched.
        default_version: The version to build, instead of the one that would be released next.
        keep: Whether the source trees are kept.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    output: Path
    default_version: Version | None = None
    keep: bool = False


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
        BuildError: An archive cannot be made or written.
    """
    if bool(request.names) == request.every:
        raise UsageError("name the modules to make, or say --all", hint="`paa make-package my-module`")
    epoch = head_time(repository.work_tree)
    if epoch is None:
        hint = "commit first: the files in the archives carry the date of the commit"
        raise SourceError("there is no commit yet", where=str(repository.root), hint=hint)
    reader = Reader(repository)
    projects = _released(repository, reader, request, reporter)
    specs = specify_projects(projects, Specifier(reader, default_version=request.default_version), reporter)
    _warn_uncommitted(repository, projects, reporter)
    with temporary_directory(keep=request.keep) as folder:
        if request.keep:
            reporter.warn("the source trees are kept", where=str(folder))
        made: list[MadePackage] = []
        for project, spec in zip(projects, specs, strict=True):
            with reporter.step(f"building {spec.name} {spec.version}"):
                tree = assemble_tree(project, spec, repository)
                made.append(MadePackage(spec, build_archives(tree, _KINDS, folder=folder, epoch=epoch)))
        return tuple(_deliver(each, request.output) for each in made)


def _released(repository: Repository, reader: Reader, request: MakeRequest, reporter: Reporter) -> tuple[Project, ...]:
    """Read the projects that are to be built, each behind its siblings; a module without metadata is none."""
    named = repository.find_every(request.names)
    chosen = repository.all_projects() if request.every else named
    ordered = read_projects(reader, chosen)
    errors: list[PaaError] = []
    released: list[Project] = []
    for project in ordered:
        errors += _unreleased_siblings(project, reader)
        if project.import_name not in chosen:
            continue
        if project.module.metadata is not None:
            released.append(project)
        elif request.every:
            reporter.warn("not for release: it has no __package_metadata__", where=project.module.where())
        else:
            errors.append(_not_for_release(project.module.where()))
    raise_together(errors)
    return tuple(released)


def _not_for_release(where: str) -> SourceError:
    hint = 'add `__package_metadata__ = {"description": "…"}`; `paa test-install` works without it'
    return SourceError("this module is not for release: it has no __package_metadata__", where=where, hint=hint)


def _unreleased_siblings(project: Project, reader: Reader) -> Iterator[SourceError]:
    if project.module.metadata is None:
        return
    for name, where in project.siblings.items():
        sibling = reader.project(name)
        if sibling.module.metadata is None:
            yield SourceError(
                f"{project.import_name} is for release and imports {name}, which is not",
                where=where,
                hint=f"add __package_metadata__ to {sibling.module.path}, or make a component of it",
            )


def _warn_uncommitted(repository: Repository, projects: Sequence[Project], reporter: Reporter) -> None:
    files = [repository.root / source.path for project in projects for source in project.sources]
    files += [file.source for project in projects for file in (*project.artifacts, *project.licenses)]
    changed = uncommitted(repository.work_tree, [path for path in files if path.is_relative_to(repository.work_tree)])
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
