"""Have a resolver try the requirements of projects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from packaging.version import Version

from paa.adapters.clock import stopwatch
from paa.adapters.environment import running_environment
from paa.adapters.resolver import Answer, Question, Resolver, find_resolver
from paa.core.inference.closure import line_of
from paa.core.inference.markers import oldest_python
from paa.core.inference.requirements import explain_guess
from paa.model.finding import Finding
from paa.pipeline.closures import Closure
from paa.pipeline.events import Reporter

__all__ = ["Trial", "resolve"]

_INCONCLUSIVE = "is the index reachable, and the address of it right? `--timeout` gives the resolver more time"
_CONFLICT = "change one of the requirements that it names"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The circumstances of a trial.

    Attributes:
        gate: Whose findings these are.
        folder: Where the resolver runs.
        seconds: How long it may take altogether.
        started: When it began, on the stopwatch.
    """

    gate: str
    folder: Path
    seconds: float
    started: float = field(default_factory=stopwatch)

    def finding(self, rule: str, message: str, where: str | None, hint: str) -> Finding:
        """Make a finding of the gate."""
        return Finding(gate=self.gate, rule=rule, message=message, where=where, hint=hint)


def resolve(closures: Sequence[Closure], trial: Trial, reporter: Reporter) -> tuple[Finding, ...]:
    """Try the requirements of all projects at once, and those of each one where that fails.

    A solution for all of them is one for each. That there is none is no finding by itself: nobody has to install
    unrelated projects together.
    """
    asked: list[Closure] = []
    found: list[Finding] = []
    for closure in closures:
        guesses = list(_guesses(closure, trial))
        found += guesses
        if not guesses and _lines([closure], ""):
            asked.append(closure)
    if asked:
        found += _tried(asked, trial, reporter)
    return tuple(dict.fromkeys(found))


def _guesses(closure: Closure, trial: Trial) -> Iterator[Finding]:
    """Name what is only guessed: it is not looked up, for it may be a stranger's, and resolving may run its code."""
    for each in closure.requirements:
        if not each.found.certain and each.sibling is None:
            text, hint = explain_guess(each.found)
            yield trial.finding("guess", text, each.found.where, hint)


def _tried(closures: Sequence[Closure], trial: Trial, reporter: Reporter) -> Iterator[Finding]:
    resolver = find_resolver()
    if resolver is None:
        hint = "install uv, or pip: python -m ensurepip"
        yield trial.finding("missing-tool", "there is neither uv nor pip to resolve requirements with", None, hint)
        return
    if not resolver.universal:
        python = running_environment().python_version
        reporter.warn(f"{resolver.name} answers for Python {python} on this platform only", hint="install uv")
        yield from (_other_python(each, resolver, python, trial) for each in closures if not _supports(each, python))
        closures = [each for each in closures if _supports(each, python)]
    if not closures:
        return
    ask = partial(_ask, resolver=resolver, trial=trial, reporter=reporter)
    answer = ask(closures)
    if answer.solved:
        return
    if not answer.conclusive:
        yield trial.finding("no-answer", _told(f"{resolver.name} gave no answer", answer), None, _INCONCLUSIVE)
        return
    failed = [(each, apart) for each in closures if not (apart := answer if len(closures) == 1 else ask([each])).solved]
    yield from (_unsolved(closure, apart, resolver, trial) for closure, apart in failed)
    if not failed:
        names = ", ".join(each.name for each in closures)
        reporter.warn(f"each can be installed, but not into one environment: {names}")


def _ask(closures: Sequence[Closure], *, resolver: Resolver, trial: Trial, reporter: Reporter) -> Answer:
    left = trial.started + trial.seconds - stopwatch()
    if left <= 0:
        return Answer(solved=False, conclusive=False, said="there was no time left for it")
    oldest = min((oldest_python(each.pythons) for each in closures), key=Version)
    question = Question(lines=_lines(closures, oldest), oldest=oldest, folder=trial.folder, seconds=left)
    subject = closures[0].name if len(closures) == 1 else f"{len(closures)} projects"
    with reporter.step(f"{resolver.name} resolves the requirements of {subject}"):
        return resolver.ask(question)


def _lines(closures: Sequence[Closure], oldest: str) -> tuple[str, ...]:
    """Write what an index is asked for: siblings are replaced by what they require themselves."""
    known = frozenset({f'python_full_version >= "{oldest}"'})
    outside = (each for closure in closures for each in closure.requirements if each.sibling is None)
    return tuple(sorted({line_of(each, without=known) for each in outside}))


def _supports(closure: Closure, python: str) -> bool:
    return closure.pythons.contains(python, prereleases=True)


def _other_python(closure: Closure, resolver: Resolver, python: str, trial: Trial) -> Finding:
    message = f"{closure.name} is for Python {closure.pythons}, and {resolver.name} answers for Python {python} only"
    return trial.finding("no-answer", message, closure.where, "install uv, which answers for every Python")


def _unsolved(closure: Closure, answer: Answer, resolver: Resolver, trial: Trial) -> Finding:
    if not answer.conclusive:
        message = _told(f"{closure.name}: {resolver.name} gave no answer", answer)
        return trial.finding("no-answer", message, closure.where, _INCONCLUSIVE)
    hint = _CONFLICT if resolver.certain else f"{_CONFLICT}; or is the index out of reach?"
    message = _told(f"{closure.name}: {resolver.name} finds no versions that meet all requirements", answer)
    return trial.finding("no-solution", message, closure.where, hint)


def _told(message: str, answer: Answer) -> str:
    return "\n    ".join([message, *answer.said.splitlines()])
