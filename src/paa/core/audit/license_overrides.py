"""Read `package_licenses.json`: the licences of projects whose metadata does not say them exactly."""

from collections.abc import Mapping
from types import MappingProxyType

from packaging.licenses import NormalizedLicenseExpression
from packaging.utils import InvalidName, canonicalize_name

from paa.core.audit.documents import line_of_key, read_object
from paa.core.package.licenses import license_expression
from paa.errors import PaaError, SourceError, raise_together
from paa.model.names import NormalizedName

__all__ = ["LICENSES", "read_license_overrides"]

LICENSES = "package_licenses.json"
_HINT = 'it maps projects to SPDX expressions: {"some-project": "BSD-3-Clause"}'


def read_license_overrides(text: str, *, where: str) -> Mapping[NormalizedName, NormalizedLicenseExpression]:
    """Read the licences that somebody looked up.

    Args:
        text: The file's.
        where: Its name, for messages.

    Raises:
        SourceError: It is no JSON object from projects to SPDX expressions; all that is wrong at once.
    """
    found: dict[NormalizedName, NormalizedLicenseExpression] = {}
    errors: list[PaaError] = []
    for name, stated in read_object(text, where=where, hint=_HINT).items():
        place = line_of_key(text, name, where=where)
        try:
            project = NormalizedName(canonicalize_name(name, validate=True))
        except InvalidName:
            errors.append(SourceError(f"{name!r} is no name of a project", where=place, hint=_HINT))
            continue
        if not isinstance(stated, str):
            errors.append(SourceError(f"the licence of {name!r} is no text", where=place, hint=_HINT))
        elif project in found:
            errors.append(SourceError(f"{name!r} is there twice, in two spellings", where=place, hint="keep one"))
        else:
            try:
                found[project] = license_expression(stated, where=place)
            except SourceError as error:
                errors.append(error)
    raise_together(errors)
    return MappingProxyType(found)
