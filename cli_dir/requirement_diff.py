"""The command `requirement-diff`: compare requirements files in a terminal or a pipeline."""

from pathlib import Path

import click  #>=8.1,<9

from requirement_diff import Change, Weight, compare, print_changes

__all__ = ["cli"]

__cli_metadata__ = {"name": "requirement-diff"}

_WEIGHTS = [weight.name.lower() for weight in Weight]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def cli() -> None:
    """Compare two requirements files."""


@cli.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def show(before: Path, after: Path) -> None:
    """Print what changed, the heaviest first."""
    print_changes(_changes(before, after))


@cli.command()
@click.option(
    "--allow", type=click.Choice(_WEIGHTS), default="minor", show_default=True, help="The heaviest allowed."
)
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def gate(before: Path, after: Path, allow: str) -> None:
    """Fail when a change weighs more than is allowed."""
    heavy = [change for change in _changes(before, after) if change.weight > Weight[allow.upper()]]
    print_changes(heavy)
    if heavy:
        click.echo(f"Changes that weigh more than {allow}: {len(heavy)}.", err=True)
        raise SystemExit(1)


def _changes(before: Path, after: Path) -> tuple[Change, ...]:
    try:
        return compare(before.read_text(encoding="utf-8"), after.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
