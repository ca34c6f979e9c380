"""The variables of a job: what expressions, macros and programs see of them."""

import re
from collections.abc import Mapping

from tests.support.pipelines.failures import Refused

__all__ = ["Variables", "environment_name"]

_MACRO = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
_DEPTH = 10


def environment_name(name: str) -> str:
    """Give the name under which programs find a variable."""
    return re.sub(r"[. ]", "_", name).upper()


class Variables:
    """Names, whose case does not matter, and their values; secret ones are handed out only where they are asked for.

    Args:
        plain: What everybody may see.
        secret: What must be mapped by `env:`.
    """

    def __init__(self, plain: Mapping[str, str], secret: Mapping[str, str]) -> None:
        self._values: dict[str, tuple[str, str]] = {}
        self._secret: set[str] = set()
        for name, value in plain.items():
            self.set(name, value)
        for name, value in secret.items():
            self.set(name, value, secret=True)

    def set(self, name: str, value: str, *, secret: bool = False) -> None:
        """Set a variable; one that was secret stays so."""
        self._values[name.casefold()] = (name, value)
        if secret:
            self._secret.add(name.casefold())

    def get(self, name: str) -> str | None:
        """Give a value, in which macros are replaced."""
        found = self._values.get(name.casefold())
        return None if found is None else self._replaced(found[1], 0)

    def is_secret(self, name: str) -> bool:
        """Tell whether a value, or one that it mentions, is secret."""
        found = self._values.get(name.casefold())
        inner = _MACRO.findall(found[1]) if found else []
        return name.casefold() in self._secret or any(
            self.is_secret(part) for part in inner if part.casefold() != name.casefold()
        )

    def _replaced(self, value: str, depth: int) -> str:
        def replaced(found: re.Match[str]) -> str:
            inner = self._values.get(found[1].casefold())
            return found[0] if inner is None else self._replaced(inner[1], depth + 1)

        return value if depth > _DEPTH else _MACRO.sub(replaced, value)

    def expanded(self, template: str, where: str, *, secrets: bool) -> str:
        """Replace macros, as text, whatever stands around them.

        Raises:
            Refused: A variable is not there, where Azure would leave the macro as it is; or it is secret, and this is
                no place for secrets.
        """

        def replaced(found: re.Match[str]) -> str:
            name = found[1]
            value = self.get(name)
            if value is None:
                raise Refused(f"{where}: there is no variable {name}")
            if self.is_secret(name) and not secrets:
                raise Refused(f"{where}: the secret {name}; hand it over by `env:`")
            return value

        return _MACRO.sub(replaced, template)

    def environment(self) -> dict[str, str]:
        """Give what programs find: every variable that is not secret."""
        return {
            environment_name(name): self._replaced(value, 0)
            for name, value in self._values.values()
            if not self.is_secret(name)
        }

    def texts(self) -> dict[str, str]:
        """Give what expressions see; a secret is an empty text there."""
        return {name: "" if self.is_secret(name) else self._replaced(value, 0) for name, value in self._values.values()}
