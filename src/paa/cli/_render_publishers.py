"""What a user sees of trusted publishers."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict

import typer

from paa.cli._render import plain, render_json, styled
from paa.model.publisher import Publisher, PublisherPlan
from paa.pipeline.publishers import TOKENS

__all__ = ["render_publishers"]

WIDTH = 80


def render_publishers(plans: Sequence[PublisherPlan], *, as_json: bool) -> None:
    """Print the fields of each form, batch by batch."""
    if as_json:
        render_json({"indexes": [asdict(plan) for plan in plans], "tokens": TOKENS})
        return
    for plan in plans:
        _show(plan)
    _wrapped(f"With a token instead: {TOKENS}.")
    for page in dict.fromkeys(plan.token_page for plan in plans if plan.token_page):
        typer.echo(f"  {page}")


def _show(plan: PublisherPlan) -> None:
    waiting = sum(map(len, plan.batches))
    head = f"{waiting} project{'' if waiting == 1 else 's'} to be released for the first time"
    typer.echo(styled(f"{plan.title} ({plan.index}): {head}", bold=True, out=True))
    if plan.batches and plan.page:
        typer.echo(f"  add a pending publisher for each: {plan.page}")
    for note in plan.notes:
        _wrapped(f"- {note}", indent=2)
    for number, batch in enumerate(plan.batches, start=1):
        if len(plan.batches) > 1:
            typer.echo(f"\n  batch {number} of {len(plan.batches)}")
        for publisher in batch:
            _show_form(publisher)
    if plan.there:
        typer.echo(f"\n  there already: {', '.join(each.project for each in plan.there)}")
    typer.echo()


def _show_form(publisher: Publisher) -> None:
    typer.echo()
    for label, value in (
        ("PyPI project name", publisher.project),
        ("owner", publisher.owner),
        ("repository name", publisher.repository),
        ("workflow name", publisher.workflow),
        ("environment name", publisher.environment),
    ):
        typer.echo(f"    {label:<18} {plain(value)}")


def _wrapped(text: str, *, indent: int = 0) -> None:
    blank = " " * indent
    typer.echo(
        textwrap.fill(
            text,
            WIDTH,
            initial_indent=blank,
            subsequent_indent=blank + "  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
