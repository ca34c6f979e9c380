"""Read `vulnerabilities.json`: known vulnerabilities that somebody decided to live with, why, and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from packaging.utils import InvalidName, canonicalize_name

from paa.core.audit.documents import line_of_key, read_object
from paa.errors import PaaError, SourceError, raise_together
from paa.model.names import NormalizedName

__all__ = ["ACCEPTED", "Acceptance", "acceptance_of", "read_accepted"]

ACCEPTED = "vulnerabilities.json"
_HINT = 'it maps identifiers to decisions: {"GHSA-…": {"reason": "…", "until": "2027-01-31"}}'
_KEYS = {"project", "reason", "until"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A decision to live with a vulnerability.

    Attributes:
        identifier: One of those by which it is known.
        project: The requirement that may have it; None for any.
        until: The last day on which that counts.
        where: `path:line`.
    """

    identifier: str
    reason: str
    until: date
    project: NormalizedName | None
    where: str


def read_accepted(text: str, *, where: str) -> tuple[Acceptance, ...]:
    """Read the decisions.

    Args:
        text: The file's.
        where: Its name, for messages.

    Raises:
        SourceError: An entry is no decision with a reason and a last day; all that is wrong at once.
    """
    found: list[Acceptance] = []
    errors: list[PaaError] = []
    for identifier, entry in read_object(text, where=where, hint=_HINT).items():
        place = line_of_key(text, identifier, where=where)
        try:
            found.append(_acceptance(identifier, entry, place))
        except SourceError as error:
            errors.append(error)
    raise_together(errors)
    return tuple(found)


def acceptance_of(
    identifiers: Iterable[str], project: NormalizedName, accepted: Sequence[Acceptance]
) -> Acceptance | None:
    """Find the decision about a vulnerability of a project, by any of its identifiers; the one that counts longest."""
    known = {identifier.upper() for identifier in identifiers}
    meant = [each for each in accepted if each.identifier.upper() in known and each.project in {None, project}]
    return max(meant, key=lambda each: each.until, default=None)


def _acceptance(identifier: str, entry: Any, where: str) -> Acceptance:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(entry, dict):
        raise SourceError(f"{identifier!r} has no reason and no last day", where=where, hint=_HINT)
    if unknown := sorted(entry.keys() - _KEYS):
        raise SourceError(
            f"{identifier!r}: {', '.join(map(repr, unknown))} means nothing here", where=where, hint=_HINT
        )
    reason, until, project = entry.get("reason"), entry.get("until"), entry.get("project")
    if not isinstance(reason, str) or not reason.strip():
        raise SourceError(f"{identifier!r} has no reason", where=where, hint=_HINT)
    try:
        last = date.fromisoformat(until) if isinstance(until, str) else None
    except ValueError:
        last = None
    if last is None:
        raise SourceError(f"{identifier!r}: `until` is no day like 2027-01-31", where=where, hint=_HINT)
    try:
        name = None if project is None else NormalizedName(canonicalize_name(project, validate=True))
    except (InvalidName, TypeError, AttributeError):
        raise SourceError(f"{identifier!r}: {project!r} is no name of a project", where=where, hint=_HINT) from None
    return Acceptance(identifier=identifier, reason=reason.strip(), until=last, project=name, where=where)
