"""Read the commands of a Typer or Click command line from its syntax tree; nothing of it is run."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import cleandoc

from paa.core.documentation.command_parameters import click_parameters, string, typer_parameters
from paa.model.commands import CommandNode

__all__ = ["read_commands"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class _Group:
    """A Typer application or a Click group, while the file is read."""

    name: str
    help: str
    commands: list["_Named"]
    root: CommandNode | None = None
    is_typer: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """What a group calls a command, or the variable of another group."""

    name: str
    node: CommandNode | None
    group: str | None = None


def read_commands(text: str, *, entry: str, script: str) -> CommandNode | None:
    """Read a command line.

    Args:
        text: The source.
        entry: The variable that starts it, `app` or `cli`.
        script: The name of the command that starts it.

    Returns:
        None when it is not written in a way that can be read.
    """
    tree = ast.parse(text)
    names = dict(filter(None, map(_assignment, tree.body)))
    groups: dict[str, _Group] = {}
    loose: dict[str, CommandNode] = {}
    for node in tree.body:
        if isinstance(node, _Function):
            _read_function(node, groups, loose, names)
        elif assignment := _assignment(node):
            name, value = assignment
            if isinstance(value, ast.Call) and _called(value) == "Typer":
                groups[name] = _Group(_text(value, "name"), _text(value, "help"), [], is_typer=True)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            _read_call(node.value, groups, loose)
    if entry in loose:
        return replace(loose[entry], name=script)
    return _build(entry, script, groups, ()) if entry in groups else None


def _assignment(node: ast.stmt) -> tuple[str, ast.expr] | None:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            return name, value
        case _:
            return None


def _read_function(
    node: _Function, groups: dict[str, _Group], loose: dict[str, CommandNode], names: Mapping[str, ast.expr]
) -> None:
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        owner, kind = _owner(call.func if call else decorator)
        given = _name_of(call)
        if owner in groups and groups[owner].is_typer and kind in {"command", "callback"}:
            command = CommandNode(name="", help=_help(node, call), parameters=tuple(typer_parameters(node, names)))
            if kind == "callback":
                groups[owner].root = command
            else:
                groups[owner].commands.append(_Named(given or _dashed(node.name), command))
        elif kind in {"command", "group"}:
            command = CommandNode(name="", help=_help(node, call), parameters=tuple(click_parameters(node, names)))
            name = given or _dashed(node.name)
            if kind == "group":
                groups[node.name] = _Group(name, command.help, [], root=command)
            else:
                loose[node.name] = replace(command, name=name)
            if owner in groups:
                groups[owner].commands.append(_Named(name, command, node.name if kind == "group" else None))


def _read_call(call: ast.Call, groups: dict[str, _Group], loose: Mapping[str, CommandNode]) -> None:
    """Read `app.add_typer(other, name="x")` and `cli.add_command(other)`."""
    owner, kind = _owner(call.func)
    if owner not in groups or not call.args or not isinstance(call.args[0], ast.Name):
        return
    other = call.args[0].id
    name = _text(call, "name") or (string(call.args[1]) if len(call.args) > 1 else "")
    if (kind == "add_typer" and other in groups) or (kind == "add_command" and other in groups):
        groups[owner].commands.append(_Named(name or groups[other].name, None, other))
    elif kind == "add_command" and other in loose:
        groups[owner].commands.append(_Named(name or loose[other].name, loose[other]))


def _build(variable: str, name: str, groups: Mapping[str, _Group], trail: Sequence[str]) -> CommandNode:
    group = groups[variable]
    commands = tuple(_children(group, groups, (*trail, variable)))
    if group.is_typer and group.root is None and len(commands) == 1 and not trail:
        # Typer does not ask for the name of the only command.
        return replace(commands[0], name=name)
    root = group.root or CommandNode(name=name)
    return replace(root, name=name, help=group.help or root.help, commands=commands)


def _children(group: _Group, groups: Mapping[str, _Group], trail: Sequence[str]) -> Iterator[CommandNode]:
    for each in group.commands:
        if each.group is not None and each.group not in trail:
            yield _build(each.group, each.name, groups, trail)
        elif each.node is not None:
            yield replace(each.node, name=each.name)


def _owner(function: ast.expr) -> tuple[str, str]:
    """Split `app.command` into its two names; of `command` and `typer.command`, only the last one counts."""
    if isinstance(function, ast.Attribute):
        return (function.value.id if isinstance(function.value, ast.Name) else ""), function.attr
    return "", function.id if isinstance(function, ast.Name) else ""


def _called(call: ast.Call) -> str:
    return _owner(call.func)[1]


def _text(call: ast.Call, keyword: str) -> str:
    return next((string(each.value) for each in call.keywords if each.arg == keyword), "")


def _name_of(call: ast.Call | None) -> str:
    if call is None:
        return ""
    return _text(call, "name") or (string(call.args[0]) if call.args else "")


def _help(node: _Function, call: ast.Call | None) -> str:
    given = _text(call, "help") if call else ""
    text = cleandoc(given) if given else ast.get_docstring(node) or ""
    return text.partition("\f")[0].replace("\b\n", "").rstrip()  # Click's marks


def _dashed(name: str) -> str:
    return name.replace("_", "-")
