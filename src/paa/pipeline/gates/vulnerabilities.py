"""The gate that asks whether requirements have known vulnerabilities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from packaging.version import InvalidVersion, Version

from paa.adapters.clock import now
from paa.adapters.files import read_text
from paa.core.audit.accepted import ACCEPTED, Acceptance, acceptance_of, read_accepted
from paa.model.finding import Finding
from paa.model.names import NormalizedName
from paa.model.vulnerability import AuditedRelease, Vulnerability
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.gates.resolved import Origins, left_out, origins

__all__ = ["Vulnerabilities"]

_HOUR = 60 * 60.0  # seconds: a vulnerability may become known at any time, and a decision about one expires by the day
_LONGEST = 200  # characters of a description


class Vulnerabilities:
    """Has pip-audit ask a service about everything that an installation would take from outside."""

    name = "vulnerabilities"
    summary = "known vulnerabilities of everything that an installation takes from outside the repository"
    passed = "no known vulnerability"
    needs = frozenset({Need.RESOLUTION, Need.NETWORK})
    tools = ("pip-audit", "uv", "pip")
    together = True
    valid_for = _HOUR

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Look for known vulnerabilities.

        Raises:
            SourceError: What the team accepts cannot be read.
            GateError: There is no auditor, or it gave no answer.
        """
        from paa.adapters.auditor import audit_releases

        accepted = _accepted(inspection)
        chosen = inspection.resolution().chosen
        pins = [(each.name, each.version) for each in chosen if each.version is not None]
        desk = _Desk(
            origins=origins(inspection),
            accepted=accepted,
            place=inspection.repository.settings.paa_dir / ACCEPTED,
            today=now().date(),
            reporter=reporter,
        )
        found = [*left_out(self.name, inspection)]
        found += (desk.unpinned(each.name) for each in chosen if each.version is None)
        if pins:
            with reporter.step(f"pip-audit asks for the vulnerabilities of {len(pins)} releases"):
                audited = audit_releases(pins, seconds=inspection.seconds)
            found += (finding for release in audited for finding in desk.findings(release))
        return tuple(dict.fromkeys(found))


def _accepted(inspection: Inspection) -> tuple[Acceptance, ...]:
    repository = inspection.repository
    path = repository.settings.paa_dir / ACCEPTED
    if not (repository.root / path).is_file():
        return ()
    return read_accepted(read_text(repository.root / path, where=str(path)), where=str(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Turns what an auditor says into findings.

    Attributes:
        place: The file of what the team accepts.
    """

    origins: Origins
    accepted: Sequence[Acceptance]
    place: PurePosixPath
    today: date
    reporter: Reporter

    def unpinned(self, name: NormalizedName) -> Finding:
        """Tell of what comes from an address: no service knows it."""
        return self._finding("not-audited", name, f"{name} comes from an address: no service knows it", _NOT_AUDITED)

    def findings(self, release: AuditedRelease) -> Iterator[Finding]:
        """Tell of what is known of a release, and of nothing that the team accepts."""
        if release.skipped:
            message = f"{release.name} {release.version} was not audited: {release.skipped}"
            yield self._finding("not-audited", release.name, message, _NOT_AUDITED)
        for vulnerability in release.vulnerabilities:
            acceptance = acceptance_of(vulnerability.identifiers, release.name, self.accepted)
            message, fix = _message(release, vulnerability), _fix(release, vulnerability)
            if acceptance is None:
                hint = f"{fix}, or accept it, with a reason and a last day, in {self.place}"
                yield self._finding("known", release.name, message, hint)
            elif acceptance.until < self.today:
                message = f"{message}\n    accepted until {acceptance.until}: {acceptance.reason}"
                yield self._finding("expired", release.name, message, f"{fix}, or decide again in {acceptance.where}")
            else:
                text = f"{release.name} {release.version}: {acceptance.identifier} is accepted until {acceptance.until}"
                self.reporter.detail(f"{text}: {acceptance.reason}")

    def _finding(self, rule: str, name: NormalizedName, message: str, hint: str) -> Finding:
        where, project = self.origins.get(name, (None, None))
        return Finding(gate=Vulnerabilities.name, rule=rule, message=message, where=where, hint=hint, project=project)


_NOT_AUDITED = "look it up by hand; `gates` in .paa.config can make warnings of what this gate finds"


def _message(release: AuditedRelease, vulnerability: Vulnerability) -> str:
    first, *others = vulnerability.identifiers
    also = f" ({', '.join(others)})" if others else ""
    text = vulnerability.description
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return f"{release.name} {release.version} has {first}{also}: {short}"


def _fix(release: AuditedRelease, vulnerability: Vulnerability) -> str:
    fixed = sorted(version for text in vulnerability.fixed_in if (version := _version(text)) is not None)
    better = next((version for version in fixed if version > release.version), None)
    if better is None:
        return f"no release is known to mend it: do without {release.name}"
    return f"require {release.name}>={better}"


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
