"""Which gates a command asks for; kept apart from them, so that a command that asks none need not load them."""

from dataclasses import dataclass, field

from paa.core.release.gate_policy import Switches
from paa.model.choices import GatedCommand

__all__ = ["PATIENCE", "GateRequest"]

PATIENCE = 300.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """Which gates a command has.

    Attributes:
        command: Whose; None for `test-install`.
        switches: What the command line says of gates.
        strict: Whether it is a failure when a gate cannot answer.
        seconds: How long a gate may wait for tools and servers.
        passed_over: Findings, as `gate/rule`, that the command tells by itself.
    """

    command: GatedCommand | None
    switches: Switches = field(default_factory=Switches)
    strict: bool = True
    seconds: float = PATIENCE
    passed_over: frozenset[str] = frozenset()
