"""The application: commands that load when they are used, and the one place where errors are caught."""

import gc
import importlib
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as build_command

from paa import __version__
from paa.adapters.ci.streams import guard_streams
from paa.cli import _commands
from paa.cli._render import render_error
from paa.cli._values import QuickValues
from paa.errors import PaaError, UsageError

if TYPE_CHECKING:
    from typer._click import Command as ClickCommand
    from typer._click import Context, HelpFormatter

__all__ = ["main"]

INTERRUPTED = 130
_TYPE = re.compile(r" <[^<>]*>$")
SETTINGS: Mapping[str, object] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class QuickCommand(QuickValues, TyperCommand):
    """A command that converts its values by itself, and whose help says nothing of Python's types."""

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write arguments, then options; an argument's placeholder says enough of what it takes."""
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            parameters = [each for each in self.get_params(ctx) if each.param_type_name == kind]
            records = [record for each in parameters if (record := each.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(title):
                    formatter.write_dl([(_TYPE.sub("", name), text) for name, text in records])


class LazyGroup(QuickValues, TyperGroup):
    """A group of the table of commands; a command's module is imported when the command is asked for."""

    entries: Mapping[str, _commands.Command | _commands.Group] = {}

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002 - the signature is Typer's
        """List the names in the order of the help."""
        return list(self.entries)

    def get_command(self, ctx: "Context", cmd_name: str) -> "ClickCommand | None":
        """Find a command by its name, also under the predecessor's.

        Raises:
            UsageError: It is a name of the predecessor whose capability does not exist yet.
        """
        if cmd_name in _commands.NOT_YET:
            message = f"{cmd_name!r} is a command of package-auto-assembler that paa {__version__} does not offer yet"
            raise UsageError(message, hint="see `paa --help` for what there is")
        if ctx.parent is None and (words := _commands.ALIASES.get(cmd_name)):
            return self._descend(ctx, words)
        entry = self.entries.get(cmd_name) or (_commands.HIDDEN.get(cmd_name) if ctx.parent is None else None)
        return None if entry is None else _build(entry)

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, ClickCommand | None, list[str]]":
        """Find the command that the words begin with.

        Raises:
            UsageError: There is none, but one of nearly that name.
        """
        names = {*self.entries, *((*_commands.ALIASES, *_commands.HIDDEN) if ctx.parent is None else ())}
        if args[0] not in names | _commands.NOT_YET and not ctx.resilient_parsing:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], sorted(names), n=1):
                hint = f"did you mean `{ctx.command_path} {near[0]}`?"
                raise UsageError(f"No such command {args[0]!r}", hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:  # noqa: ARG002 - Typer's signature
        """Write the first sentence of each command in full; Typer would cut it to the width of one line."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, _summary(entry)) for entry in self.entries.values()])

    def _descend(self, ctx: "Context", words: Sequence[str]) -> "ClickCommand | None":
        command = self.get_command(ctx, words[0])
        for word in words[1:]:
            command = command.get_command(ctx, word) if isinstance(command, LazyGroup) else None
        return command


class SectionedGroup(LazyGroup):
    """The first level: its help is grouped by what one wants to do."""

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:  # noqa: ARG002 - Typer's signature
        """Write one section of the help per task."""
        width = max(len(entry.name) for entry in self.entries.values())
        for title, section in _commands.SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(entry.name.ljust(width), _summary(entry)) for entry in section])


def _function(command: _commands.Command) -> Callable[..., None]:
    module, name = command.target
    function: Callable[..., None] = getattr(importlib.import_module(module), name)
    return function


def _summary(entry: _commands.Command | _commands.Group) -> str:
    if isinstance(entry, _commands.Group):
        return entry.help
    return (_function(entry).__doc__ or "").partition("\n")[0]


def _build(entry: _commands.Command | _commands.Group) -> "ClickCommand":
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    if isinstance(entry, _commands.Command):
        app.command(entry.name, cls=QuickCommand, context_settings=dict(SETTINGS))(_function(entry))
        return build_command(app)
    app.callback(cls=LazyGroup, help=entry.help, invoke_without_command=True, context_settings=dict(SETTINGS))(
        _show_help_alone
    )
    group = build_command(app)
    if isinstance(group, LazyGroup):
        group.entries = {command.name: command for command in entry.commands}
        group.name = entry.name
    return group


def _show_help_alone(context: typer.Context) -> None:
    """Print the help of a group when no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _root(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Turn each module file of a git repository into a package of its own."""
    if version:
        typer.echo(f"paa {__version__}")
        raise typer.Exit
    _show_help_alone(context)


def application() -> "ClickCommand":
    """Build the first level; no command is imported by that."""
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(cls=SectionedGroup, invoke_without_command=True, context_settings=dict(SETTINGS))(_root)
    group = build_command(app)
    if isinstance(group, LazyGroup):
        group.entries = {entry.name: entry for entry in _commands.entries()}
    return group


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with a code of the table in the manual.

    Args:
        arguments: The words after `paa`; by default those of this process.
    """
    # Nearly all that is read is kept to the end; to look through it for garbage again and again would take a fifth of
    # the time in a large repository.
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that the terminal's encoding lacks must not end the program.
            stream.reconfigure(errors="backslashreplace")
    guard_streams(os.environ)
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = application().main(arguments, prog_name="paa", standalone_mode=False)
    except PaaError as error:
        render_error(error)
        return error.exit_code
    except typer.TyperException as error:
        render_error(_usage_error(error))
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        result = INTERRUPTED
    except OSError as error:
        # Such as a full disk behind the standard output; what the stages read and write is translated by the adapters.
        render_error(PaaError(f"cannot read or write: {error}"))
        return PaaError.exit_code
    if result == INTERRUPTED:
        render_error(PaaError("interrupted", hint="run the command again: it completes what was begun"))
    return result if isinstance(result, int) else 0


def _usage_error(error: typer.TyperException) -> UsageError:
    context: Context | None = getattr(error, "ctx", None)
    path = context.command_path if context else "paa"
    message = error.format_message().rstrip(".")
    if (option := getattr(error, "option_name", None)) in _commands.OPTIONS_NOT_YET:
        message = f"{option!r} is an option of package-auto-assembler that `{path}` does not offer yet"
    return UsageError(message, hint=f"see `{path} --help`")
