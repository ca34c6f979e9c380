"""Install projects for development: from names to something that can be imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.environment import Environment, environment_of, running_environment, unsatisfied
from paa.adapters.files import temporary_directory
from paa.adapters.installer import install_requirements, install_wheel, refuse_conflicts, refuse_unfit
from paa.core.release.gate_policy import Switches, decide_depth
from paa.errors import UsageError, raise_together
from paa.model.distribution import DistributionKind
from paa.model.project import Project
from paa.model.settings import Settings
from paa.model.spec import PackageSpec
from paa.model.tree import SourceTree
from paa.pipeline.artifacts import Pinning, fetch_artifacts
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.check import warn_of_guesses
from paa.pipeline.editable import editable_tree
from paa.pipeline.events import Reporter
from paa.pipeline.gate_request import GateRequest
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader, read_projects
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["InstallRequest", "Installation", "Installed", "gates_of", "install_projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallRequest:
    """What shall be installed, and how.

    Attributes:
        names: Projects, as the user types them.
        python: The interpreter of the environment; the one that runs this where it is None.
        editable: Whether edits of the sources shall be seen without another installation.
        skip_requirements: Whether what is not of this repository is left alone.
        default_version: The version to install, instead of a development version of the next release.
        keep: Whether the source trees are kept.
        with_site: Whether the documentation sites of the named projects are built and installed.
        gates: Which gates look at them before; guesses are told anyway.
    """

    names: tuple[str, ...]
    python: Path | None = None
    editable: bool = False
    skip_requirements: bool = False
    default_version: Version | None = None
    keep: bool = False
    with_site: bool = False
    gates: GateRequest = field(default_factory=lambda: gates_of(Switches()))


def gates_of(switches: Switches) -> GateRequest:
    """Ask for the gates of an installation for development; guesses are told by it."""
    return GateRequest(command=None, switches=switches, strict=False, passed_over=frozenset({"compatibility/guess"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One project in an environment.

    Attributes:
        named: Whether the user named it; otherwise it is a sibling of one that was named.
    """

    spec: PackageSpec
    named: bool
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What was installed, and where.

    Attributes:
        location: The folder that holds the packages.
        scripts: The folder that holds console scripts.
        requirements: What else had to be installed.
    """

    python: Path
    location: Path
    scripts: Path
    projects: tuple[Installed, ...]
    requirements: tuple[str, ...]


def install_projects(repository: Repository, request: InstallRequest, reporter: Reporter) -> Installation:
    """Build projects and install them, behind the siblings and the requirements that they need.

    The repository is not written to.

    Raises:
        SourceError: A source is wrong.
        GateError: A gate has something against a project.
        BuildError: A wheel cannot be made.
        UsageError: The environment is not fit for it.
        IndexFailure: A requirement cannot be installed.
    """
    environment = environment_of(request.python) if request.python else running_environment()
    refuse_unfit(environment)
    reader = Reader(repository)
    named = repository.find_every(request.names)
    projects = read_projects(reader, named)
    specifier = Specifier(reader, default_version=request.default_version, development=True)
    specs = specify_projects(projects, specifier, reporter)
    warn_of_guesses((found for spec in specs for found in spec.requirements), reporter)
    _refuse_other_pythons(specs, environment)
    if _may_be_refused(specs, request.gates, repository.settings):
        chosen = [project for project in projects if project.import_name in named]
        _examine(chosen, reader, specifier, request.gates, reporter)
    missing = () if request.skip_requirements else _missing(specs, environment)
    with temporary_directory(keep=request.keep) as folder:
        if request.keep:
            reporter.warn("the source trees are kept", where=str(folder))
        unseen = Pinning.UNSEEN
        projects = fetch_artifacts(projects, repository, pinning=unseen, folder=folder, reporter=reporter).projects
        trees = [
            _tree(project, spec, reader, request, reporter, named=project.import_name in named)
            for project, spec in zip(projects, specs, strict=True)
        ]
        wheels = [build_archives(tree, (DistributionKind.WHEEL,), folder=folder, epoch=0)[0] for tree in trees]
        refuse_conflicts(wheels, environment)
        if missing:
            with reporter.step(f"installing {', '.join(missing)}"):
                install_requirements(missing, environment)
        origin = {"url": repository.root.as_uri(), "dir_info": {"editable": request.editable}}
        for wheel in wheels:
            install_wheel(wheel, environment, origin=origin)
    installed = [
        Installed(spec=spec, named=project.import_name in named, released=project.module.metadata is not None)
        for project, spec in zip(projects, specs, strict=True)
    ]
    return _installation(environment, installed, missing)


def _may_be_refused(specs: Sequence[PackageSpec], gates: GateRequest, settings: Settings) -> bool:
    """Tell whether a gate may find anything: what is asked for in one place alone contradicts nothing."""
    found = [each.requirement for spec in specs for each in spec.requirements if each.requirement.specifier]
    names = [canonicalize_name(each.name) for each in found]
    full = decide_depth(settings, gates.command, gates.switches)
    return full or bool(gates.switches.on) or len(set(names)) < len(names)


def _examine(
    projects: Sequence[Project], reader: Reader, specifier: Specifier, gates: GateRequest, reporter: Reporter
) -> None:
    """Have projects pass the gates.

    Raises:
        GateError: A gate has something against one.
    """
    # At the place of use: where no gate could find anything, none is loaded.
    from paa.pipeline.examine import pass_gates
    from paa.pipeline.gates import Subject

    pass_gates(Subject(reader=reader, projects=projects, specifier=specifier), gates, reporter)


def _installation(
    environment: Environment, projects: Sequence[Installed], requirements: tuple[str, ...]
) -> Installation:
    return Installation(
        python=environment.python,
        location=Path(environment.scheme["purelib"]),
        scripts=Path(environment.scheme["scripts"]),
        projects=tuple(projects),
        requirements=requirements,
    )


def _tree(
    project: Project, spec: PackageSpec, reader: Reader, request: InstallRequest, reporter: Reporter, *, named: bool
) -> SourceTree:
    """Assemble what is installed of a project; a documentation site comes with those that the user named."""
    tree = assemble_tree(project, spec, reader.repository)
    if request.editable:
        tree = editable_tree(tree, project, reader.repository)
    return _with_site(tree, project, reader, reporter) if request.with_site and named else tree


def _with_site(tree: SourceTree, project: Project, reader: Reader, reporter: Reporter) -> SourceTree:
    from paa.pipeline.site import site_files, with_site

    with reporter.step(f"building the site of {tree.spec.name}"):
        return with_site(tree, site_files(project, tree.spec, reader, reporter, epoch=0))


def _refuse_other_pythons(specs: Sequence[PackageSpec], environment: Environment) -> None:
    version = environment.python_version
    raise_together(
        [
            UsageError(
                f"{spec.name} is for Python {spec.requires_python}, and this is Python {version}",
                where=str(environment.python),
                hint="name another interpreter with --python, or change `requires_python` of the module",
            )
            for spec in specs
            if not spec.requires_python.contains(version, prereleases=True)
        ]
    )


def _missing(specs: Sequence[PackageSpec], environment: Environment) -> tuple[str, ...]:
    """Give the requirements that the environment lacks, without the projects that are being installed."""
    own = {spec.name for spec in specs}
    wanted = {
        str(found.requirement): None
        for spec in specs
        for found in spec.requirements
        if found.extra is None and canonicalize_name(found.requirement.name) not in own
    }
    return unsatisfied(wanted, environment) if wanted else ()
