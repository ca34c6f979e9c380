"""What a user sees of requirements and components."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from paa.model.spec import Found
    from paa.pipeline.requirements import ReachedComponent

__all__ = ["render_components", "render_requirement_lines", "render_requirements"]


def render_requirements(found: "Sequence[Found]", *, as_json: bool) -> None:
    """Print each requirement, and below it what speaks for it."""
    if as_json:
        render_json([_document(each) for each in found])
        return
    for each in found:
        remark = "" if each.certain else styled("  only guessed", fg="yellow", out=True)
        typer.echo(styled(plain(each.line), bold=True, out=True) + remark)
        for line in _reasons(each):
            typer.echo(f"  {plain(line)}")
    if not found:
        typer.echo("nothing but the standard library and this repository")


def _reasons(found: "Found") -> Iterator[str]:
    imported = f"import {found.imported}: " if found.imported else ""
    yield f"{found.where}  {imported}{found.rule.value}"
    yield from found.also
    if found.lazy:
        yield "imported only in functions"
    if found.others:
        yield f"also provided by {', '.join(found.others)}"


def _document(found: "Found") -> dict[str, object]:
    return {
        "requirement": found.line,
        "name": found.requirement.name,
        "extra": found.extra,
        "where": found.where,
        "also": list(found.also),
        "import": found.imported,
        "rule": found.rule.name.lower(),
        "certain": found.certain,
        "lazy": found.lazy,
        "others": list(found.others),
    }


def render_requirement_lines(found: "Sequence[Found]", *, extras: bool) -> None:
    """Print requirements for a program that installs them."""
    for line in sorted({each.line for each in found if extras or each.extra is None}):
        typer.echo(line)


def render_components(components: "Sequence[ReachedComponent]", *, as_json: bool) -> None:
    """Print each component, and below it what imports it."""
    if as_json:
        render_json([{"path": str(each.path), "imported": list(each.where)} for each in components])
        return
    for each in components:
        typer.echo(styled(plain(str(each.path)), bold=True, out=True))
        for where in each.where:
            typer.echo(f"  {plain(where)}")
    if not components:
        typer.echo("no components")
