"""What an index still lacks, and what it must not be given: a file that was published never changes."""

from collections.abc import Mapping, Sequence

from paa.errors import IndexFailure, PaaError, raise_together
from paa.model.distribution import Distribution
from paa.model.index import IndexFile, IndexProject
from paa.model.names import NormalizedName

__all__ = ["by_project", "missing_files"]

_SHOWN = 12  # digits of a hash


def by_project(distributions: Sequence[Distribution]) -> Mapping[NormalizedName, Sequence[Distribution]]:
    """Sort distributions into projects, in the order in which they come."""
    groups: dict[NormalizedName, list[Distribution]] = {}
    for distribution in distributions:
        groups.setdefault(distribution.name, []).append(distribution)
    return groups


def missing_files(
    distributions: Sequence[Distribution], project: IndexProject | None, *, index: str
) -> tuple[Distribution, ...]:
    """Choose the distributions of one project that an index lacks; one that it has with the same bytes is done.

    Args:
        distributions: What shall be there.
        project: What is there, with the hashes of its files.
        index: The name of the index, for messages.

    Raises:
        IndexFailure: A file of that name is there with other bytes, or with bytes that nobody can compare; all at once.
    """
    there = {file.filename: file for files in (project.files.values() if project else ()) for file in files}
    errors: list[PaaError] = []
    missing: list[Distribution] = []
    for distribution in distributions:
        file = there.get(distribution.path.name)
        if file is None:
            missing.append(distribution)
            # The same name a second time in one call is a duplicate, too.
            there[distribution.path.name] = _as_stored(distribution)
        elif file.sha256 != distribution.sha256:
            errors.append(_conflict(distribution, file, index))
    raise_together(errors)
    return tuple(missing)


def _as_stored(distribution: Distribution) -> IndexFile:
    return IndexFile(filename=distribution.path.name, sha256=distribution.sha256, url=distribution.path.as_posix())


def _conflict(distribution: Distribution, file: IndexFile, index: str) -> IndexFailure:
    hint = "what was published never changes: release a higher version, as with `[..+]` in a commit message"
    if file.sha256 is None:
        message = f"the index {index!r} has {file.filename} and does not tell its hash"
    else:
        message = (
            f"the index {index!r} has {file.filename} with other bytes: "
            f"sha256 {file.sha256[:_SHOWN]}… there, {distribution.sha256[:_SHOWN]}… here"
        )
    return IndexFailure(message, where=file.url, hint=hint)
