"""Test projects as their users get them: the wheel, installed into a fresh environment, and pytest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from paa.adapters.files import list_files, temporary_directory, write_files
from paa.adapters.fresh_environment import find_interpreter, install_into, make_environment, run_pytest
from paa.errors import GateError, PaaError, UsageError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.model.tested import Outcome, Tested
from paa.pipeline.artifacts import Pinning, fetch_artifacts
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.check import refuse_guesses
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader, read_projects
from paa.pipeline.specify import Specifier, specify_projects
from paa.pipeline.test_needs import TestNeeds, read_needs

__all__ = ["Bench", "TrialRequest", "Wheels", "has_tests", "refuse_failed", "run_tests", "try_project"]

_NOTHING_COLLECTED = 5  # pytest's exit code
_INI = PurePosixPath("pytest.ini")

Wheels = Mapping[ImportName, Distribution]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRequest:
    """Which projects are tested, and with what.

    Attributes:
        names: Projects, as the user types them.
        every: Every module of the repository, instead of the names.
        python: The interpreter, its version, or the folder of its environment; that of paa where it is None.
        options: What pytest is told besides.
        seconds: How long the tests of one project may take.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    python: str | None = None
    options: tuple[str, ...] = ()
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where the tests of projects are run.

    Attributes:
        folder: A private one.
        wheels: Of the projects, and of every sibling that one of them or its tests need.
    """

    reader: Reader
    folder: Path
    wheels: Wheels
    python: str | None
    options: tuple[str, ...]
    seconds: float


def run_tests(repository: Repository, request: TrialRequest, reporter: Reporter) -> tuple[Tested, ...]:
    """Run the tests of projects against their wheels.

    Raises:
        UsageError: Neither names nor every project are asked for, or both are, or there is no such interpreter.
        SourceError: A source is wrong.
        BuildError: A wheel cannot be made.
        GateError: A requirement is only guessed.
    """
    if bool(request.names) == request.every:
        raise UsageError("name the modules to test, or say --all instead", hint="`paa test my-module`")
    python = find_interpreter(request.python) if request.python else None
    names = repository.all_projects() if request.every else repository.find_every(request.names)
    reader = Reader(repository)
    needs = {name: read_needs(reader, reader.project(name), reporter) for name in names if has_tests(repository, name)}
    wanted = dict.fromkeys([*names, *(sibling for each in needs.values() for sibling in each.siblings)])
    projects = read_projects(reader, tuple(wanted))
    specifier = Specifier(reader, development=True)
    specs = {each.import_name: each for each in specify_projects(projects, specifier, reporter)}
    # What is only guessed may be a stranger's: it is not installed.
    refuse_guesses(tuple(specs.values()))
    with temporary_directory() as folder:
        wheels = _wheels(projects, specs, reader, folder / "wheels", reporter) if needs else {}
        bench = Bench(
            reader=reader,
            folder=folder,
            wheels=wheels,
            python=python,
            options=request.options,
            seconds=request.seconds,
        )
        tested: list[Tested] = []
        for name in names:
            spec = specs[name]
            if name not in needs:
                tested.append(_untested(spec, repository, Outcome.NONE))
                continue
            try:
                tested.append(try_project(reader.project(name), spec, needs[name], bench, reporter))
            except PaaError as error:
                # That one cannot be tested hides nothing of the others.
                tested.append(_untested(spec, repository, Outcome.NOT_RUN, error))
    return tuple(tested)


def has_tests(repository: Repository, name: ImportName) -> bool:
    """Tell whether a project has a folder with test files."""
    return any(path.suffix == ".py" for path in list_files(repository.root / _home(repository, name)))


def try_project(project: Project, spec: PackageSpec, needs: TestNeeds, bench: Bench, reporter: Reporter) -> Tested:
    """Install a wheel with all that it and its tests need into a fresh environment, and run the tests.

    Raises:
        UsageError: There is no such interpreter.
        IndexFailure: What the tests need cannot be installed.
        GateError: The tests take too long, or cannot be started.
    """
    repository = bench.reader.repository
    home = _home(repository, project.import_name)
    folder = bench.folder / project.import_name
    environment = make_environment(folder / "environment", bench.python, seconds=bench.seconds)
    if not spec.requires_python.contains(environment.python_version, prereleases=True):
        text = f"{spec.name} is for Python {spec.requires_python}, and this is Python {environment.python_version}"
        raise UsageError(text, where=project.module.where(), hint="name another one with --python")
    requirements = [*_of_ours(project, needs, bench), "pytest", *needs.requirements]
    with reporter.step(f"installing {spec.name} and what its tests need"):
        install_into(environment, requirements, seconds=bench.seconds)
    work = folder / "work"
    write_files(work, _tests(repository, home))
    with reporter.step(f"testing {spec.name} with Python {environment.python_version}"):
        try:
            done = run_pytest(environment, work, options=bench.options, seconds=bench.seconds)
        except TimeoutError:
            text = f"the tests of {spec.name} took longer than {bench.seconds:g} seconds"
            raise GateError(text, where=str(home), hint="`--timeout` gives them more") from None
        except OSError as error:
            raise GateError(f"pytest cannot be started: {error.strerror or error}", where=str(home)) from None
    return Tested(
        import_name=project.import_name,
        name=spec.name,
        version=spec.version,
        outcome={0: Outcome.PASSED, _NOTHING_COLLECTED: Outcome.NONE}.get(done.code, Outcome.FAILED),
        where=str(home),
        python=environment.python_version,
        output=(done.out + done.err).replace(str(work), "."),
    )


def refuse_failed(tested: Sequence[Tested]) -> None:
    """Refuse projects whose tests fail, or could not be run.

    Raises:
        PaaError: There are some; all of them at once.
    """
    hint = "what pytest said is above"
    errors = [
        each.failure or GateError(f"the tests of {each.name} fail", where=each.where, hint=hint)
        for each in tested
        if each.outcome in {Outcome.FAILED, Outcome.NOT_RUN}
    ]
    raise_together(errors)


def _untested(spec: PackageSpec, repository: Repository, outcome: Outcome, failure: PaaError | None = None) -> Tested:
    return Tested(
        import_name=spec.import_name,
        name=spec.name,
        version=spec.version,
        outcome=outcome,
        where=str(_home(repository, spec.import_name)),
        failure=failure,
    )


def _home(repository: Repository, name: ImportName) -> PurePosixPath:
    return repository.settings.tests_dir / name


def _wheels(
    projects: Iterable[Project],
    specs: Mapping[ImportName, PackageSpec],
    reader: Reader,
    folder: Path,
    reporter: Reporter,
) -> Wheels:
    repository = reader.repository
    fetched = fetch_artifacts(
        tuple(projects), repository, pinning=Pinning.UNSEEN, folder=folder, reporter=reporter
    ).projects
    return {
        each.import_name: build_archives(
            assemble_tree(each, specs[each.import_name], repository),
            (DistributionKind.WHEEL,),
            folder=folder,
            epoch=0,
        )[0]
        for each in fetched
    }


def _of_ours(project: Project, needs: TestNeeds, bench: Bench) -> Sequence[str]:
    """Name the wheels that are installed: of the project, of its siblings and theirs, and of those its tests import."""
    reached = read_projects(bench.reader, (project.import_name, *needs.siblings))
    extras = {project.import_name: f"[{','.join(needs.extras)}]" if needs.extras else ""}
    wheels = [(each.import_name, bench.wheels[each.import_name]) for each in reached]
    return [f"{wheel.name}{extras.get(name, '')} @ {wheel.path.as_uri()}" for name, wheel in wheels]


def _tests(repository: Repository, home: PurePosixPath) -> Mapping[PurePosixPath, bytes | Path]:
    """Lay out the tests in a folder of another name than the package: one with `__init__.py` would hide it."""
    root = repository.root
    shared = root / home.parent / "conftest.py"
    files: dict[PurePosixPath, bytes | Path] = {
        # pytest looks for its configuration in every folder above: here it ends.
        _INI: b"[pytest]\n",
        **({PurePosixPath(shared.name): shared} if shared.is_file() else {}),
    }
    return files | {"tests" / path: root / home / path for path in list_files(root / home)}
