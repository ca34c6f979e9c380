"""The actions that a pipeline uses, each pinned to a commit: their lock file."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from paa.errors import ConfigError, PaaError, raise_together

__all__ = ["read_pins"]

_USES = re.compile(r"(?:\s*-?\s*uses:)?\s*(?P<name>[\w.-]+/[\w./-]+)@(?P<rest>\S.*?)\s*")
_PINNED = re.compile(r"(?P<commit>[0-9a-f]{40}) # (?P<version>v?[0-9][0-9A-Za-z.+-]*)")


def read_pins(text: str, *, where: str) -> Mapping[str, str]:
    """Read the pins: action → `action@commit # version`.

    Raises:
        ConfigError: An action is not pinned to a whole commit, with its version behind it; all of them at once.
    """
    pins: dict[str, str] = {}
    errors: list[PaaError] = []
    for number, line in enumerate(text.splitlines(), start=1):
        uses = _USES.fullmatch(line)
        if uses is None:
            continue
        pinned = _PINNED.fullmatch(uses["rest"])
        if pinned is None:
            hint = f"write {uses['name']}@ with the 40 digits of a commit, and its version: `# v1.2.3`"
            errors.append(ConfigError("the action is not pinned to a commit", where=f"{where}:{number}", hint=hint))
        else:
            pins[uses["name"]] = f"{uses['name']}@{pinned['commit']} # {pinned['version']}"
    raise_together(errors)
    return MappingProxyType(pins)
