"""The gate that asks linters about the sources of projects."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from paa.adapters.clock import stopwatch
from paa.errors import PaaError
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.project import Project
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need

__all__ = ["Lint"]

_SHOWN = 20  # complaints behind a score


class Lint:
    """Asks ruff; where the configuration has a threshold, pylint for a score as well."""

    name = "lint"
    summary = "what ruff has to say, and pylint's score where `pylint_threshold` asks for one"
    passed = "nothing to complain of"
    needs = frozenset({Need.LINTING})
    tools = ("ruff", "pylint")
    together = False
    valid_for = None

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look at sources.

        Raises:
            GateError: There is no ruff, or no pylint where it is asked for, or one gave no answer.
        """
        threshold = inspection.repository.settings.pylint_threshold
        found = list(_ruff(inspection))
        if threshold is not None:
            with reporter.step("pylint reads the sources"):
                found += _pylint(inspection, threshold)
        return tuple(found)


def _ruff(inspection: Inspection) -> Iterator[Finding]:
    """Ask once for all projects: ruff reads hundreds of files in the time that it takes to start."""
    from paa.adapters.linters import ask_ruff

    owners = {path: project for project in reversed(inspection.projects) for path in _files(project)}
    root = inspection.repository.root
    for each in ask_ruff(sorted(owners), folder=root, seconds=inspection.seconds):
        yield Finding(
            gate=Lint.name,
            rule=each.rule,
            message=each.message,
            where=f"{each.path}:{each.line}",
            hint=f"`ruff rule {each.rule}` explains it; `# noqa: {each.rule}` behind the line keeps it"
            if each.rule[:1].isupper()
            else "mend the line",
            project=owners[each.path].import_name,
        )


def _pylint(inspection: Inspection, threshold: float) -> Iterator[Finding]:
    from paa.adapters.linters import ask_pylint

    end = stopwatch() + inspection.seconds
    for project in inspection.projects:
        where = project.module.where()
        try:
            scored = ask_pylint(_files(project), folder=inspection.repository.root, seconds=end - stopwatch())
        except PaaError as error:
            yield Finding(
                gate=Lint.name,
                rule=UNAVAILABLE,
                message=error.message,
                where=where,
                hint=error.hint or "`paa check --only lint` asks again",
                project=project.import_name,
            )
            continue
        if scored.score < threshold:
            lines = [f"{each.path}:{each.line}: {each.rule}: {each.message}" for each in scored.complaints]
            more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
            message = f"{project.import_name}: pylint gives {scored.score:.2f}, and `pylint_threshold` is {threshold:g}"
            yield Finding(
                gate=Lint.name,
                rule="score",
                message="\n    ".join([message, *lines[:_SHOWN], *more]),
                where=where,
                hint="mend what it complains of; its own configuration says what it looks at",
                project=project.import_name,
            )


def _files(project: Project) -> Sequence[PurePosixPath]:
    return [module.path for module in project.sources]
