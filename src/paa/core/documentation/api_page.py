"""Write the page that describes what a module offers to those who import it."""

from collections.abc import Iterator, Sequence

from paa.core.documentation.markdown import as_code, as_list, as_text, embed
from paa.core.package.code_blocks import as_fence
from paa.model.api import ApiItem, DocPart, DocRow, ItemKind

__all__ = ["render_api"]

WIDTH = 80


def render_api(name: str, items: Sequence[ApiItem]) -> str:
    """Write the page.

    Args:
        name: The package.
        items: What it offers.
    """
    page = ["# API reference", f"What `import {name}` offers."]
    if items:
        page.append(as_fence(_import(name, [item.name for item in items]), "python"))
    else:
        page.append("There is nothing public in this module.")
    for item in items:
        page += _item(item, level=2)
    return "\n\n".join(page) + "\n"


def _import(name: str, names: Sequence[str]) -> str:
    line = f"from {name} import {', '.join(names)}"
    return (
        line if len(line) <= WIDTH else "\n".join((f"from {name} import (", *(f"    {each}," for each in names), ")"))
    )


def _item(item: ApiItem, level: int) -> Iterator[str]:
    title = item.name if level == 2 else item.path.partition(".")[2]  # noqa: PLR2004 - the level below the page's title
    yield f"{'#' * level} {as_code(title)} {{ #{item.path} }}"
    yield as_fence(item.signature, "python")
    if item.labels:
        yield " · ".join(f"*{label}*" for label in item.labels)
    if item.kind is ItemKind.IMPORTED:
        yield "From another package, which describes it."
    for part in item.parts:
        yield from _part(part, level)
    plain = [each for each in item.members if each.kind is ItemKind.ATTRIBUTE and not each.parts]
    described = {row.name for part in item.parts for row in part.rows}
    if left := [each for each in plain if each.name not in described]:
        yield "**Attributes**"
        yield as_list(as_code(each.signature) for each in left)
    for member in item.members:
        if member not in plain:
            yield from _item(member, min(6, level + 1))


def _part(part: DocPart, level: int) -> Iterator[str]:
    if part.title:
        yield f"**{as_text(part.title)}**"
    if part.text.strip():
        yield embed(part.text, below=level)
    if part.rows:
        yield as_list(_row(row, level) for row in part.rows)


def _row(row: DocRow, level: int) -> str:
    kind = f"({as_code(row.annotation)})" if row.annotation and row.name else as_code(row.annotation or "")
    default = f"= {as_code(row.default)}" if row.default is not None else ""
    head = " ".join(filter(None, (as_code(row.name or ""), kind, default)))
    text = embed(row.text, below=level)
    return f"{head}: {text}" if head and text else head or text
