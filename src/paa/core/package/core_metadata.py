"""Read what the metadata of a distribution states: its licence and its requirements."""

import re
from collections.abc import Iterator
from contextlib import suppress

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement

from paa.model.installed import LicenseSource, StatedMetadata

__all__ = ["StatedRequirement", "state_license", "stated_requirements"]

StatedRequirement = tuple[Requirement, str | None]
"""A requirement without the extra that it belongs to, and that extra."""

_EXTRA = r'(?:extra == "(?P<name>[^"]+)"|"(?P<turned>[^"]+)" == extra)'
_EXTRA_ALONE = re.compile(_EXTRA)
_EXTRA_BEHIND = re.compile(rf"(?P<rest>.+) and {_EXTRA}")
_LICENSE = "License :: "
_LONGEST = 60  # characters of a licence that is written into the field of its name


def state_license(metadata: StatedMetadata) -> tuple[str | None, LicenseSource | None]:
    """Give the licence and the field that states it; an expression comes before classifiers, and these before text.

    A spelling is normalised where it is an SPDX expression. Nothing is matched by likeness: what no field states is
    unknown.
    """
    classifiers = [each.removeprefix(_LICENSE) for each in metadata.classifiers if each.startswith(_LICENSE)]
    # `License :: OSI Approved` alone names no licence.
    named = [each.rpartition(" :: ")[2] for each in classifiers if each not in {"OSI Approved", "DFSG approved"}]
    stated = (
        (metadata.license_expression, LicenseSource.EXPRESSION),
        (", ".join(named), LicenseSource.CLASSIFIER),
        (_first_line(metadata.license_text), LicenseSource.TEXT),
    )
    for text, source in stated:
        if text and text.upper() != "UNKNOWN":
            return _normalised(text), source
    return None, None


def _normalised(text: str) -> str:
    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return text


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    cut = lines[0][:_LONGEST]
    return cut if len(lines) == 1 and cut == lines[0] else f"{cut} ..."


def stated_requirements(metadata: StatedMetadata) -> tuple[StatedRequirement, ...]:
    """Parse the requirements, each with the extra that it belongs to; lines older than PEP 508 are left out."""
    return tuple(_parsed(metadata))


def _parsed(metadata: StatedMetadata) -> Iterator[StatedRequirement]:
    for line in metadata.requirements:
        with suppress(InvalidRequirement):
            yield _without_extra(Requirement(line))


def _without_extra(requirement: Requirement) -> StatedRequirement:
    """Take the extra out of a marker; a marker that says it in another way than build backends do stays as it is."""
    text = str(requirement.marker or "")
    if match := _EXTRA_ALONE.fullmatch(text):
        requirement.marker = None
        return requirement, match["name"] or match["turned"]
    match = _EXTRA_BEHIND.fullmatch(text)
    if match is None or "extra" in match["rest"]:
        return requirement, None
    # `a or b and extra == "x"` is no condition on the extra alone.
    if " or " in match["rest"] and str(Marker(f"({match['rest']}) and{text[match.end('rest') + 4 :]}")) != text:
        return requirement, None
    requirement.marker = Marker(match["rest"])
    return requirement, match["name"] or match["turned"]
