"""What GitHub reads from a log and from the files that a step writes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.pipelines.failures import Invalid
from tests.support.pipelines.vault import Vault

__all__ = ["Annotation", "Command", "Effects", "Files", "pairs", "read_log"]

SUMMARY_LIMIT = 1024 * 1024
# What is a command only in the form `::…::`; lines that begin with anything else are text.
_KNOWN = frozenset(
    {
        *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice"),
        *("remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
    }
)
_OLD = frozenset({"debug", "endgroup", "error", "group", "notice", "warning"})
_FORBIDDEN = frozenset({"add-path", "set-env"})
_COMMAND = re.compile(r"\s*::(?P<name>[A-Za-z-]+)(?: +(?P<properties>.*?))?::(?P<text>.*)", re.DOTALL)
_OLD_COMMAND = re.compile(r".*?##\[(?P<name>[A-Za-z-]+)(?: +(?P<properties>[^\]]*))?\](?P<text>.*)", re.DOTALL)
_TEXT = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_PROPERTY = _TEXT | {"%3A": ":", "%2C": ","}


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a log that GitHub takes as a command."""

    name: str
    properties: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A mark that is shown beside a file."""

    level: str
    text: str
    file: str | None
    line: str | None


@dataclass(slots=True)
class Effects:
    """What the commands of one step have changed.

    Attributes:
        commands: All of them, in order, so that a test can say that there was no other.
        problems: Commands that make the step fail.
    """

    commands: list[Command] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a step may write, empty at first."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Files":
        """Make them."""
        folder.mkdir()
        files = cls(folder)
        for path in files.environment().values():
            Path(path).touch()
        return files

    def environment(self) -> dict[str, str]:
        """Tell a step where they are."""
        names = ("ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY")
        return {f"GITHUB_{name}": str(self.folder / name.lower()) for name in names}

    def read(self, name: str) -> str:
        """Give what a step wrote.

        Raises:
            Invalid: It is no UTF-8.
        """
        try:
            return (self.folder / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise Invalid(f"what the step wrote to {name} is no UTF-8") from None


def read_log(printed: str, vault: Vault) -> Effects:
    """Interpret what a step has printed."""
    effects = Effects()
    stopped: str | None = None
    for line in printed.splitlines():
        if stopped is not None:
            stopped = None if line.strip() == f"::{stopped}::" else stopped
            vault.inspect(line, "the log")
            continue
        command = _command(line)
        if command is None or command.name != "add-mask":
            vault.inspect(line, "the log")
        if command is None:
            continue
        effects.commands.append(command)
        if command.name == "stop-commands":
            stopped = command.text
        _apply(command, effects, vault)
    return effects


def _apply(command: Command, effects: Effects, vault: Vault) -> None:
    if command.name in {"error", "warning", "notice"}:
        place = command.properties
        effects.annotations.append(
            Annotation(level=command.name, text=command.text, file=place.get("file"), line=place.get("line"))
        )
    elif command.name == "add-mask":
        vault.mask(command.text)
    elif command.name == "set-output" and command.properties.get("name"):
        effects.outputs[command.properties["name"]] = command.text
    elif command.name in _FORBIDDEN:
        effects.problems.append(f"the command {command.name} is disabled")


def _command(line: str) -> Command | None:
    found, known, comma = _COMMAND.fullmatch(line), _KNOWN, ","
    if not found or found["name"].lower() not in known:
        found, known, comma = _OLD_COMMAND.fullmatch(line), _OLD, ";"
    if not found or found["name"].lower() not in known:
        return None
    parts = (part.partition("=") for part in (found["properties"] or "").split(comma))
    properties = {name.strip(): _unescaped(value, _PROPERTY) for name, sign, value in parts if sign}
    return Command(found["name"].lower(), properties, _unescaped(found["text"], _TEXT))


def _unescaped(text: str, escapes: Mapping[str, str]) -> str:
    return re.sub("|".join(escapes), lambda found: escapes[found[0].upper()], text, flags=re.IGNORECASE)


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Read `name=value` and `name<<DELIMITER`.

    Raises:
        Invalid: GitHub would not read it, which makes the step fail.
    """
    lines = iter(text.split("\n"))
    for line in (line.removesuffix("\r") for line in lines):
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            name, _, value = line.partition("=")
        elif heredoc >= 0:
            name, _, delimiter = line.partition("<<")
            value = _until(delimiter, lines, line)
        else:
            raise Invalid(f"invalid format {line!r}")
        if not name:
            raise Invalid(f"invalid format {line!r}: the name is empty")
        yield name, value


def _until(delimiter: str, lines: Iterator[str], line: str) -> str:
    if not delimiter:
        raise Invalid(f"invalid format {line!r}: the delimiter is empty")
    kept: list[str] = []
    for part in lines:
        if part.removesuffix("\r") == delimiter:
            return "\n".join(kept)
        kept.append(part)
    raise Invalid(f"invalid value: the delimiter {delimiter!r} does not come again")
