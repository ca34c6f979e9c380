"""Ask a resolver whether requirements can be met together: uv where it is there, else pip. Nothing is installed."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.processes import Completed, find_program, run_in_time
from paa.model.resolution import Resolved

__all__ = ["Answer", "Question", "Resolver", "find_resolver"]

_LINES = 40  # of what a resolver says
_WITHOUT_SOLUTION = 1  # the exit code of both for requirements that cannot be met


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a resolver is asked.

    Attributes:
        lines: Requirements as PEP 508 writes them.
        oldest: The oldest Python that they are for, as in `3.11`.
        folder: Where it runs: the repository, whose configuration of uv counts.
        seconds: How long it may take.
    """

    lines: Sequence[str]
    oldest: str
    folder: Path
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a resolver says.

    Attributes:
        solved: Whether the requirements can be met together.
        conclusive: Whether it got as far as to know; what could not be asked is not solved.
        said: Its own words, without anybody's password.
        chosen: What it would install.
    """

    solved: bool
    conclusive: bool = True
    said: str = ""
    chosen: tuple[Resolved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A resolver on this machine.

    Attributes:
        universal: Whether it answers for every Python and platform; otherwise only for the running ones.
        certain: Whether its exit code tells a conflict from an index that gives no answer.
        words: The command line for a question.
        chosen: Reads what it chose from what it printed.
    """

    name: str
    universal: bool
    certain: bool
    words: Callable[[Question], Sequence[str]]
    chosen: Callable[[str], tuple[Resolved, ...]]

    def ask(self, question: Question) -> Answer:
        """Ask whether requirements can be met together."""
        try:
            done = run_in_time(
                self.words(question),
                text="".join(f"{line}\n" for line in question.lines),
                cwd=question.folder,
                seconds=question.seconds,
            )
        except TimeoutError:
            return Answer(solved=False, conclusive=False, said="it took too long")
        except OSError as error:
            return Answer(solved=False, conclusive=False, said=f"it cannot be started: {error.strerror or error}")
        if done.code:
            return Answer(solved=False, conclusive=done.code == _WITHOUT_SOLUTION, said=_said(done))
        try:
            chosen = self.chosen(done.out)
            missing = sorted(_unconditional(question.lines) - {each.name for each in chosen})
        except (ValueError, KeyError, TypeError, RecursionError):
            return Answer(solved=False, conclusive=False, said="what it printed cannot be read")
        if missing:
            return Answer(solved=False, conclusive=False, said=f"it passed over {', '.join(missing)}")
        return Answer(solved=True, chosen=chosen)


def find_resolver() -> Resolver | None:
    """Find a resolver on this machine."""
    return next(filter(None, (find() for find in (_find_uv, _find_pip))), None)


def _find_uv() -> Resolver | None:
    program = find_program("uv")
    if program is None:
        return None
    quiet = ["--quiet", "--color", "never", "--no-header", "--no-annotate"]
    return Resolver(
        name="uv",
        universal=True,
        certain=True,
        words=lambda question: [
            *(program, "pip", "compile", *quiet, "--universal"),
            *("--python", sys.executable, "--python-version", question.oldest, "-"),
        ],
        chosen=_in_lines,
    )


def _find_pip() -> Resolver | None:
    if not any(Distribution.discover(name="pip")):
        return None
    options = ["--dry-run", "--ignore-installed", "--quiet", "--no-input", "--disable-pip-version-check", "--no-color"]
    return Resolver(
        name="pip",
        universal=False,
        certain=False,
        # As words, and not from a file: then pip names the requirements, and not the file.
        words=lambda question: [
            *(sys.executable, "-m", "pip", "install", *options, "--report", "-", "--", *question.lines)
        ],
        chosen=_in_report,
    )


def _in_lines(text: str) -> tuple[Resolved, ...]:
    """Read requirements, a line each.

    Raises:
        ValueError: They are none.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        # What begins with a hyphen are options that the user's configuration asks uv to print.
        return tuple(_resolved(Requirement(line)) for line in lines if line and line[0] not in "#-")
    except InvalidRequirement as error:
        raise ValueError(str(error)) from None


def _resolved(requirement: Requirement) -> Resolved:
    (pin,) = requirement.specifier or (None,)
    return Resolved(
        name=canonicalize_name(requirement.name),
        version=None if pin is None else Version(pin.version),
        marker=str(requirement.marker or ""),
    )


def _in_report(text: str) -> tuple[Resolved, ...]:
    """Read the installation report of pip.

    Raises:
        ValueError: It is no JSON.
        KeyError: Something of it is missing.
        TypeError: It has another form.
    """
    stated = [each["metadata"] for each in json.loads(text)["install"]]
    return tuple(Resolved(name=canonicalize_name(each["name"]), version=Version(each["version"])) for each in stated)


def _unconditional(lines: Iterable[str]) -> frozenset[str]:
    """Give the names of the projects that any answer holds."""
    requirements = map(Requirement, lines)
    return frozenset(canonicalize_name(each.name) for each in requirements if each.marker is None)


def _said(done: Completed) -> str:
    return "\n".join(done.last_lines(_LINES)) or f"it ended with {done.code}"
