"""Run gates side by side: one that fails, or that cannot answer, hides nothing that another one finds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from paa.adapters.processes import end_running
from paa.adapters.workers import side_by_side
from paa.errors import PaaError
from paa.model.choices import GateAction
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.names import ImportName
from paa.model.project import Project
from paa.pipeline.events import Minutes, Reporter
from paa.pipeline.gates.fingerprints import Fingerprints
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.memory import Memory
from paa.pipeline.gates.protocol import Gate, Need
from paa.pipeline.resolve import has_outside

__all__ = ["run_gates"]

_REMEDY = "`paa check --only {}` asks this gate alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """One gate, and what there is to ask it.

    Attributes:
        asked: The projects whose answer is not known.
        known: The findings of the answers that are.
        keys: What the answers are remembered by: a key of each asked project, or one for all of them together.
    """

    gate: Gate
    asked: Sequence[Project] = ()
    known: tuple[Finding, ...] = ()
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class _Aside:
    """Listens to a gate among others: a step is shown while it lasts, words wait for their turn."""

    reporter: Reporter
    minutes: Minutes = field(default_factory=Minutes)

    def step(self, text: str) -> AbstractContextManager[None]:
        """Show a step."""
        return self.reporter.step(text)

    def detail(self, text: str) -> None:
        """Keep a detail for later."""
        self.minutes.detail(text)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep a warning for later."""
        self.minutes.warn(text, where=where, hint=hint)


_TOGETHER = ""  # the place of a key for all projects together


def run_gates(
    actions: Mapping[Gate, GateAction], inspection: Inspection, reporter: Reporter, memory: Memory | None = None
) -> tuple[Finding, ...]:
    """Ask gates about the projects of an inspection.

    Args:
        actions: The gates, and what the findings of each lead to.
        inspection: What they look at.
        reporter: Hears what happens.
        memory: What is known from before, where that counts.

    Returns:
        What they find, gate by gate and project by project.

    Raises:
        SourceError: A source is wrong, so that there is nothing to look at.
    """
    errands = _errands(actions, inspection, memory)
    answers = _ask_all(errands, inspection, reporter)
    found: list[Finding] = []
    order = {project.import_name: place for place, project in enumerate(inspection.projects)}
    for errand, fresh in zip(errands, answers, strict=True):
        if memory:
            _remember(errand, fresh, memory)
        own = sorted((*errand.known, *fresh), key=lambda each: order.get(each.project, -1) if each.project else -1)
        found += (replace(each, level=actions[errand.gate]) for each in own)
    if memory:
        memory.save()
    return tuple(found)


def _errands(actions: Mapping[Gate, GateAction], inspection: Inspection, memory: Memory | None) -> tuple[_Errand, ...]:
    """Separate what is known from what has to be asked."""
    if memory is None:
        return tuple(_Errand(gate=gate, asked=inspection.projects) for gate in actions)
    fingerprints = Fingerprints(inspection)
    return tuple(
        (_together if gate.together else _each)(gate, inspection.projects, fingerprints, memory) for gate in actions
    )


def _together(gate: Gate, projects: Sequence[Project], fingerprints: Fingerprints, memory: Memory) -> _Errand:
    key = fingerprints.of(gate, *projects)
    known = memory.recall(gate, key)
    if known is not None:
        return _Errand(gate=gate, known=known)
    return _Errand(gate=gate, asked=projects, keys={_TOGETHER: key})


def _each(gate: Gate, projects: Sequence[Project], fingerprints: Fingerprints, memory: Memory) -> _Errand:
    keys = {project.import_name: fingerprints.of(gate, project) for project in projects}
    answers = {name: memory.recall(gate, key) for name, key in keys.items()}
    return _Errand(
        gate=gate,
        asked=tuple(project for project in projects if answers[project.import_name] is None),
        known=tuple(finding for answer in answers.values() for finding in answer or ()),
        keys={name: key for name, key in keys.items() if answers[name] is None},
    )


def _remember(errand: _Errand, fresh: Sequence[Finding], memory: Memory) -> None:
    if any(finding.project is None for finding in fresh) and not errand.gate.together:
        # Such as that it could not answer: that may be about any of them.
        return
    for name, key in errand.keys.items():
        memory.keep(key, [finding for finding in fresh if errand.gate.together or finding.project == name])


def _ask_all(errands: Sequence[_Errand], inspection: Inspection, reporter: Reporter) -> Sequence[tuple[Finding, ...]]:
    """Let the gates look, each in a thread of its own; what they share is made before they begin."""
    waiting = [each for each in errands if each.asked]
    if not waiting:
        return [()] * len(errands)
    # What is wrong with a source is told before any gate begins, and once.
    outside = {each.import_name for each in inspection.closures() if has_outside(each)}
    for need, prepare in ((Need.ARCHIVES, Inspection.build), (Need.REBUILT, Inspection.rebuild)):
        projects = {each.import_name: each for errand in waiting if need in errand.gate.needs for each in errand.asked}
        if projects:
            prepare(inspection.of(tuple(projects.values())))
    asides = [_Aside(reporter) for _ in errands]
    works = [partial(_ask, each, inspection, outside, aside) for each, aside in zip(errands, asides, strict=True)]
    answers = side_by_side(works, interrupted=end_running)
    for aside in asides:
        aside.minutes.tell(reporter)
    return answers


def _ask(
    errand: _Errand, inspection: Inspection, outside: Collection[ImportName], reporter: Reporter
) -> tuple[Finding, ...]:
    gate, asked = errand.gate, errand.asked
    if Need.RESOLUTION in gate.needs:
        # Nothing is looked up for who takes nothing from outside: no tool is needed, and no network.
        asked = [project for project in asked if project.import_name in outside]
    if not asked:
        return ()
    subject = asked[0].import_name if len(asked) == 1 else f"{len(asked)} projects"
    try:
        with reporter.step(f"{gate.name}: looking at {subject}"):
            return gate.inspect(inspection.of(asked), reporter)
    except PaaError as error:
        return tuple(_unavailable(gate, error))


def _unavailable(gate: Gate, error: PaaError) -> Iterator[Finding]:
    """Say why a gate could not answer."""
    for problem in error.problems:
        yield Finding(
            gate=gate.name,
            rule=UNAVAILABLE,
            message=problem.message,
            where=problem.where,
            hint=problem.hint or _REMEDY.format(gate.name),
        )
