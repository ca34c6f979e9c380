"""The gates that projects pass before they are released: one Protocol, one registry."""

from collections.abc import Mapping
from types import MappingProxyType

from paa.pipeline.gates import compatibility
from paa.pipeline.gates.protocol import Gate, Inspection

__all__ = ["GATES", "Gate", "Inspection"]

GATES: Mapping[str, Gate] = MappingProxyType({gate.name: gate for gate in (compatibility.Compatibility(),)})
