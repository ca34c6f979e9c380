"""A release that is killed: `python -m tests.support.dying ROOT STEP before|after N [--no-smoke]`."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paa.pipeline.events import Silence
from paa.pipeline.plan import PlanRequest
from paa.pipeline.release import ReleaseRequest, release_projects
from paa.pipeline.repository import open_repository

__all__: list[str] = []


class Dying(Silence):
    """Kills this process before or after the n-th time that a step is made."""

    def __init__(self, step: str, moment: str, count: int) -> None:
        self._step, self._moment, self._left = step, moment, count

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Pass, or die."""
        if text.startswith(self._step):
            self._left -= 1
        now = text.startswith(self._step) and self._left == 0
        if now and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        yield
        if now:
            os.kill(os.getpid(), signal.SIGKILL)


def _main(root: str, step: str, moment: str, count: str, *more: str) -> None:
    reporter = Dying(step, moment, int(count))
    request = ReleaseRequest(plan=PlanRequest(), smoke=False if "--no-smoke" in more else None)
    release_projects(open_repository(Path(root)), request, reporter)


if __name__ == "__main__":
    _main(*sys.argv[1:])
