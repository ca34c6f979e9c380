"""What gates share that look at the requirements which a resolver chose."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from packaging.utils import canonicalize_name

from paa.model.finding import UNAVAILABLE, Finding
from paa.model.names import ImportName, NormalizedName
from paa.pipeline.gates.inspection import Inspection

__all__ = ["Origins", "left_out", "origins"]

Origins = Mapping[NormalizedName, tuple[str, ImportName]]
"""Project from outside → the first place that requires it by its name, and the project of that place."""


def origins(inspection: Inspection) -> Origins:
    """Find the places that require projects from outside the repository; what only these require has none."""
    asked = {project.import_name for project in inspection.projects}
    found: dict[NormalizedName, tuple[str, ImportName]] = {}
    for closure in inspection.closures():
        for each in closure.requirements:
            if each.sibling is None and closure.import_name in asked:
                name = NormalizedName(canonicalize_name(each.found.requirement.name))
                found.setdefault(name, (each.found.where, closure.import_name))
    return MappingProxyType(found)


def left_out(gate: str, inspection: Inspection) -> Iterator[Finding]:
    """Tell of the projects whose requirements nobody could resolve: nothing is known of what they would take."""
    places = {closure.import_name: closure.where for closure in inspection.closures()}
    asked = {project.import_name for project in inspection.projects}
    for name in inspection.resolution().left_out:
        if name in asked:
            yield Finding(
                gate=gate,
                rule=UNAVAILABLE,
                message=f"{name}: its requirements could not be resolved, so nothing is known of them",
                where=places[name],
                hint=f"`paa check {name} --only compatibility --full` says why",
                project=name,
            )
