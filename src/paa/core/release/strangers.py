"""Whose project it is that an index has: ours, one that a run of ours did not finish, or somebody else's."""

from collections.abc import Collection, Mapping

from packaging.version import Version

from paa.model.index import IndexProject

__all__ = ["is_strange", "is_whole", "unfinished_candidate"]


def is_strange(there: IndexProject | None, ours: Collection[Version]) -> bool:
    """Tell whether an index has a project of which this repository released none of the versions there.

    Args:
        there: What the index has, perhaps only the name.
        ours: Every version that tags or tracking files know.
    """
    return there is not None and not any(version in ours for version in there.files)


def unfinished_candidate(
    there: IndexProject | None, *, last: Version | None, drafts: Collection[Version]
) -> Version | None:
    """Choose the version that a run may have published without recording it; None where there can be none.

    Args:
        there: What the index has.
        last: The last version that is recorded.
        drafts: The versions that are no releases.
    """
    versions = [version for version in (there.files if there else ()) if version not in drafts]
    top = max(versions, default=None)
    if top is None or there is None or (last is not None and top <= last):
        return None
    # What was deleted or yanked was finished by somebody, for good.
    return top if there.files[top] and all(file.yanked is None for file in there.files[top]) else None


def is_whole(there: Mapping[str, str | None], made: Mapping[str, str]) -> bool:
    """Tell whether all files of a version on an index are, byte for byte, those that were made: name → hash."""
    return bool(there) and all(made.get(name) == sha256 for name, sha256 in there.items())
