"""What Azure reads from a log."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Command", "read_log"]

# Azure finds a command wherever in a line it stands.
_COMMAND = re.compile(r"##vso\[(?P<name>[A-Za-z]+\.[A-Za-z]+)(?: +(?P<properties>[^\]]*))?\](?P<text>.*)", re.DOTALL)
_ESCAPES = {"%AZP25": "%", "%0D": "\r", "%0A": "\n", "%3B": ";", "%5D": "]"}


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a log that Azure takes as a command."""

    name: str
    properties: Mapping[str, str]
    text: str

    def flag(self, name: str) -> bool:
        """Tell whether a property is set."""
        return self.properties.get(name, "").lower() == "true"


def read_log(printed: str) -> Iterator[tuple[str, Command | None]]:
    """Give each line, and the command in it."""
    for line in printed.splitlines():
        found = _COMMAND.search(line)
        if not found:
            yield line, None
            continue
        parts = (part.partition("=") for part in (found["properties"] or "").split(";"))
        properties = {name.strip().lower(): _unescaped(value) for name, sign, value in parts if sign}
        yield line, Command(found["name"].lower(), properties, _unescaped(found["text"]))


def _unescaped(text: str) -> str:
    return re.sub("|".join(_ESCAPES), lambda found: _ESCAPES[found[0].upper()], text, flags=re.IGNORECASE)
