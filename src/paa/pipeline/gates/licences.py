"""The gate that asks whether the licences of requirements are allowed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.adapters.environment import running_environment
from paa.adapters.files import read_text
from paa.adapters.inventory import read_metadata
from paa.core.audit.license_overrides import LICENSES, read_license_overrides
from paa.core.audit.license_policy import (
    AllowedLicenses,
    LicenseClaim,
    Verdict,
    claim_of,
    expression_claim,
    read_allowed,
)
from paa.core.inference.markers import oldest_python
from paa.errors import IndexFailure
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.installed import StatedMetadata
from paa.model.names import NormalizedName
from paa.model.resolution import Resolved
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.gates.resolved import Origins, left_out, origins
from paa.pipeline.repository import CONFIG

__all__ = ["Licences"]

Pin = tuple[NormalizedName, Version]
Pins = Mapping[Pin, str]


class Licences:
    """Compares what releases say of their licences with those that are allowed, identifier by identifier."""

    name = "licences"
    summary = "licences of everything that an installation takes from outside the repository"
    passed = "every licence is allowed"
    needs = frozenset({Need.RESOLUTION, Need.NETWORK})
    tools = ("uv", "pip")
    together = True
    valid_for = 24 * 60 * 60.0  # seconds: what is chosen changes with each release on the index

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look at licences.

        Raises:
            ConfigError: An entry of `allowed_licenses` is no licence.
            SourceError: The licences that somebody looked up cannot be read.
        """
        allowed = read_allowed(inspection.repository.settings.allowed_licenses, where=CONFIG)
        overrides = _overrides(inspection)
        chosen = inspection.resolution().chosen
        pins = {
            (each.name, each.version): each.marker for each in chosen if each.version and each.name not in overrides
        }
        place = inspection.repository.settings.paa_dir / LICENSES
        desk = _Desk(allowed=allowed, origins=origins(inspection), overrides=place)
        found = list(left_out(self.name, inspection))
        stated: dict[Pin, StatedMetadata | str] = dict(_installed(pins))
        missing = {pin: marker for pin, marker in pins.items() if pin not in stated}
        try:
            stated |= _published(missing, inspection, reporter)
        except IndexFailure as failure:
            found.append(desk.unanswered(failure, len(missing)))
            chosen = tuple(each for each in chosen if (each.name, each.version) not in missing)
        for each in chosen:
            claim = overrides.get(each.name) or _claim(each, stated)
            found += desk.unread(each, claim) if isinstance(claim, str) else desk.findings(each, claim)
        return tuple(dict.fromkeys(found))


def _overrides(inspection: Inspection) -> Mapping[NormalizedName, LicenseClaim]:
    repository = inspection.repository
    path = repository.settings.paa_dir / LICENSES
    if not (repository.root / path).is_file():
        return MappingProxyType({})
    read = read_license_overrides(read_text(repository.root / path, where=str(path)), where=str(path))
    return MappingProxyType({name: expression_claim(each, str(path)) for name, each in read.items()})


def _published(pins: Pins, inspection: Inspection, reporter: Reporter) -> Mapping[Pin, StatedMetadata | str]:
    """Read from the index what releases state.

    Raises:
        IndexFailure: The index cannot be asked for them.
    """
    from paa.adapters.published import read_published

    if not pins:
        return MappingProxyType({})
    oldest = min((oldest_python(each.pythons) for each in inspection.closures()), key=Version)
    with reporter.step(f"reading the metadata of {len(pins)} releases"):
        return read_published(pins, python=oldest, folder=inspection.repository.root, seconds=inspection.seconds)


def _installed(pins: Iterable[Pin]) -> Iterator[tuple[Pin, StatedMetadata]]:
    environment = running_environment()
    for name, version in pins:
        distribution = environment.find(name)
        metadata = read_metadata(distribution) if distribution else None
        if metadata is not None and metadata.version == str(version):
            yield (name, version), metadata


def _claim(each: Resolved, stated: Mapping[Pin, StatedMetadata | str]) -> LicenseClaim | str:
    if each.version is None:
        return "it comes from an address"
    answer = stated[each.name, each.version]
    return answer if isinstance(answer, str) else claim_of(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Turns what is known of licences into findings.

    Attributes:
        overrides: The file of the licences that somebody looked up.
    """

    allowed: AllowedLicenses
    origins: Origins
    overrides: PurePosixPath

    def findings(self, each: Resolved, claim: LicenseClaim) -> Iterator[Finding]:
        """Tell of a licence that is not allowed."""
        verdict = self.allowed.judge(claim)
        release, source = _release(each), f" ({claim.source})" if claim.source else ""
        if verdict is Verdict.REFUSED:
            hint = f"do without {each.name}, or allow the licence in `allowed_licenses` of {CONFIG}"
            text = f"{release} is under {claim.stated}{source}, {self.allowed.explain(claim)}"
            yield self._finding(verdict, each, text, hint)
        elif verdict is Verdict.UNCLEAR:
            text = f"{release} states {json.dumps(claim.stated, ensure_ascii=False)}{source}, which is no exact licence"
            yield self._finding(verdict, each, text, self._look_up(each))
        elif verdict is Verdict.UNKNOWN:
            yield self._finding(verdict, each, f"{release} states no licence", self._look_up(each))

    def unread(self, each: Resolved, reason: str) -> Iterator[Finding]:
        """Tell of a release whose metadata cannot be read."""
        text = f"the licence of {_release(each)} cannot be read: {reason}"
        yield self._finding(UNAVAILABLE, each, text, self._look_up(each))

    def unanswered(self, failure: IndexFailure, count: int) -> Finding:
        """Tell that the index could not be asked."""
        releases = "1 release" if count == 1 else f"{count} releases"
        return Finding(
            gate=Licences.name,
            rule=UNAVAILABLE,
            message=f"the licences of {releases} cannot be read: {failure.message}",
            where=None,
            hint=failure.hint or "is the index reachable?",
        )

    def _look_up(self, each: Resolved) -> str:
        entry = json.dumps({each.name: "…"}, ensure_ascii=False)
        return f"look its licence up, and write it in {self.overrides}: {entry}"

    def _finding(self, rule: str, each: Resolved, message: str, hint: str) -> Finding:
        where, project = self.origins.get(each.name, (None, None))
        return Finding(gate=Licences.name, rule=str(rule), message=message, where=where, hint=hint, project=project)


def _release(each: Resolved) -> str:
    return each.name if each.version is None else f"{each.name} {each.version}"
