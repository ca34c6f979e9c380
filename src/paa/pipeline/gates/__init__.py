"""The gates that projects pass before they are released: one Protocol, one registry."""

from collections.abc import Mapping
from types import MappingProxyType

from paa.pipeline.gates import (
    api,
    compatibility,
    contents,
    good_release,
    licences,
    lint,
    metadata,
    smoke,
    tests,
    vulnerabilities,
)
from paa.pipeline.gates.inspection import Built, Inspection, Subject, Terms
from paa.pipeline.gates.protocol import Gate, Need

__all__ = ["GATES", "Built", "Gate", "Inspection", "Need", "Subject", "Terms"]

_EVERY: tuple[Gate, ...] = (
    metadata.Metadata(),
    contents.Contents(),
    good_release.GoodRelease(),
    compatibility.Compatibility(),
    vulnerabilities.Vulnerabilities(),
    licences.Licences(),
    api.Api(),
    lint.Lint(),
    smoke.Smoke(),
    tests.Tests(),
)

GATES: Mapping[str, Gate] = MappingProxyType({gate.name: gate for gate in _EVERY})
"""Name → gate; what each one's findings lead to stands in `paa.core.release.gate_policy`, a row for every gate."""
