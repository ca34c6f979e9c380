"""The commands of a command line, as its syntax tree says."""

from dataclasses import dataclass

__all__ = ["CommandNode", "CommandParameter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandParameter:
    """An argument or an option of a command.

    Attributes:
        usage: What is typed: `NAME`, `--count, -c INTEGER`, `--force / --no-force`.
        default: As the source writes it; None where there is none.
    """

    usage: str
    is_option: bool
    required: bool = False
    many: bool = False
    default: str | None = None
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandNode:
    """A command, or a group of them."""

    name: str
    help: str = ""
    parameters: tuple[CommandParameter, ...] = ()
    commands: tuple["CommandNode", ...] = ()
