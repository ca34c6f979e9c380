"""Tell of labels in recent commits that lead nowhere: a project with that name that did not change, or no project."""

from collections.abc import Iterator, Mapping

from paa.adapters.git import commits, recent_mainline
from paa.core.release.commits import nearest, sayings, unknown_labels
from paa.model.changes import ChangeSet
from paa.model.history import Commit
from paa.model.names import ImportName, NormalizedName
from paa.model.plan import Remark
from paa.pipeline.repository import Repository

__all__ = ["label_remarks"]

MOST = 200  # commits that are read, however long ago the last release was


def label_remarks(
    repository: Repository, changes: ChangeSet, projects: Mapping[NormalizedName, ImportName]
) -> Iterator[Remark]:
    """Read the commits since the newest release of all, and find labels without effect.

    Args:
        repository: The repository.
        changes: What changed.
        projects: Every project that a label may name.
    """
    recent = recent_mainline(repository.work_tree, changes.commit, MOST)
    last = next((commit for commit in recent if commit in changes.bases), None)
    if last == changes.commit:
        return
    changed = {change.import_name for change in changes.changes}
    told: set[str] = set()
    for commit, _ in commits(repository.work_tree, changes.commit, (last,) if last else (), most=MOST):
        remarks = (*_unknown(commit, projects), *_without_change(commit, projects, changed))
        yield from (remark for remark in remarks if remark.subject not in told)
        told |= {remark.subject for remark in remarks}


def _unknown(commit: Commit, projects: Mapping[NormalizedName, ImportName]) -> Iterator[Remark]:
    for label in unknown_labels(commit, projects):
        hint = f"did you mean {nearest(label, projects)!r}? A commit above it may say it again"
        yield Remark(subject=f"[{label}]", text=f"named by commit {commit.id[:10]}, and no project", hint=hint)


def _without_change(
    commit: Commit, projects: Mapping[NormalizedName, ImportName], changed: set[ImportName]
) -> Iterator[Remark]:
    for name in sayings(commit, projects):
        if name not in changed:
            text = f"named by commit {commit.id[:10]}, and nothing that it is made from changed"
            yield Remark(subject=name, text=text)
