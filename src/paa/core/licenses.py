"""Licence expressions (SPDX, PEP 639): exact, or refused."""

from difflib import get_close_matches

from packaging.licenses import (
    InvalidLicenseExpression,
    NormalizedLicenseExpression,
    canonicalize_license_expression,
)

from paa.errors import SourceError

__all__ = ["license_expression"]

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
