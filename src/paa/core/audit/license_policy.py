"""Decide whether a licence is allowed: by exact identifiers of the SPDX list and by expressions, never by likeness."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from packaging.licenses import (
    InvalidLicenseExpression,
    NormalizedLicenseExpression,
    canonicalize_license_expression,
)

from paa.core.audit.license_terms import CLASSIFIERS, FULL_NAMES, STATUSES, either
from paa.core.package.licenses import license_expression
from paa.errors import ConfigError, PaaError, raise_together
from paa.model.installed import LicenseSource, StatedMetadata

__all__ = ["AllowedLicenses", "LicenseClaim", "Verdict", "claim_of", "expression_claim", "faults", "read_allowed"]

_UNKNOWN = "-"
_CLASSIFIER = "License :: "
_APPROVED = "OSI Approved :: "
_TOKEN = re.compile(r"[()]|[^()\s]+")
# Identifiers that SPDX gave up because they do not say whether later versions count.
_GNU = re.compile(r"((?:A|L)?GPL-[123]\.[01]|GFDL-1\.[123])(\+?)")
_LONGEST = 60  # characters of what somebody wrote into a field
_LONGEST_EXPRESSION = 500  # characters: what is longer may be nested too deeply to be read


class Verdict(StrEnum):
    """What is known of a licence; the values are the rules of the gate's findings."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNCLEAR = "unclear"  # something is stated, and it is no exact licence
    UNKNOWN = "unknown"  # nothing is stated


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseClaim:
    """What metadata says of a licence.

    Attributes:
        stated: In the words of the metadata; empty where nothing is stated.
        source: Where it says so; None where nothing does.
        parts: Alternatives that all have to be allowed, since it is not said which one counts; or expressions.
    """

    stated: str
    source: LicenseSource | str | None
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedLicenses:
    """The allow-list.

    Attributes:
        identifiers: Identifiers, with their exceptions where they have one.
        unknown: Whether distributions may say nothing of their licence.
    """

    identifiers: frozenset[str]
    unknown: bool

    def judge(self, claim: LicenseClaim) -> Verdict:
        """Decide on a licence."""
        if not claim.stated:
            return Verdict.ALLOWED if self.unknown else Verdict.UNKNOWN
        if not claim.parts:
            return Verdict.UNCLEAR
        open_ones = [part for part in claim.parts if any(faults(each, self.identifiers) for each in part)]
        if not open_ones:
            return Verdict.ALLOWED
        # Where one of several that may be meant is allowed, nobody knows; where none is, it does not matter which.
        known = any(all(faults(each, self.identifiers) for each in part) for part in open_ones)
        return Verdict.REFUSED if known else Verdict.UNCLEAR

    def explain(self, claim: LicenseClaim) -> str:
        """Say what of a licence is not allowed, where it is made of several."""
        found = dict.fromkeys(
            fault for part in claim.parts for each in part for fault in faults(each, self.identifiers)
        )
        is_compound = any(_operators(each) for part in claim.parts for each in part)
        if not is_compound:
            return "which is not allowed"
        return f"of which not allowed: {', '.join(found)}"


def read_allowed(entries: Iterable[str], *, where: str) -> AllowedLicenses:
    """Read the allow-list: identifiers of the SPDX list, an exception may follow; `-` is a licence that nobody states.

    Raises:
        ConfigError: An entry is something else; all of them at once.
    """
    errors: list[PaaError] = []
    identifiers: set[str] = set()
    unknown = False
    for entry in entries:
        if entry == _UNKNOWN:
            unknown = True
            continue
        try:
            expression = license_expression(entry, where=where)
        except PaaError as error:
            errors.append(ConfigError(f"allowed_licenses: {error.message}", where=where, hint=error.hint))
            continue
        if _operators(expression):
            hint = "name each licence by itself"
            errors.append(ConfigError(f"allowed_licenses: {entry!r} is not one licence", where=where, hint=hint))
        identifiers |= set(_meant(expression))
    raise_together(errors)
    return AllowedLicenses(identifiers=frozenset(identifiers), unknown=unknown)


def expression_claim(expression: NormalizedLicenseExpression, source: LicenseSource | str) -> LicenseClaim:
    """Make the claim of an expression that was proved."""
    return LicenseClaim(stated=expression, source=source, parts=((expression,),))


def claim_of(metadata: StatedMetadata) -> LicenseClaim:
    """Read what metadata says: License-Expression, else classifiers, else the older field.

    The older field may say which of several licences a classifier means, and how several classifiers are meant: it
    counts alone where it is an expression that names a licence of each of them and no other. Else both count.
    """
    if metadata.license_expression:
        expression = _exact(metadata.license_expression)
        stated = _short(metadata.license_expression)
        return LicenseClaim(stated=stated, source=LicenseSource.EXPRESSION, parts=_parts(expression))
    text = metadata.license_text.strip()
    text = "" if text.upper() == "UNKNOWN" else text
    exact = _exact(text) or _exact(FULL_NAMES.get(" ".join(text.split()).lower(), ""))
    classified = tuple(_classified(metadata.classifiers))
    if not classified:
        source = LicenseSource.TEXT if text else None
        return LicenseClaim(stated=_short(text), source=source, parts=_parts(exact))
    meant = {identifier for name in classified for identifier in CLASSIFIERS.get(name, ())}
    named = {identifier for leaf in _leaves(exact or "") for identifier in _meant(leaf)}
    if not all(name in CLASSIFIERS for name in classified):
        # Such as `Other/Proprietary License`: whatever stands beside it is not the whole truth.
        return LicenseClaim(stated=", ".join(classified), source=LicenseSource.CLASSIFIER)
    if exact and named.isdisjoint(meant):
        # One of the two is wrong, and nobody knows which.
        stated = f"{', '.join(classified)}, and {_short(text)}"
        return LicenseClaim(stated=stated, source=LicenseSource.CLASSIFIER)
    if exact and named <= meant and not any(named.isdisjoint(CLASSIFIERS[name]) for name in classified):
        return LicenseClaim(stated=_short(text), source=LicenseSource.TEXT, parts=_parts(exact))
    parts = tuple(_narrowed(CLASSIFIERS[name], named) for name in classified)
    stated = ", ".join((*classified, *([_short(text)] if exact else [])))
    return LicenseClaim(stated=stated, source=LicenseSource.CLASSIFIER, parts=(*parts, *_parts(exact)))


def _narrowed(meanings: tuple[str, ...], named: Collection[str]) -> tuple[str, ...]:
    """Leave those meanings of a classifier that the older field names; where it names none, all of them."""
    return tuple(each for each in meanings if each in named) or meanings


def faults(expression: str, allowed: frozenset[str]) -> tuple[str, ...]:
    """Give the identifiers for which an expression is not allowed; none where it is.

    Args:
        expression: Normalised.
        allowed: Identifiers, with their exceptions where they have one.
    """
    return tuple(dict.fromkeys(_Parser(expression, allowed).faults()))


def _parts(expression: str | None) -> tuple[tuple[str, ...], ...]:
    return ((expression,),) if expression else ()


def _classified(classifiers: Sequence[str]) -> Iterator[str]:
    for classifier in classifiers:
        name = classifier.removeprefix(_CLASSIFIER)
        if name != classifier and name not in STATUSES:
            yield name.removeprefix(_APPROVED)


def _exact(text: str) -> NormalizedLicenseExpression | None:
    if not text or "\n" in text or len(text) > _LONGEST_EXPRESSION:
        return None
    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None


def _operators(expression: str) -> bool:
    return not {"AND", "OR"}.isdisjoint(_TOKEN.findall(expression))


def _leaves(expression: str) -> Iterator[str]:
    for part in re.split(r" (?:AND|OR) ", expression):
        yield part.strip("() ")


def _meant(leaf: str) -> tuple[str, ...]:
    """Give what an identifier may stand for: the deprecated `LGPL-3.0` for -only and for -or-later."""
    name, separator, exception = leaf.partition(" WITH ")
    match = _GNU.fullmatch(name)
    if match is None:
        return (leaf,)
    names = (f"{match[1]}-or-later",) if match[2] else either(match[1])
    return tuple(f"{each}{separator}{exception}" for each in names)


def _short(text: str) -> str:
    first = text.strip().partition("\n")[0].strip()
    return first if first == text.strip() and len(first) <= _LONGEST else f"{first[:_LONGEST].rstrip()} ..."


class _Parser:
    """Evaluates a normalised expression: WITH binds first, then AND, then OR (SPDX, annex on expressions)."""

    def __init__(self, expression: str, allowed: frozenset[str]) -> None:
        self._tokens = _TOKEN.findall(expression)
        self._allowed = allowed

    def faults(self) -> tuple[str, ...]:
        """Give what is at fault in alternatives: nothing where one of them is allowed."""
        alternatives = [self._all_of()]
        while self._next("OR"):
            alternatives.append(self._all_of())
        return () if not all(alternatives) else tuple(fault for found in alternatives for fault in found)

    def _all_of(self) -> tuple[str, ...]:
        found = self._one()
        while self._next("AND"):
            found += self._one()
        return found

    def _one(self) -> tuple[str, ...]:
        if self._next("("):
            inner = self.faults()
            self._next(")")
            return inner
        name = self._tokens.pop(0)
        if self._next("WITH"):
            name = f"{name} WITH {self._tokens.pop(0)}"
        return () if self._allowed.issuperset(_meant(name)) else (name,)

    def _next(self, token: str) -> bool:
        if self._tokens[:1] != [token]:
            return False
        self._tokens.pop(0)
        return True
