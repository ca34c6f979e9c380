"""Decide whether a module is annotated, so that its package may carry `py.typed` (PEP 561)."""

import ast
from collections.abc import Iterator

__all__ = ["is_annotated"]


def is_annotated(tree: ast.Module) -> bool:
    """Tell whether every public function and method states all its types; a module without any does not."""
    complete = [_is_complete(function, in_class=in_class) for function, in_class in _public_functions(tree.body)]
    return bool(complete) and all(complete)


def _public_functions(
    body: list[ast.stmt], *, in_class: bool = False
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(node.name):
            yield node, in_class
        elif isinstance(node, ast.ClassDef) and _is_public(node.name):
            yield from _public_functions(node.body, in_class=True)
        elif isinstance(node, ast.If | ast.Try):
            yield from _public_functions([*node.body, *node.orelse], in_class=in_class)


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
