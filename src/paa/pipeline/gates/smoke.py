"""The gate that installs projects into fresh environments, imports them, and asks their commands for their help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from packaging.specifiers import SpecifierSet

from paa.adapters.clock import stopwatch
from paa.adapters.pythons import Interpreter, find_pythons
from paa.adapters.sandbox import TimeLimits
from paa.core.package.spec import project_name
from paa.core.release.smoke import describe_stumble, missing_minors
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.names import NormalizedName
from paa.model.project import Project
from paa.model.smoke import Smoked, Stumble, Trial, WheelSource
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.smoke import local_source, try_wheel
from paa.pipeline.sources import Reader, read_projects

__all__ = ["Smoke"]

DAY = 24 * 60 * 60.0  # seconds: an index has new releases every day
RUN = 60.0  # seconds for one program of a package
_MINORS = range(6, 30)

_RULES: Mapping[Trial, str] = {
    # What cannot be installed today may be there tomorrow: that is remembered no more than a tool that is missing.
    Trial.INSTALL: UNAVAILABLE,
    Trial.IMPORT: "import",
    Trial.RUN: "command",
}


class Smoke:
    """Tries the wheel of each project with every Python of this machine that it is for."""

    name = "smoke"
    summary = "wheels that cannot be installed or imported, and commands that do not start"
    passed = "installed, imported and started"
    needs = frozenset({Need.ARCHIVES, Need.NETWORK})
    tools = ("uv", "pip", "python3", *(f"python3.{minor}" for minor in _MINORS))
    together = False
    valid_for = DAY

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Try projects, one after the other.

        Raises:
            PaaError: There is nothing to install with, or an archive cannot be built.
        """
        pythons = find_pythons()
        end = stopwatch() + inspection.seconds
        absent: dict[str, list[str]] = {}
        found: list[Finding] = []
        for project in inspection.projects:
            wanted = inspection.archives(project).spec.requires_python
            for minor in missing_minors(wanted, [each.version for each in pythons.values()]):
                absent.setdefault(minor, []).append(project.import_name)
            chosen = [each for each in pythons.values() if wanted.contains(each.version, prereleases=True)]
            found += self._findings(project, wanted, chosen, inspection, end)
        for minor, names in absent.items():
            text = f"{self.name}: there is no Python {minor} on this machine to try {', '.join(names)} with"
            reporter.warn(text, hint="install it, or leave that to a pipeline that has it")
        return tuple(found)

    def _findings(
        self, project: Project, wanted: SpecifierSet, pythons: Sequence[Interpreter], inspection: Inspection, end: float
    ) -> Iterator[Finding]:
        """Tell what does not work, once for all Pythons with which it does not."""
        where = str(project.module.path)
        if not pythons:
            message = f"{project.import_name} is for Python {wanted}, and there is none on this machine"
            hint = "install one: on PATH, with pyenv, or `uv python install`"
            yield self._finding(UNAVAILABLE, message, where, hint, project)
            return
        tried = [self._try(project, python, inspection, end) for python in pythons]
        failed = [(each, each.stumble) for each in tried if each.stumble]
        for _, group in groupby(failed, key=lambda each: (each[1].trial, each[1].text)):
            same = [smoked for smoked, _ in group]
            stumble = same[0].stumble or failed[0][1]
            smoked = replace(same[0], python=", ".join(each.python for each in same))
            message, hint = describe_stumble(smoked, stumble)
            rule = "wrong-inference" if stumble.missing else _RULES[stumble.trial]
            yield self._finding(rule, message, _place(project, stumble) or where, hint, project)

    def _try(self, project: Project, python: Interpreter, inspection: Inspection, end: float) -> Smoked:
        wheel = inspection.archives(project).wheel
        left = end - stopwatch()
        if left <= 0:
            text = f"was not tried: the gate may take {inspection.seconds:g} seconds"
            return Smoked(
                import_name=wheel.import_name,
                name=wheel.name,
                version=wheel.version,
                python=str(python.version),
                commands=(),
                stumble=Stumble(trial=Trial.INSTALL, text=text),
            )
        siblings = _siblings(inspection.reader, project)

        def locate(name: NormalizedName) -> WheelSource | None:
            return local_source(inspection.archives(siblings[name]).wheel) if name in siblings else None

        limits = TimeLimits(install=left, run=min(RUN, left))
        return try_wheel(wheel, local_source(wheel), locate, python=python, limits=limits)

    def _finding(self, rule: str, message: str, where: str, hint: str, project: Project) -> Finding:
        return Finding(gate=self.name, rule=rule, message=message, where=where, hint=hint, project=project.import_name)


def _siblings(reader: Reader, project: Project) -> Mapping[NormalizedName, Project]:
    """Give every sibling that a project needs, also by way of others, by the name that it is installed under."""
    projects = read_projects(reader, [project.import_name])
    return {project_name(each.import_name, each.module): each for each in projects}


def _place(project: Project, stumble: Stumble) -> str | None:
    """Find the line that imports what is missing."""
    if stumble.missing is None:
        return None
    package = stumble.missing.partition(".")[0]
    lines = (
        module.where(statement.line)
        for module in project.sources
        for statement in module.imports
        if not statement.level and statement.name.partition(".")[0] == package
    )
    return next(lines, None)
