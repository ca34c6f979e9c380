"""The gate that runs the tests of projects against their wheels."""

from collections.abc import Iterator

from paa.errors import PaaError
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.project import Project
from paa.model.tested import Outcome, Tested
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.sources import read_projects

__all__ = ["Tests"]

DAY = 24 * 60 * 60.0  # seconds: what is installed for them changes with each release on the index
_SHOWN = 40  # lines of what pytest prints


class Tests:
    """Installs each wheel into a fresh environment, and has pytest run what is in `tests_dir`."""

    __test__ = False  # pytest takes every class of such a name for a test

    name = "tests"
    summary = "the tests of each project, run against its wheel in a fresh environment"
    passed = "no failing test"
    needs = frozenset({Need.ARCHIVES, Need.TESTS, Need.NETWORK})
    tools = ("uv", "pip")
    together = False
    valid_for = DAY

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Run tests; a project that cannot be tested hides no other one."""
        return tuple(finding for project in inspection.projects for finding in _look(project, inspection, reporter))


def _look(project: Project, inspection: Inspection, reporter: Reporter) -> Iterator[Finding]:
    from paa.pipeline.testing import has_tests

    if not has_tests(inspection.repository, project.import_name):
        where = str(inspection.repository.settings.tests_dir / project.import_name)
        reporter.warn(f"{project.import_name} has no tests", where=where)
        return
    try:
        tested = _try(project, inspection, reporter)
    except PaaError as error:
        for problem in error.problems:
            yield Finding(
                gate=Tests.name,
                rule=UNAVAILABLE,
                message=f"{project.import_name} could not be tested: {problem.message}",
                where=problem.where or project.module.where(),
                hint=problem.hint or f"`paa test {project.import_name}` shows more",
                project=project.import_name,
            )
        return
    if tested.outcome is Outcome.FAILED:
        lines = [line for line in tested.output.splitlines() if line.strip()]
        yield Finding(
            gate=Tests.name,
            rule="failed",
            message="\n    ".join([f"the tests of {tested.name} fail", *lines[-_SHOWN:]]),
            where=tested.where,
            hint=f"`paa test {tested.import_name}` runs them",
            project=tested.import_name,
        )


def _try(project: Project, inspection: Inspection, reporter: Reporter) -> Tested:
    """Test a project.

    Raises:
        PaaError: That is not possible.
    """
    from paa.pipeline.test_needs import read_needs
    from paa.pipeline.testing import Bench, try_project

    needs = read_needs(inspection.reader, project, reporter)
    reached = read_projects(inspection.reader, (project.import_name, *needs.siblings))
    wheels = {each.import_name: inspection.archives(each).wheel for each in reached}
    built = inspection.archives(project)
    bench = Bench(
        reader=inspection.reader,
        folder=inspection.folder / "tests",
        wheels=wheels,
        python=None,
        options=("-q", "--color=no"),
        seconds=inspection.seconds,
    )
    return try_project(project, built.spec, needs, bench, reporter)
