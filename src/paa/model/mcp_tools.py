"""What an MCP server offers, as its source says it."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Tool", "ToolKind"]


class ToolKind(StrEnum):
    """What a client asks an MCP server for; the values are the names of the SDK's decorators."""

    TOOL = "tool"
    RESOURCE = "resource"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that an MCP server offers.

    Attributes:
        name: Under which clients ask for it; the address of a resource; None where it is computed.
        signature: The parameters and the result, as they are written.
        description: The first line of it.
        line: 1-based.
    """

    kind: ToolKind
    name: str | None
    signature: str
    description: str
    line: int
