"""How many projects an index may get for the first time: what is above that waits, with all that needs it."""

from collections.abc import Iterable, Iterator

from paa.model.names import ImportName
from paa.model.plan import Remark

__all__ = ["DAY", "Ration"]

DAY = 24 * 60 * 60
"""The seconds before a run that count as today: an index does not say when its day begins."""

_SHOWN = 10


class Ration:
    """Spends the new projects of a day, one by one.

    Args:
        limit: How many there may be in a day; None for any number.
        spent: How many there were in the last one.
    """

    def __init__(self, limit: int | None, spent: int = 0) -> None:
        self._limit = limit
        self._spent = spent
        self._left = None if limit is None else max(0, limit - spent)
        self._waiting: list[ImportName] = []
        self._behind: list[ImportName] = []

    def holds(self, name: ImportName, siblings: Iterable[ImportName]) -> bool:
        """Tell whether a project needs one that waits; then it waits, too."""
        if {*self._waiting, *self._behind}.isdisjoint(siblings):
            return False
        self._behind.append(name)
        return True

    def takes(self, name: ImportName) -> bool:
        """Tell whether a new project can be released today; if not, it waits."""
        if self._left is None:
            return True
        if self._left == 0:
            self._waiting.append(name)
            return False
        self._left -= 1
        return True

    def remarks(self, subject: str) -> Iterator[Remark]:
        """Say what waits, and why.

        Args:
            subject: The index.
        """
        if not self._waiting:
            return
        spent = f", and had {self._spent} in the last 24 hours" if self._spent else ""
        text = f"it takes {self._limit} new projects a day{spent}; these wait: {_listed(self._waiting)}"
        if self._behind:
            text += f"; these need them, and wait as well: {_listed(self._behind)}"
        hint = "run the command again when a day is over; `new_projects_per_day` in .paa.config sets the number"
        yield Remark(subject=subject, text=text, hint=hint)


def _listed(names: list[ImportName]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
