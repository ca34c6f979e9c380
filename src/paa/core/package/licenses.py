"""Licences (PEP 639): expressions that are exact or refused, and the files that belong to them."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePosixPath

from packaging.licenses import (
    InvalidLicenseExpression,
    NormalizedLicenseExpression,
    canonicalize_license_expression,
)

from paa.errors import SourceError

__all__ = ["LICENSE_KINDS", "license_expression", "license_kinds", "place_license"]

LICENSE_KINDS = ("LICENSE", "NOTICE")
"""The files that the configuration can name for every package; each is also the name that it gets there."""

# What backends take for licence files when nobody says which ones are (PEP 639, appendix): in any case here.
_NAMES = re.compile(r"(?P<license>LICEN[CS]E|COPYING)|(?P<notice>NOTICE)|AUTHORS", re.IGNORECASE)
_OTHERS = PurePosixPath("license-files")

# What people mean most often, for the hint behind an error; every identifier of the SPDX list is accepted.
_FREQUENT = (
    *("0BSD", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0"),
    *("CC0-1.0", "EUPL-1.2", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "ISC"),
    *("LGPL-3.0-only", "LGPL-3.0-or-later", "LicenseRef-Proprietary", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"),
    *("Unlicense", "Zlib"),
)


def license_expression(text: str, *, where: str) -> NormalizedLicenseExpression:
    """Prove that a text is an SPDX licence expression, and normalise its spelling.

    Raises:
        SourceError: It is none; the nearest identifier is named, never taken.
    """
    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        known = {identifier.lower(): identifier for identifier in _FREQUENT}
        # The word `license` says nothing, and is most of `Unlicense`.
        wanted = text.lower().replace("license", "").strip()
        near = get_close_matches(wanted, known, n=1, cutoff=0.5)
        hint = f"did you mean {known[near[0]]!r}?" if near else "use an identifier of the SPDX licence list"
        raise SourceError(f"{text!r} is no SPDX licence expression", where=where, hint=hint) from None


def place_license(path: PurePosixPath) -> PurePosixPath:
    """Say where a file of a project's licence folder goes in the source tree.

    Licences of others and what is called in another way get a folder of their own: a `README.md` among the licences
    must not become the README, and a hyphen is in no package's name.

    Args:
        path: Relative to the project's folder of licences.
    """
    return path if len(path.parts) == 1 and _NAMES.match(path.name) else _OTHERS / path


def license_kinds(paths: Iterable[PurePosixPath]) -> frozenset[str]:
    """Tell which of the files that the configuration names for every package a project has of its own.

    Args:
        paths: The files of the project's folder of licences, relative to it.
    """
    found = (_NAMES.match(path.name) for path in paths if len(path.parts) == 1)
    return frozenset(match.lastgroup.upper() for match in found if match and match.lastgroup)
