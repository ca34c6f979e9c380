"""Have a resolver try the requirements of projects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from packaging.version import Version

from paa.adapters.clock import stopwatch
from paa.adapters.environment import running_environment
from paa.adapters.resolver import Answer, Question, Resolver, find_resolver
from paa.core.inference.closure import conflicts_among, line_of
from paa.core.inference.markers import oldest_python
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.names import ImportName
from paa.model.resolution import Resolution
from paa.model.spec import Found
from paa.pipeline.closures import Closure
from paa.pipeline.events import Reporter

__all__ = ["Trial", "guesses_of", "has_outside", "resolve"]

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


def resolve(closures: Sequence[Closure], trial: Trial, reporter: Reporter) -> Resolution:
    """Try the requirements of all projects at once, and those of each one where that fails.

    A solution for all of them is one for each. That there is none is no finding by itself: nobody has to install
    unrelated projects together. A project with a requirement that is only guessed is not looked up: that may be a
    stranger's, and resolving may run its code. One whose requirements are known to exclude each other need not be.
    """
    outside = [each for each in closures if has_outside(each)]
    asked = [each for each in outside if not guesses_of(each) and not any(conflicts_among(each.requirements))]
    answered: dict[ImportName, Answer] = {}
    found = tuple(dict.fromkeys(_tried(asked, trial, reporter, answered) if asked else ()))
    chosen = {each for answer in answered.values() for each in answer.chosen}
    return Resolution(
        chosen=tuple(sorted(chosen, key=lambda each: (each.name, str(each.version), each.marker))),
        findings=found,
        left_out=tuple(each.import_name for each in outside if each.import_name not in answered),
    )


def has_outside(closure: Closure) -> bool:
    """Tell whether anything is required from outside the repository."""
    return any(each.sibling is None for each in closure.requirements)


def guesses_of(closure: Closure) -> tuple[Found, ...]:
    """Give the requirements that nothing but the name of an import speaks for."""
    return tuple(each.found for each in closure.requirements if not each.found.certain and each.sibling is None)


def _tried(
    closures: Sequence[Closure], trial: Trial, reporter: Reporter, solved: dict[ImportName, Answer]
) -> Iterator[Finding]:
    """Ask a resolver, and note what it answers for the projects whose requirements can be met."""
    resolver = find_resolver()
    if resolver is None:
        text = "there is neither uv nor pip to resolve requirements with"
        yield trial.finding(UNAVAILABLE, text, None, "pip install uv")
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
        solved.update({each.import_name: answer for each in closures})
        return
    if not answer.conclusive:
        yield trial.finding(UNAVAILABLE, _told(f"{resolver.name} gave no answer", answer), None, _INCONCLUSIVE)
        return
    answers = [(each, answer if len(closures) == 1 else ask([each])) for each in closures]
    solved.update({each.import_name: apart for each, apart in answers if apart.solved})
    failed = [(each, apart) for each, apart in answers if not apart.solved]
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
    return trial.finding(UNAVAILABLE, message, closure.where, "pip install uv: it answers for every Python")


def _unsolved(closure: Closure, answer: Answer, resolver: Resolver, trial: Trial) -> Finding:
    if not answer.conclusive:
        message = _told(f"{closure.name}: {resolver.name} gave no answer", answer)
        return trial.finding(UNAVAILABLE, message, closure.where, _INCONCLUSIVE)
    hint = _CONFLICT if resolver.certain else f"{_CONFLICT}; or is the index out of reach?"
    message = _told(f"{closure.name}: {resolver.name} finds no versions that meet all requirements", answer)
    return trial.finding("no-solution", message, closure.where, hint)


def _told(message: str, answer: Answer) -> str:
    return "\n    ".join([message, *answer.said.splitlines()])
