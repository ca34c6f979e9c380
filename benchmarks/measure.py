"""Measure child processes in turns, so that a busy moment of the machine hits all of them alike."""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["Case", "MeasureError", "Measured", "Sample", "measure", "quiet_environment"]


INTERVAL = 0.02  # seconds
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


class MeasureError(Exception):
    """A command that should be measured does not work."""


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command to measure.

    Attributes:
        name: How marks and tables call it.
        command: The program, by its path, and its arguments.
        cwd: Where it runs.
        env: Changes to the environment.
        prepare: Runs before each run of the command and is not measured.
    """

    name: str
    command: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    prepare: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of a command.

    Attributes:
        seconds: From the start to the end, on the wall clock.
        peak_bytes: The most memory that the process, or one of those that it waited for, held in RAM. Linux counts from
            the memory of this process, which it is started from: smaller ones are not seen.
        own_bytes: The most that the process itself held; the same as `peak_bytes` where nobody can tell.
    """

    seconds: float
    peak_bytes: int
    own_bytes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out for one command."""

    case: Case
    samples: tuple[Sample, ...]

    @property
    def milliseconds(self) -> float:
        """The median time."""
        return median(sample.seconds for sample in self.samples) * 1000

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest time, in milliseconds."""
        times = sorted(sample.seconds * 1000 for sample in self.samples)
        return times[0], times[-1]

    @property
    def megabytes(self) -> float:
        """The median peak of memory."""
        return median(sample.peak_bytes for sample in self.samples) / 1_000_000

    @property
    def own_megabytes(self) -> float:
        """The median peak of memory of the process itself, without those that it started."""
        return median(sample.own_bytes for sample in self.samples) / 1_000_000


def quiet_environment() -> dict[str, str]:
    """Give the environment in which everything is measured: ours, without what slows tools down or makes them talk."""
    hidden = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"COLUMNS": "80", "NO_COLOR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def measure(cases: Sequence[Case], runs: int) -> tuple[Measured, ...]:
    """Run each case once to warm up, then `runs` times in turns; every turn starts with another case.

    Raises:
        MeasureError: A command failed.
    """
    for case in cases:
        _run(case)
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for turn in range(runs):
        first = turn % len(cases)
        for case in (*cases[first:], *cases[:first]):
            samples[case.name].append(_run(case))
        _show_progress(turn + 1, runs)
    return tuple(Measured(case, tuple(samples[case.name])) for case in cases)


def _show_progress(turn: int, of: int) -> None:
    """Write how far it is, where somebody is looking, and wipe it out after the last turn."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" if turn == of else f"\r  turn {turn} of {of}")
        sys.stderr.flush()


def _run(case: Case) -> Sample:
    case.prepare()
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        process = subprocess.Popen(
            case.command, cwd=case.cwd, env=case.env, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT
        )
        with _own_peak(process.pid) as own:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        # Popen must not wait for a process that is gone.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            text = printed.read().decode(errors="backslashreplace")
            raise MeasureError(f"{' '.join(case.command)} ended with {process.returncode}:\n{text}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Sample(seconds, usage.ru_maxrss * unit, max(own, default=usage.ru_maxrss * unit))


@contextmanager
def _own_peak(process: int) -> Iterator[list[int]]:
    """Look now and then at the most memory that a process held so far: when it is gone, only all of them together."""
    seen: list[int] = []
    gone = threading.Event()

    def watch() -> None:
        while not gone.wait(INTERVAL):
            with suppress(OSError):
                found = _PEAK.search(Path("/proc", str(process), "status").read_text(encoding="ascii"))
                seen.extend([int(found[1]) * 1024] if found else [])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        gone.set()
        watcher.join()
