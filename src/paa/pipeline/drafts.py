"""Which versions copies get that are no releases: those of a pull request."""

from collections.abc import Collection, Mapping
from functools import cache, partial

from packaging.version import Version

from paa.adapters.git import count_commits
from paa.core.release.versions import development_version
from paa.errors import SourceError, raise_together
from paa.model.names import ImportName, spelled_alike
from paa.pipeline.detect import detect_changes
from paa.pipeline.history import read_histories
from paa.pipeline.numbering import numbering_of
from paa.pipeline.numbers import decision_of, following
from paa.pipeline.repository import Repository

__all__ = ["development_versions"]


def development_versions(repository: Repository, names: Collection[ImportName]) -> Mapping[ImportName, Version]:
    """Give copies that are no releases the next version of their project, and the number of commits since its last.

    Args:
        repository: The repository; no index is asked.
        names: The projects, whether or not they changed.

    Returns:
        Their versions; those of siblings that were never released, alike; and the last versions of all others.

    Raises:
        SourceError: A source, a message or the history cannot be read, or is not committed.
    """
    found: dict[ImportName, Version] = {}
    released: Mapping[ImportName, Version] = {}
    count = cache(partial(count_commits, repository.work_tree, "HEAD"))
    wanted = set(names)
    while wanted:
        changes = detect_changes(repository, names=sorted(wanted), forced=wanted)
        released = changes.released
        untold = [each for each in changes.remarks if each.subject in wanted and each.subject in released]
        raise_together([SourceError(f"{each.subject}: {each.text}", hint=each.hint) for each in untold])
        projects = {spelled_alike(name): name for name in changes.modules}
        histories = read_histories(repository, changes.commit, changes.changes, projects)
        numbering = numbering_of(repository, changes.commit)
        for change in changes.changes:
            decision = decision_of(repository, histories[change.import_name])
            version = following(change, decision, numbering, taken={change.released} if change.released else set())
            found[change.import_name] = development_version(version, count(change.base), last=change.released)
        seen = {*found, *released, *wanted}
        wanted = {sibling for change in changes.changes for sibling in change.siblings if sibling not in seen}
    return {**released, **found}
