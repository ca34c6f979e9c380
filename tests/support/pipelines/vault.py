"""What must not be seen: masked where it is printed, and found where it got to."""

from collections.abc import Iterable
from pathlib import Path

__all__ = ["Vault"]

_MASK = "***"
# The name of the user whose password is a token: it may be kept with the password, and is in every manual.
_KNOWN_TO_ALL = frozenset({"__token__"})
# What is shorter, the name of a user perhaps, is a part of many words.
_SHORTEST = 6


class Vault:
    """The secrets that a job has been given, and what it wants masked besides."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._masks: set[str] = set()
        self.found: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Keep a value secret: each of its lines."""
        lines = (line.strip() for line in secret.splitlines())
        self._secrets.update(line for line in lines if len(line) >= _SHORTEST and line not in _KNOWN_TO_ALL)

    def mask(self, value: str) -> None:
        """Hide a value in the log; it may be in other places."""
        self._masks.update(line for line in value.splitlines() if line.strip())

    def hidden(self, text: str) -> str:
        """Give a text as the log shows it."""
        for value in sorted(self._secrets | self._masks, key=len, reverse=True):
            text = text.replace(value, _MASK)
        return text

    def holds(self, text: str) -> bool:
        """Tell whether a secret is in a text."""
        return any(secret in text for secret in self._secrets)

    def inspect(self, text: str, where: str) -> None:
        """Remember where a secret is seen."""
        if self.holds(text):
            self.found.append(f"a secret in {where}: {self.hidden(text)[:500]}")

    def inspect_files(self, files: Iterable[Path], where: str) -> None:
        """Remember in which files, or names of files, a secret is seen."""
        for file in files:
            if file.is_symlink() or not file.is_file():
                continue
            content = file.read_bytes()
            if any(secret.encode() in content for secret in self._secrets) or self.holds(str(file)):
                self.found.append(f"a secret in {where}: {self.hidden(str(file))}")
