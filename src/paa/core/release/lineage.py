"""Tell which commits came after a release, for many releases in one pass over history.

Each commit gets the number of the first commit of the main line that contains it. What is contained in a released
commit of the main line has no higher number than that one, however branches were merged.
"""

from collections.abc import Mapping, Sequence

__all__ = ["Lineage"]


class Lineage:
    """Places commits that come children first, as `git log --topo-order` lists them.

    Args:
        mainline: The commit that is looked at and its first parents, newest first.
    """

    def __init__(self, mainline: Sequence[str]) -> None:
        self._mainline: Mapping[str, int] = {
            commit: number for number, commit in enumerate(reversed(mainline), start=1)
        }
        self._numbers: dict[str, int] = {}

    def number_of(self, release: str) -> int | None:
        """Give the number of a released commit; None when it is not on the main line."""
        return self._mainline.get(release)

    def place(self, commit: str, parents: Sequence[str]) -> int:
        """Give the number of the first commit of the main line that contains a commit."""
        number = self._mainline.get(commit) or self._numbers.pop(commit)
        for parent in parents:
            if parent not in self._mainline:
                self._numbers[parent] = min(number, self._numbers.get(parent, number))
        return number
