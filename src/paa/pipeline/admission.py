"""Whether the indexes of a release would let us in, found out before anything is built."""

from collections.abc import Sequence

from paa.adapters.index import Index
from paa.adapters.index.readiness import readiness
from paa.errors import IndexFailure, PaaError, raise_together
from paa.model.distribution import KINDS
from paa.model.plan import PlannedRelease
from paa.pipeline.stage import Stages

__all__ = ["refuse_unready"]


def refuse_unready(stages: Stages, releases: Sequence[PlannedRelease]) -> None:
    """See that there is a login for every index that will get something; whether it is valid, only an upload tells.

    An index that has all archives already needs none: a run that has only to record what another one published goes on
    without a login.

    Raises:
        ConfigError: The login that was found cannot be used, or an index can only be read.
        IndexFailure: There is no login, or a folder that cannot be written; for all indexes at once.
    """
    errors: list[PaaError] = []
    for index in (stages.staging, stages.index):
        if index is not None:
            try:
                readiness(index)
            except PaaError as error:
                if any(_lacks(index, release) for release in releases):
                    errors.append(error)
    raise_together(errors)


def _lacks(index: Index, release: PlannedRelease) -> bool:
    try:
        there = index.project(release.name)
    except IndexFailure:
        # Who may not even read it, or finds nobody there, will not get past it without a login.
        return True
    return len(there.files.get(release.version, ()) if there else ()) < len(KINDS)
