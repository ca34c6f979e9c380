"""The tracking files as values."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from packaging.version import InvalidVersion, Version

from paa.errors import PaaError, SourceError, raise_together

__all__ = ["read_versions"]

_ENTRY = re.compile(
    r"(?P<name>[A-Za-z_]\w*)[ \t]*:[ \t]+(?P<quote>['\"]?)(?P<version>[^'\"#\s]+)(?P=quote)[ \t]*(?:#.*)?"
)
_NOTHING = re.compile(r"[ \t]*(?:#.*|---|\{\})?[ \t]*")


def read_versions(text: str, *, where: str) -> Mapping[str, Version]:
    """Read the map from import name to released version.

    Args:
        text: The file: one `import_name: x.y.z` a line, a subset of YAML.
        where: The path, for messages.

    Raises:
        SourceError: A line is something else; all of them at once. Such a file is left as it is.
    """
    versions: dict[str, Version] = {}
    errors: list[PaaError] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if _NOTHING.fullmatch(line):
            continue
        try:
            name, version = _entry(line)
            versions[name] = version
        except ValueError as error:
            hint = "mend the line, or restore the file from the last commit"
            errors.append(SourceError(str(error), where=f"{where}:{number}", hint=hint))
    raise_together(errors)
    return MappingProxyType(versions)


def _entry(line: str) -> tuple[str, Version]:
    match = _ENTRY.fullmatch(line.rstrip())
    if match is None:
        raise ValueError(f"expected `import_name: x.y.z`, found {line.strip()[:60]!r}")
    try:
        return match["name"], Version(match["version"])
    except InvalidVersion:
        raise ValueError(f"{match['version']!r} is no version") from None
