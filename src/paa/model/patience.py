"""How long something is tried that may still succeed."""

from dataclasses import dataclass

__all__ = ["AT_ONCE", "PATIENCE", "Patience"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to try again, and with which pauses.

    Attributes:
        seconds: For how long in all; with none, something is tried once.
        first: The pause before the second attempt, in seconds; each next one is twice as long.
        longest: The longest pause, unless the other side asks for a longer one.
        answer: How long to wait for an answer.
    """

    seconds: float
    first: float = 0.5
    longest: float = 30.0
    answer: float = 60.0


PATIENCE = Patience(seconds=600.0)
"""That with a server: pages of the public index are cached for up to ten minutes."""

AT_ONCE = Patience(seconds=0.0)
"""That with what does not change by waiting."""
