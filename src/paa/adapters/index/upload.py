"""Upload archives to a server, with twine: each one until the index has it with our bytes, or says why it will not.

What counts is what the index shows, not what it answered: an upload that failed or was cut off may have been stored,
and a duplicate may be the file that we sent a moment ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paa.adapters.clock import CLOCK, Clock, Pauses
from paa.adapters.index.service import UploadService
from paa.adapters.index.transfer import Answer, connected, prepared, send
from paa.core.release.duplicates import by_project, missing_files
from paa.core.release.index_errors import Explanation, Meaning, explain
from paa.errors import IndexBusy, IndexRefusal, Interrupted, PaaError, raise_together
from paa.model.distribution import Distribution
from paa.model.index import IndexProject
from paa.model.index_traits import Answer as Duplicate
from paa.model.names import NormalizedName

if TYPE_CHECKING:
    from twine.repository import Repository

__all__ = ["upload"]


def upload(
    distributions: Sequence[Distribution], service: UploadService, *, clock: Clock = CLOCK
) -> tuple[Distribution, ...]:
    """Give an index what it lacks, wheel and sdist; nothing of a project that it has with other bytes.

    Args:
        distributions: What shall be there.
        service: The server.
        clock: Lets the pauses between attempts pass.

    Returns:
        What it lacked.

    Raises:
        BuildError: An archive cannot be uploaded at all.
        IndexFailure: A file is there with other bytes, or the index refuses, or does not answer for too long.
        Interrupted: The user stopped it; the message says which files are there.
    """
    missing = _missing(distributions, service, clock)
    stored: list[Distribution] = []
    if not missing:
        return ()
    try:
        with connected(service) as repository:
            delivery = _Delivery(repository, service, clock)
            for distribution in missing:
                delivery.deliver(distribution)
                stored.append(distribution)
    except KeyboardInterrupt:
        raise _interrupted(missing, stored, service.name) from None
    return missing


def _missing(distributions: Sequence[Distribution], service: UploadService, clock: Clock) -> tuple[Distribution, ...]:
    errors: list[PaaError] = []
    missing: list[Distribution] = []
    for name, group in by_project(distributions).items():
        try:
            missing += missing_files(group, _read(service, name, clock), index=service.name)
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    return tuple(missing)


def _read(service: UploadService, name: NormalizedName, clock: Clock) -> IndexProject | None:
    pauses = Pauses(service.patience, clock)
    while True:
        try:
            return service.read(name)
        except IndexBusy as busy:
            if not pauses.wait(busy.retry_after):
                raise


def _interrupted(missing: Sequence[Distribution], stored: Sequence[Distribution], index: str) -> Interrupted:
    there = ", ".join(each.path.name for each in stored) or "nothing"
    left = ", ".join(each.path.name for each in missing if each not in stored)
    message = f"interrupted: uploaded to the index {index!r}: {there}; not known to be there: {left}"
    return Interrupted(message, hint="run the command again: it completes what was begun")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """Brings files to an index, one after the other."""

    repository: "Repository"
    service: UploadService
    clock: Clock

    def deliver(self, distribution: Distribution) -> None:
        """Send a file until it is there.

        Raises:
            BuildError: It cannot be uploaded at all.
            IndexFailure: The index refuses it, has it with other bytes, or does not answer for too long.
        """
        pauses = Pauses(self.service.patience, self.clock)
        package = prepared(distribution)
        names = {"index": self.service.name, "file": distribution.path.name, "project": distribution.name}
        while True:
            answer = send(self.repository, package, self.service)
            explained = answer.broken or explain(answer.status, answer.said, names)
            if explained.meaning is Meaning.STORED:
                return
            if explained.meaning is Meaning.REFUSED:
                raise self._failure(explained, answer)
            if explained.meaning is Meaning.EXISTS:
                self._find(distribution, explained, answer)
                return
            if self._is_there(distribution):
                return
            if not pauses.wait(answer.retry_after):
                raise self._failure(explained, answer)

    def _find(self, distribution: Distribution, explained: Explanation, answer: Answer) -> None:
        """Look for a file that the index says it has, with our bytes."""
        pauses = Pauses(self.service.patience, self.clock)
        while not self._is_there(distribution):
            # Who takes the same bytes again has others, whatever its page shows.
            if self.service.traits.same_bytes is Duplicate.ACCEPTED or not pauses.wait():
                raise self._failure(explained, answer)

    def _is_there(self, distribution: Distribution) -> bool:
        try:
            project = self.service.read(distribution.name)
        except IndexBusy:
            return False
        return not missing_files([distribution], project, index=self.service.name)

    def _failure(self, explained: Explanation, answer: Answer) -> IndexRefusal:
        where = self.service.address
        return IndexRefusal(explained.message, where=where, hint=explained.hint, said=answer.said)
