"""Pass projects through the gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from paa.adapters.files import temporary_directory
from paa.core.release.gate_policy import POLICIES, Switches, decide_actions, decide_depth
from paa.errors import ConfigError, GateError, UsageError, raise_together
from paa.model.choices import GateAction, GatedCommand
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.names import ImportName
from paa.pipeline.events import Reporter
from paa.pipeline.gate_request import PATIENCE, GateRequest
from paa.pipeline.gates import GATES, Gate, Inspection, Subject, Terms
from paa.pipeline.gates.memory import Memory
from paa.pipeline.gates.running import run_gates
from paa.pipeline.repository import CONFIG, Repository
from paa.pipeline.sources import Reader, read_projects, unreleased_siblings
from paa.pipeline.specify import Specifier, specify_projects

__all__ = ["Examination", "ExamineRequest", "examine_projects", "pass_gates", "refuse_findings"]

SHOWN = 3  # warnings of one gate


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineRequest:
    """Which projects shall be examined, and how closely.

    Attributes:
        names: Projects, as the user types them.
        every: Every module that is for release, instead of the names.
        changed: What a release would release now, instead of the names.
        switches: What the command line says of gates.
        seconds: How long a gate may wait for tools and servers.
    """

    names: tuple[str, ...] = ()
    every: bool = False
    changed: bool = False
    switches: Switches = field(default_factory=Switches)
    seconds: float = PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the gates found."""

    gates: tuple[Gate, ...]
    projects: tuple[ImportName, ...]
    findings: tuple[Finding, ...]


def examine_projects(repository: Repository, request: ExamineRequest, reporter: Reporter) -> Examination:
    """Have the gates of a release look at projects.

    Raises:
        UsageError: It is not said which projects, or in several ways; or there is no such gate.
        ConfigError: The configuration names a gate that there is not.
        SourceError: A source is wrong, or a project for release imports a sibling that is not.
    """
    _refuse_unknown(request.switches)
    asked = GateRequest(command=GatedCommand.RELEASE, switches=request.switches, seconds=request.seconds)
    actions = _actions(repository, asked)
    reader = Reader(repository)
    names = _names(repository, reader, request)
    # Siblings are read, and so looked through for circles, but only those that were asked for are examined.
    ordered = read_projects(reader, names)
    raise_together([error for project in ordered for error in unreleased_siblings(project, reader)])
    projects = [project for project in ordered if project.import_name in names]
    # Their requirements are for the gates to look at.
    released = [project for project in projects if project.module.metadata is not None]
    specify_projects(released, Specifier(reader), reporter, inferring=False)
    with temporary_directory() as folder:
        inspection = _begin(Subject(reader=reader, projects=projects), asked, folder, reporter)
        findings = run_gates(actions, inspection, reporter, Memory(repository))
    return Examination(gates=tuple(actions), projects=names, findings=findings)


def pass_gates(subject: Subject, request: GateRequest, reporter: Reporter) -> None:
    """Have the gates of a command look at projects, and refuse what stands against them.

    Args:
        subject: The projects.
        request: Which gates.
        reporter: Hears what leads to no failure.

    Raises:
        ConfigError: The configuration names a gate that there is not.
        SourceError: A source is wrong.
        GateError: A gate found something, or could not answer; all of it at once.
    """
    actions = _actions(subject.reader.repository, request)
    if not actions or not subject.projects:
        return
    with temporary_directory() as folder:
        findings = run_gates(actions, _begin(subject, request, folder, reporter), reporter)
    findings = tuple(each for each in findings if f"{each.gate}/{each.rule}" not in request.passed_over)
    if not request.strict:
        findings = tuple(map(_lenient, findings))
    raise_together([_as_error(each) for each in findings if each.level is GateAction.FAIL])
    _warn_of(findings, reporter)


def _warn_of(findings: Sequence[Finding], reporter: Reporter) -> None:
    """Tell what leads to no failure; of many warnings of one gate only how many they are."""
    for gate, group in groupby(findings, key=lambda each: each.gate):
        own = tuple(group)
        if len(own) <= SHOWN or any(each.rule == UNAVAILABLE for each in own):
            for each in own:
                reporter.warn(f"{gate}/{each.rule}: {each.message}", where=each.where, hint=each.hint)
            continue
        names = list(dict.fromkeys(each.project for each in own if each.project))
        whom = " ".join(names) if len(names) <= SHOWN else "--all"
        reporter.warn(f"{gate}: {len(own)} warnings", hint=f"`paa check {whom} --only {gate}` tells them")


def _begin(subject: Subject, request: GateRequest, folder: Path, reporter: Reporter) -> Inspection:
    settings = subject.reader.repository.settings
    full = decide_depth(settings, request.command, request.switches)
    return Inspection.begin(subject, Terms(full=full, seconds=request.seconds, folder=folder), reporter)


def refuse_findings(examination: Examination) -> None:
    """Refuse what a gate has something to say against.

    Raises:
        GateError: There is at least one finding that leads to a failure.
    """
    count = sum(finding.level is GateAction.FAIL for finding in examination.findings)
    if count:
        raise GateError("1 finding" if count == 1 else f"{count} findings")


def _actions(repository: Repository, request: GateRequest) -> Mapping[Gate, GateAction]:
    """Choose the gates of a command.

    Raises:
        ConfigError: The configuration names a gate that there is not.
    """
    gates = repository.settings.gates
    unknown = [(command, name) for command, actions in gates.items() for name in actions if name not in POLICIES]
    raise_together(
        [
            ConfigError(f"`gates.{command}`: there is no gate {name!r}", where=CONFIG, hint=_known(name))
            for command, name in unknown
        ]
    )
    actions = decide_actions(repository.settings, request.command, request.switches)
    return {GATES[name]: action for name, action in actions.items() if name in GATES}


def _refuse_unknown(switches: Switches) -> None:
    raise_together(
        [
            UsageError(f"there is no gate {name!r}", hint=_known(name))
            for name in (*switches.only, *sorted(switches.off))
            if name not in GATES
        ]
    )
    if both := sorted(switches.off.intersection(switches.only)):
        raise UsageError(f"--only and --skip both name {', '.join(both)}", hint="leave one of them out")


def _known(name: str) -> str:
    near = get_close_matches(name, GATES, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{meant}The gates are: {', '.join(GATES)}"


def _names(repository: Repository, reader: Reader, request: ExamineRequest) -> tuple[ImportName, ...]:
    if sum(map(bool, (request.names, request.every, request.changed))) != 1:
        hint = "`paa check my-module`"
        raise UsageError("name the modules to check, or say --all or --changed instead", hint=hint)
    if request.names:
        return repository.find_every(request.names)
    if request.changed:
        from paa.pipeline.plan import PlanRequest, plan_release

        return tuple(release.import_name for release in plan_release(repository, PlanRequest()).releases)
    modules = repository.layout.modules
    return tuple(name for name in repository.all_projects() if reader.module(modules[name]).metadata is not None)


def _lenient(finding: Finding) -> Finding:
    return replace(finding, level=GateAction.WARN) if finding.rule == UNAVAILABLE else finding


def _as_error(finding: Finding) -> GateError:
    return GateError(f"{finding.gate}/{finding.rule}: {finding.message}", where=finding.where, hint=finding.hint)
