"""griffe, the reader of Python interfaces: syntax trees only, nothing that it reads is imported."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from paa.guests import importing
from paa.model.api import ApiItem, DocPart, DocRow, ItemKind

if TYPE_CHECKING:
    import griffe

__all__ = ["load_package", "read_api"]

LINE_LENGTH = 80
# Whether a docstring describes every parameter is its author's linter's business.
_QUIET: Any = {style: {"warnings": False} for style in ("google", "numpy", "sphinx")}
_KINDS = MappingProxyType(
    {
        "function": ItemKind.FUNCTION,
        "class": ItemKind.CLASS,
        "attribute": ItemKind.ATTRIBUTE,
        "type alias": ItemKind.TYPE_ALIAS,
    }
)
# Labels of griffe that tell a reader something that the signature does not.
_LABELS = ("async", "classmethod", "staticmethod", "property", "cached", "abstract")


def read_api(folder: Path, name: str) -> tuple[ApiItem, ...]:
    """Read what a package offers: the names of its `__all__`, else those without an underscore.

    Args:
        folder: The folder that holds the package; no other folder is searched.
        name: The package.

    Raises:
        UsageError: griffe is not installed.
    """
    module = load_package(folder, name, extra="mkdocs")
    return tuple(_items(module))


def load_package(folder: Path, name: str, *, extra: str) -> "griffe.Module":
    """Read a package; nothing is imported.

    Args:
        folder: The folder that holds the package; no other folder is searched.
        name: The package.
        extra: The extra of paa that somebody without griffe is told to install.

    Raises:
        UsageError: griffe is not installed.
    """
    with importing(extra=extra):
        import griffe

    loader = griffe.GriffeLoader(
        extensions=griffe.load_extensions(),
        search_paths=[folder],
        docstring_parser=griffe.Parser.auto,
        allow_inspection=False,
    )
    # What griffe says of a source is said to those who lint it; nothing goes to a stream.
    logging.getLogger("griffe").addHandler(logging.NullHandler())
    module = loader.load(name, try_relative_path=False)
    loader.resolve_aliases(external=False)
    assert isinstance(module, griffe.Module)  # noqa: S101 - what is loaded by the name of a package is one
    return module


def _items(scope: "griffe.Module | griffe.Class") -> Iterator[ApiItem]:
    exports = [str(each) for each in scope.exports or ()]
    members = [
        each for each in scope.members.values() if each.is_public and (each.name in exports or each.name[0] != "_")
    ]
    for member in sorted(members, key=lambda each: _place(each, exports)):
        path = f"{scope.path}.{member.name}"
        if member.is_alias:
            item = _imported(member, path)
        elif str(member.kind.value) in _KINDS:
            item = _item(member, path)
        else:
            continue
        yield item


def _place(member: Any, exports: Sequence[str]) -> tuple[int, int]:  # noqa: ANN401 - Object and Alias share no base
    line = (member.alias_lineno if member.is_alias else member.lineno) or 0
    return (exports.index(member.name) if member.name in exports else len(exports), line)


def _imported(member: Any, path: str) -> ApiItem:  # noqa: ANN401 - griffe's Alias proxies every attribute
    """Describe what a component defines; what is from elsewhere is only named."""
    import griffe

    try:
        target = member.final_target
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):
        parent, _, name = member.target_path.rpartition(".")
        return ApiItem(kind=ItemKind.IMPORTED, name=member.name, path=path, signature=f"from {parent} import {name}")
    return _item(target, path)


def _item(member: Any, path: str) -> ApiItem:  # noqa: ANN401 - each kind of object has attributes of its own
    kind = _KINDS[str(member.kind.value)]
    name = path.rpartition(".")[2]
    return ApiItem(
        kind=kind,
        name=name,
        path=path,
        signature=_SIGNATURES[kind](member, name),
        labels=tuple(label for label in _LABELS if label in member.labels),
        parts=tuple(_parts(member)),
        members=tuple(_items_at(member, path)) if kind is ItemKind.CLASS else (),
    )


def _items_at(member: "griffe.Class", path: str) -> Iterator[ApiItem]:
    for each in member.members.values():
        if each.is_public and not each.is_alias and str(each.kind.value) in _KINDS and not _is_dunder(each.name):
            yield _item(each, f"{path}.{each.name}")


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _function(member: "griffe.Function", name: str) -> str:
    skipped = 1 if member.parent and member.parent.is_class and "staticmethod" not in member.labels else 0
    returns = f" -> {member.returns}" if member.returns is not None else ""
    return _call(name, list(member.parameters)[skipped:], returns)


def _class(member: "griffe.Class", name: str) -> str:
    parameters = [each for each in member.parameters if each.name != "self"]
    bases = f"({', '.join(map(str, member.bases))})" if member.bases else ""
    return f"class {name}{bases}" + (f"\n\n{_call(name, parameters, '')}" if parameters else "")


def _attribute(member: "griffe.Attribute", name: str) -> str:
    annotation = f": {member.annotation}" if member.annotation is not None else ""
    value = f" = {member.value}" if member.value is not None and "property" not in member.labels else ""
    line = f"{name}{annotation}{value}"
    return line if len(line) <= LINE_LENGTH and "\n" not in line else f"{name}{annotation}" + (" = …" if value else "")


def _type_alias(member: Any, name: str) -> str:  # noqa: ANN401 - a class that early releases of griffe lack
    return f"type {name} = {member.value}"


_SIGNATURES: Any = MappingProxyType(
    {
        ItemKind.FUNCTION: _function,
        ItemKind.CLASS: _class,
        ItemKind.ATTRIBUTE: _attribute,
        ItemKind.TYPE_ALIAS: _type_alias,
    }
)


def _call(name: str, parameters: "Sequence[griffe.Parameter]", returns: str) -> str:
    """Write a signature in one line, or with a line for each parameter."""
    words = list(_words(parameters))
    line = f"{name}({', '.join(words)}){returns}"
    if len(line) <= LINE_LENGTH or not words:
        return line
    return "\n".join((f"{name}(", *(f"    {word}," for word in words), f"){returns}"))


def _words(parameters: "Sequence[griffe.Parameter]") -> Iterator[str]:
    """Write parameters, with `/` and `*` where the kind of parameter changes."""
    kinds = [str(each.kind.value) if each.kind else "" for each in parameters]
    for index, (each, kind) in enumerate(zip(parameters, kinds, strict=True)):
        before = kinds[:index]
        if kind == "keyword-only" and not {"keyword-only", "variadic positional"} & set(before):
            yield "*"
        stars = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        annotation = f": {each.annotation}" if each.annotation is not None else ""
        default = "" if stars or each.default is None else f" = {each.default}" if annotation else f"={each.default}"
        yield f"{stars}{each.name}{annotation}{default}"
        if kind == "positional-only" and "positional-only" not in kinds[index + 1 :]:
            yield "/"


def _parts(member: Any) -> Iterator[DocPart]:  # noqa: ANN401 - any of griffe's objects
    if member.docstring is None:
        return
    import griffe

    for section in griffe.parse_auto(member.docstring, per_style_options=_QUIET):
        yield _part(section)


def _part(section: Any) -> DocPart:  # noqa: ANN401 - each kind of section holds another kind of value
    kind, value = str(section.kind.value), section.value
    if kind == "text":
        return DocPart(text=value)
    if kind == "examples":
        return DocPart(title=section.title or "Examples", text="\n\n".join(text for _, text in value))
    if kind in {"admonition", "deprecated"}:
        return DocPart(title=section.title or kind.capitalize(), text=value.description)
    rows = tuple(_row(each) for each in value)
    return DocPart(title=section.title or kind.replace("_", " ").capitalize(), rows=rows)


def _row(element: Any) -> DocRow:  # noqa: ANN401 - named elements, and such that have only a type
    name, annotation = getattr(element, "name", None), getattr(element, "annotation", None)
    default = getattr(element, "default", None)
    return DocRow(
        name=name or None,
        annotation=None if annotation is None else str(annotation),
        default=None if default is None else str(default),
        text=element.description,
    )
