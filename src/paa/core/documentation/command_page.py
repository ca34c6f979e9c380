"""Write the page that describes a project's commands."""

from collections.abc import Iterator, Sequence

from paa.core.documentation.markdown import as_code, as_list, as_text, embed
from paa.core.package.code_blocks import as_fence
from paa.model.commands import CommandNode, CommandParameter

__all__ = ["render_commands"]


def render_commands(commands: Sequence[CommandNode]) -> str:
    """Write the page, a section for each command and those below it."""
    page = ["# Command line"]
    for command in commands:
        page += _command(command, (), level=2)
    return "\n\n".join(page) + "\n"


def _command(node: CommandNode, above: Sequence[str], level: int) -> Iterator[str]:
    words = (*above, node.name)
    yield f"{'#' * level} {as_code(' '.join(words))}"
    yield as_fence(_usage(node, words), "text")
    if node.help:
        yield embed(node.help, below=level)
    for title, is_option in (("Arguments", False), ("Options", True)):
        rows = [_parameter(each) for each in node.parameters if each.is_option is is_option]
        if rows:
            yield f"**{title}**"
            yield as_list(rows)
    for each in node.commands:
        yield from _command(each, words, min(6, level + 1))


def _usage(node: CommandNode, words: Sequence[str]) -> str:
    arguments = [each for each in node.parameters if not each.is_option]
    shown = [(each.usage if each.required else f"[{each.usage}]") + ("..." if each.many else "") for each in arguments]
    options = ["[OPTIONS]"] if any(each.is_option for each in node.parameters) else []
    commands = ["COMMAND [ARGS]..."] if node.commands else []
    return " ".join((*words, *options, *shown, *commands))


def _parameter(parameter: CommandParameter) -> str:
    remarks = []
    if parameter.default is not None:
        remarks.append(f"default: {as_code(parameter.default)}")
    if parameter.required and parameter.is_option:
        remarks.append("required")
    if parameter.many and parameter.is_option:
        remarks.append("may be repeated")
    said = f": {as_text(parameter.help)}" if parameter.help else ""
    return f"{as_code(parameter.usage)}{said}" + (f" ({', '.join(remarks)})" if remarks else "")
