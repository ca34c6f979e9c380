"""Decide whether a module is annotated, so that its package may carry `py.typed` (PEP 561)."""

import ast
from collections.abc import Iterator

__all__ = ["is_annotated"]


def is_annotated(tree: ast.Module) -> bool:
    """Tell whether every public function and method states all its types; a module without any does not."""
    complete = [_is_complete(function, in_class=in_class) for function, in_class in _public_functions(tree.body)]
    return bool(complete) and all(complete)


def _public_functions(body: list[ast.stmt]) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Give the public functions, and whether each stands in a class."""
    pending = [(node, False) for node in body]
    while pending:
        node, in_class = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(node.name):
            yield node, in_class
        elif isinstance(node, ast.ClassDef) and _is_public(node.name):
            pending += ((inner, True) for inner in node.body)
        elif isinstance(node, ast.If | ast.Try):
            pending += ((inner, in_class) for inner in (*node.body, *node.orelse))


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _is_complete(function: ast.FunctionDef | ast.AsyncFunctionDef, *, in_class: bool) -> bool:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if in_class and not any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list):
        positional = positional[1:]  # self or cls
    stars = [star for star in (arguments.vararg, arguments.kwarg) if star is not None]
    parameters = [*positional, *arguments.kwonlyargs, *stars]
    # mypy takes `-> None` of an __init__ for granted as soon as one parameter is annotated; PEP 484 does too.
    returns = function.returns is not None or (function.name == "__init__" and bool(parameters))
    return returns and all(parameter.annotation is not None for parameter in parameters)
