"""Pass projects through the gates."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from paa.errors import GateError, UsageError, raise_together
from paa.model.finding import Finding
from paa.model.names import ImportName
from paa.pipeline.events import Reporter
from paa.pipeline.gates import GATES, Gate, Inspection
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader, read_projects, unreleased_siblings
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["Examination", "ExamineRequest", "examine_projects", "refuse_findings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineRequest:
    """Which projects shall be examined, and how closely.

    Attributes:
        names: Projects, as the user types them.
        every: Every module that is for release, instead of the names.
        only: The gates; all of them where it is empty.
        full: Whether tools and indexes are asked, too.
        seconds: How long a gate may wait for them.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    only: tuple[str, ...] = ()
    full: bool = False
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the gates found."""

    gates: tuple[Gate, ...]
    projects: tuple[ImportName, ...]
    findings: tuple[Finding, ...]


def examine_projects(repository: Repository, request: ExamineRequest, reporter: Reporter) -> Examination:
    """Have gates look at projects.

    Raises:
        UsageError: Neither names nor every project are asked for, or both are; or there is no such gate.
        SourceError: A source is wrong, or a project for release imports a sibling that is not.
    """
    gates = _gates(request.only)
    reader = Reader(repository)
    names = _names(repository, reader, request)
    # Siblings are read, and so looked through for circles, but only those that were asked for are examined.
    ordered = read_projects(reader, names)
    raise_together([error for project in ordered for error in unreleased_siblings(project, reader)])
    projects = [project for project in ordered if project.import_name in names]
    # Their requirements are for the gates to look at.
    released = [project for project in projects if project.module.metadata is not None]
    specify_projects(released, Specifier(reader), reporter, inferring=False)
    inspection = Inspection(reader=reader, projects=projects, full=request.full, seconds=request.seconds)
    findings = [finding for gate in gates for finding in gate.inspect(inspection, reporter)]
    return Examination(gates=gates, projects=names, findings=tuple(findings))


def _gates(only: Iterable[str]) -> tuple[Gate, ...]:
    wanted = tuple(dict.fromkeys(only)) or tuple(GATES)
    for name in wanted:
        if name not in GATES:
            near = get_close_matches(name, GATES, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            raise UsageError(f"there is no gate {name!r}", hint=f"{meant}The gates are: {', '.join(GATES)}")
    return tuple(GATES[name] for name in wanted)


def _names(repository: Repository, reader: Reader, request: ExamineRequest) -> tuple[ImportName, ...]:
    if bool(request.names) == request.every:
        raise UsageError("name the modules to check, or say --all instead", hint="`paa check my-module`")
    if not request.every:
        return repository.find_every(request.names)
    modules = repository.layout.modules
    return tuple(name for name in repository.all_projects() if reader.module(modules[name]).metadata is not None)


def refuse_findings(examination: Examination) -> None:
    """Refuse what a gate has something to say against.

    Raises:
        GateError: There is at least one finding.
    """
    count = len(examination.findings)
    if count:
        raise GateError("1 finding" if count == 1 else f"{count} findings")
