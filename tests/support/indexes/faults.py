"""What may go wrong with a request to an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from types import MappingProxyType

__all__ = ["Cut", "Fault"]


class Cut(StrEnum):
    """The moment at which a server closes a connection."""

    BEFORE_HEADERS = "before the headers"
    IN_BODY = "in the body"
    AFTER_BODY = "after the body"
    IN_ANSWER = "in the answer"


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one request.

    Attributes:
        status: The status of the answer, instead of the honest one.
        text: What the answer says; in the status line, too, as the public index does it.
        headers: More headers of the answer.
        cut: When the connection is closed, if it is.
        stored: Whether the bytes of an upload are stored nevertheless.
        held: What the answer waits for.
        seen: Set as soon as the request is there.
    """

    status: int | None = None
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=_nothing)
    cut: Cut | None = None
    stored: bool = False
    held: Event | None = None
    seen: Event = field(default_factory=Event)
