"""What a gate has to say against a release."""

from dataclasses import dataclass

from paa.model.choices import GateAction
from paa.model.names import ImportName

__all__ = ["UNAVAILABLE", "Finding"]

UNAVAILABLE = "unavailable"
"""The rule of a finding that says why a gate could not answer; it is never remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a gate.

    Attributes:
        gate: The name of the gate.
        rule: What it looked for, as one word.
        message: What is wrong; lines below the first one are indented and come from somebody else's tool.
        where: `path` or `path:line` in the repository; None when it is about no place of it.
        hint: What to do next.
        project: The project that it is about; a gate that looks at each project by itself always names it.
        level: What it leads to, `warn` or `fail`; a gate leaves that to the configuration.
    """

    gate: str
    rule: str
    message: str
    where: str | None
    hint: str
    project: ImportName | None = None
    level: GateAction = GateAction.FAIL
