"""How the versions of a repository follow each other; apart from who needs its whole history, since installing asks."""

from datetime import UTC, datetime

from paa.adapters.git import head_time
from paa.core.release.versions import Numbering
from paa.model.choices import Versioning
from paa.pipeline.repository import Repository

__all__ = ["numbering_of"]


def numbering_of(repository: Repository, commit: str = "HEAD") -> Numbering:
    """Tell how versions follow each other at a commit, which tells the date; before the first one there is none."""
    settings = repository.settings
    time = head_time(repository.work_tree, commit) if settings.versioning is Versioning.CALVER else None
    day = None if time is None else datetime.fromtimestamp(time, tz=UTC).date()
    return Numbering(settings.default_version, day)
