"""Choose the function of a module that a new interface offers; the module is read, not run."""

import ast
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

from paa.core.package.readme import summarise
from paa.core.source.modules import parse_source
from paa.model.module import Module
from paa.model.offer import Offer, Parameter

__all__ = ["as_docstring", "as_text", "choose_offer"]

# What a user can type into a terminal, an address or a form.
_ASKED = frozenset({"str", "int", "float", "bool"})
# What results can be made of to be shown, and sent as JSON.
_SHOWN = frozenset({*_ASKED, "dict", "frozenset", "list", "set", "tuple"})
# Decorators that leave a function's parameters as they are.
_TRANSPARENT = frozenset({"cache", "lru_cache"})
# Names that the templates give to something else.
_RESERVED = frozenset({"APIRouter", "MCPServer", "app", "mcp", "router", "st", "typer"})
_VERSION = Offer(
    name="version",
    attribute="__version__",
    summary="Say which version is installed.",
    parameters=(),
    returns="str",
)


def choose_offer(module: Module) -> Offer:
    """Choose the public function that is easiest to offer; the package's version where there is none.

    That is a function whose required parameters are text, numbers or switches, and which has a result; one whose
    types are stated is preferred, then the first of the module's `__all__`, then the first in the file.
    """
    _, tree = parse_source(module.content, module.path)
    offers = [offer for function in _public(module, tree) if (offer := _offer(function))]
    return min(offers, key=_uncertainty, default=_VERSION)


def as_docstring(text: str) -> str:
    """Quote a line of text as a docstring."""
    is_safe = text.isprintable() and "\\" not in text and '"""' not in text and not text.endswith('"')
    return f'"""{text}"""' if is_safe else as_text(text)


def as_text(text: str) -> str:
    """Quote a line of text as Python does; with double quotes where that is as good."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def _uncertainty(offer: Offer) -> tuple[bool, bool]:
    return bool(offer.guessed), not offer.returns


def _public(module: Module, tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Give the functions that the package offers by their own names, in the order in which it names them."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if "__all__" not in module.names:
        yield from (function for name, function in functions.items() if not name.startswith("_"))
        return
    # What is computed is not known without running it: such a module offers nothing to start from.
    names = module.literals.get("__all__")
    if isinstance(names, list | tuple):
        yield from (functions[name] for name in names if name in functions)


def _offer(function: ast.FunctionDef) -> Offer | None:
    parameters = _parameters(function.args)
    if parameters is None or not _has_result(function) or not all(map(_is_transparent, function.decorator_list)):
        return None
    names = {function.name, *(parameter.name for parameter in parameters)}
    if names & _RESERVED:
        return None
    stated = {argument.arg for argument in _arguments(function.args) if argument.annotation is not None}
    arguments = ", ".join(parameter.argument for parameter in parameters)
    return Offer(
        name=function.name,
        attribute=f"{function.name}({arguments})",
        summary=summarise(ast.get_docstring(function) or ""),
        parameters=parameters,
        returns=_shown(function.returns),
        guessed=tuple(each.name for each in parameters if each.default is None and each.name not in stated),
    )


def _is_transparent(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2] in _TRANSPARENT


def _has_result(function: ast.FunctionDef) -> bool:
    """Tell whether a function returns something, by its annotation or by a `return` of its own."""
    if function.returns is not None:
        return ast.unparse(function.returns).rpartition(".")[2] not in {"None", "NoReturn", "Never", "'None'"}
    pending: list[ast.AST] = list(function.body)
    returns = False
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return False
        returns = returns or (isinstance(node, ast.Return) and node.value is not None)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)
    return returns


def _arguments(arguments: ast.arguments) -> tuple[ast.arg, ...]:
    return (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...] | None:
    """Give what has to be asked for, and what else can be; None when something is required that cannot be typed."""
    positional = (*arguments.posonlyargs, *arguments.args)
    defaults: Sequence[ast.expr | None] = (
        *((None,) * (len(positional) - len(arguments.defaults))),
        *arguments.defaults,
        *arguments.kw_defaults,
    )
    found: list[Parameter] = []
    by_name = False
    for number, (argument, default) in enumerate(zip(_arguments(arguments), defaults, strict=True)):
        # Behind a positional parameter that is left out, others are passed by their names.
        by_name = by_name or number >= len(positional)
        can_be_left_out = default is not None
        parameter = _parameter(argument, default, keyword=by_name or can_be_left_out)
        if number < len(arguments.posonlyargs) and parameter is not None and parameter.keyword:
            parameter = None
        if parameter is not None:
            found.append(parameter)
        elif can_be_left_out:
            by_name = True
        else:
            return None
    return tuple(found)


def _parameter(argument: ast.arg, default: ast.expr | None, *, keyword: bool) -> Parameter | None:
    if argument.arg.startswith("_"):
        return None
    value = _literal(default)
    type_, optional = _asked(argument.annotation)
    if argument.annotation is None:
        type_ = "str" if default is None else type(value).__name__
    # A default that is computed is known to the function alone.
    if type_ not in _ASKED or (default is not None and value is ...):
        return None
    return Parameter(
        name=argument.arg,
        type=type_,
        optional=optional or value is None,
        default=None if default is None else ast.unparse(default),
        keyword=keyword,
    )


def _literal(default: ast.expr | None) -> object:
    """Give the value of a default that is written out; `...` for any other, and where there is none."""
    with suppress(ValueError, TypeError):
        value = ast.literal_eval(default) if default is not None else ...
        if value is None or isinstance(value, str | int | float):
            return value
    return ...


def _asked(annotation: ast.expr | None) -> tuple[str, bool]:
    """Give the simple type that an annotation names, and whether None is allowed; an empty text for any other."""
    match _unquoted(annotation):
        case ast.Name(id=name) if name in _ASKED:
            return name, False
        case ast.BinOp(left=inner, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _asked(inner)[0], True
        case ast.Subscript(value=ast.Name(id="Optional") | ast.Attribute(attr="Optional"), slice=inner):
            return _asked(inner)[0], True
        case _:
            return "", False


def _shown(annotation: ast.expr | None) -> str:
    """Give an annotation that is made of Python's own types; an empty text for any other."""
    tree = _unquoted(annotation)
    for node in ast.walk(tree) if tree is not None else ():
        known = isinstance(node, ast.Subscript | ast.Tuple | ast.BinOp | ast.BitOr | ast.Load)
        known = known or (isinstance(node, ast.Name) and node.id in _SHOWN)
        if not known and not (isinstance(node, ast.Constant) and node.value in {None, ...}):
            return ""
    return ast.unparse(tree) if tree is not None else ""


def _unquoted(annotation: ast.expr | None) -> ast.expr | None:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        with suppress(SyntaxError, ValueError):
            return ast.parse(annotation.value, mode="eval").body
        return None
    return annotation
