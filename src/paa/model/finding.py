"""What a gate has to say against a release."""

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a gate.

    Attributes:
        gate: The name of the gate.
        rule: What it looked for, as one word.
        message: What is wrong; lines below the first one are indented and come from somebody else's tool.
        where: `path` or `path:line` in the repository; None when it is about no place of it.
        hint: What to do next.
    """

    gate: str
    rule: str
    message: str
    where: str | None
    hint: str
