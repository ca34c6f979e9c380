"""What a user wrote into a generated file, between markers: it survives each new generation."""

import re
from collections.abc import Mapping
from difflib import unified_diff
from types import MappingProxyType

from paa.errors import ConfigError

__all__ = ["difference", "with_yours", "yours_in"]

_BEGIN = re.compile(r"\s*# >>> yours: (?P<name>.+?)\s*")
_END = re.compile(r"\s*# <<< yours\s*")


def yours_in(text: str, *, where: str) -> Mapping[str, str]:
    """Take what stands between the markers out of a file: name of the place → lines, line endings included.

    Raises:
        ConfigError: A marker is missing, or a place is there twice.
    """
    sections: dict[str, str] = {}
    name: str | None = None
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        begin, end = _BEGIN.fullmatch(line), _END.fullmatch(line)
        if (begin is not None) == (name is not None) and (begin or end):
            hint = "each `# >>> yours: NAME` has one `# <<< yours` below it"
            raise ConfigError("a marker without its partner", where=f"{where}:{number}", hint=hint)
        if begin:
            name = begin["name"]
            if name in sections:
                raise ConfigError(f"the place {name!r} is there twice", where=f"{where}:{number}", hint="merge the two")
            sections[name] = ""
        elif end:
            name = None
        elif name is not None:
            sections[name] += line
    if name is not None:
        raise ConfigError(f"the place {name!r} has no end", where=where, hint="add `# <<< yours` below it")
    return MappingProxyType(sections)


def with_yours(generated: str, sections: Mapping[str, str], *, where: str) -> str:
    """Put what a user wrote into a generated file.

    Raises:
        ConfigError: The file has no such place any more: nothing of the user's is dropped in silence.
    """
    lines: list[str] = []
    used: set[str] = set()
    for line in generated.splitlines(keepends=True):
        lines.append(line)
        if begin := _BEGIN.fullmatch(line):
            used.add(begin["name"])
            lines.append(sections.get(begin["name"], ""))
    lost = [name for name, content in sections.items() if name not in used and content.strip()]
    if lost:
        hint = f"the places are {', '.join(sorted(used)) or 'none'}: move what you wrote, and run this again"
        raise ConfigError(f"there is no place {lost[0]!r} any more", where=where, hint=hint)
    return "".join(lines)


def difference(path: str, there: str | None, wanted: str) -> str:
    """Show what has to change in a file, as a unified diff; an empty text where nothing has to."""
    before = (there or "").splitlines(keepends=True)
    name = f"a/{path}" if there is not None else "/dev/null"
    return "".join(unified_diff(before, wanted.splitlines(keepends=True), name, f"b/{path}"))
