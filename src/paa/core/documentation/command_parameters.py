"""Read the parameters of a command: Typer's annotations and Click's decorators."""

import ast
from collections.abc import Iterator, Mapping

from paa.model.commands import CommandParameter

__all__ = ["click_parameters", "string", "typer_parameters"]

_CONTEXTS = ("Context", "typer.Context", "click.Context")


def string(node: ast.expr) -> str:
    """Give the text of a literal; nothing for any other expression."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def typer_parameters(
    node: ast.FunctionDef | ast.AsyncFunctionDef, names: Mapping[str, ast.expr]
) -> Iterator[CommandParameter]:
    """Read the parameters of a function that Typer makes a command of.

    Args:
        node: The function.
        names: What is assigned at module level: annotations may have names.
    """
    arguments = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(arguments) - len(node.args.defaults))
    pairs = [
        *zip(arguments, [*defaults, *node.args.defaults], strict=True),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, given in pairs:
        default = given
        annotation, about = _annotated(argument.annotation, names)
        if annotation in _CONTEXTS:
            continue
        if isinstance(default, ast.Call) and _kind(default):
            about, default = default, _first_default(default)
        if about is not None and _keyword(about, "hidden") == "True":
            continue
        yield _typer_parameter(argument.arg, annotation, about, default)


def _annotated(annotation: ast.expr | None, names: Mapping[str, ast.expr]) -> tuple[str, ast.Call | None]:
    """Give the type and, of `Annotated[type, typer.Option(…)]`, the call."""
    if isinstance(annotation, ast.Name) and isinstance(named := names.get(annotation.id), ast.Subscript):
        annotation = named
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).endswith("Annotated"):
        parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        call = next((each for each in parts[1:] if isinstance(each, ast.Call) and _kind(each)), None)
        return ast.unparse(parts[0]), call
    return "" if annotation is None else ast.unparse(annotation), None


def _kind(call: ast.Call) -> str | None:
    name = ast.unparse(call.func).rpartition(".")[2]
    return name if name in {"Argument", "Option"} else None


def _first_default(call: ast.Call) -> ast.expr | None:
    """Give the default of `typer.Option(3, "--count")`; `...` says that there is none."""
    given = call.args[0] if call.args else next((each.value for each in call.keywords if each.arg == "default"), None)
    is_name = given is not None and string(given).startswith("-")
    return None if is_name or (isinstance(given, ast.Constant) and given.value is ...) else given


def _typer_parameter(name: str, annotation: str, about: ast.Call | None, default: ast.expr | None) -> CommandParameter:
    is_option = _kind(about) == "Option" if about else default is not None
    many = annotation.startswith(("list[", "List[", "tuple[", "Tuple["))
    required = default is None
    help_ = _text(about, "help")
    if not is_option:
        usage = _text(about, "metavar") or name.upper()
        return CommandParameter(
            usage=usage, is_option=False, required=required, many=many, default=_shown(default), help=help_
        )
    declared = [string(each) for each in about.args if string(each).startswith("-")] if about else []
    dashed = f"--{name.replace('_', '-')}"
    is_flag = annotation == "bool"
    words = declared or ([f"{dashed} / --no-{dashed[2:]}"] if is_flag else [dashed])
    metavar = "" if is_flag else _text(about, "metavar") or _metavar(annotation)
    usage = f"{', '.join(words)} {metavar}".rstrip()
    shown = None if is_flag and ast.unparse(default or ast.Constant(value=None)) == "False" else _shown(default)
    return CommandParameter(usage=usage, is_option=True, required=required, many=many, default=shown, help=help_)


def click_parameters(
    node: ast.FunctionDef | ast.AsyncFunctionDef, names: Mapping[str, ast.expr]
) -> Iterator[CommandParameter]:
    """Read the decorators of a function that Click makes a command of.

    Args:
        node: The function.
        names: What is assigned at module level: types may have names.
    """
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call) or _keyword(decorator, "hidden") == "True":
            continue
        kind = ast.unparse(decorator.func).rpartition(".")[2]
        declared = [string(each) for each in decorator.args if string(each)]
        if kind == "argument" and declared:
            usage = _text(decorator, "metavar") or declared[0].upper().replace("-", "_")
            required = _keyword(decorator, "required") != "False" and not _has(decorator, "default")
            many = _keyword(decorator, "nargs") == "-1"
            yield CommandParameter(
                usage=usage, is_option=False, required=required, many=many, default=_shown(_value(decorator, "default"))
            )
        elif kind == "option" and declared:
            yield _click_option(decorator, [each for each in declared if each.startswith("-")], names)


def _click_option(call: ast.Call, words: list[str], names: Mapping[str, ast.expr]) -> CommandParameter:
    is_flag = _keyword(call, "is_flag") == "True" or _keyword(call, "count") == "True"
    is_flag = is_flag or any("/" in word for word in words)
    metavar = "" if is_flag else _text(call, "metavar") or _click_type(_value(call, "type"), names)
    default = None if _keyword(call, "default") in {"None", "False"} else _value(call, "default")
    return CommandParameter(
        usage=f"{', '.join(words)} {metavar}".rstrip(),
        is_option=True,
        required=_keyword(call, "required") == "True",
        many=_keyword(call, "multiple") == "True",
        default=_shown(default),
        help=_text(call, "help"),
    )


def _click_type(node: ast.expr | None, names: Mapping[str, ast.expr]) -> str:
    if isinstance(node, ast.Name) and isinstance(named := names.get(node.id), ast.Call):
        node = named
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name == "Choice" and node.args and isinstance(choices := node.args[0], ast.List | ast.Tuple):
            words = [string(each) for each in choices.elts]
            if all(words):
                return f"[{'|'.join(words)}]"
        return {"Path": "PATH", "File": "FILE", "IntRange": "INTEGER", "FloatRange": "FLOAT"}.get(name, name.upper())
    return "TEXT" if node is None else _metavar(ast.unparse(node).rpartition(".")[2])


def _metavar(annotation: str) -> str:
    bare = annotation.replace(" ", "").removesuffix("|None").removeprefix("Optional[").removesuffix("]")
    inner = bare.rpartition("[")[2]
    known = {"str": "TEXT", "": "TEXT", "int": "INTEGER", "float": "FLOAT", "Path": "PATH", "datetime": "DATETIME"}
    return known.get(inner, inner.rpartition(".")[2].upper())


def _value(call: ast.Call | None, keyword: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == keyword), None) if call else None


def _has(call: ast.Call, keyword: str) -> bool:
    return _value(call, keyword) is not None


def _keyword(call: ast.Call, keyword: str) -> str:
    value = _value(call, keyword)
    return "" if value is None else ast.unparse(value)


def _text(call: ast.Call | None, keyword: str) -> str:
    value = _value(call, keyword)
    return "" if value is None else string(value)


def _shown(default: ast.expr | None) -> str | None:
    """Write a default; nothing for None, which says that there is none."""
    if default is None or (isinstance(default, ast.Constant) and default.value is None):
        return None
    return string(default) or ast.unparse(default)
