"""What a user sees of the tests of projects."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paa.model.tested import Tested

__all__ = ["render_tested"]

_COLOURS = {"passed": "green", "failed": "red", "not run": "red", "no tests": "yellow"}


def render_tested(tested: "Sequence[Tested]", *, as_json: bool) -> None:
    """Print what pytest said of each project, and a line for each project at the end."""
    if as_json:
        render_json({"projects": [_document(each) for each in tested]})
        return
    for each in tested:
        if each.output:
            typer.echo("\n".join(plain(line) for line in each.output.splitlines()))
    for each in tested:
        outcome = styled(each.outcome.value, fg=_COLOURS[each.outcome.value], out=True)
        where = f"with Python {each.python}" if each.python else f"in {plain(each.where)}"
        typer.echo(f"{each.name}: {outcome} {where}")


def _document(tested: "Tested") -> dict[str, str]:
    return {
        "import_name": tested.import_name,
        "name": tested.name,
        "version": str(tested.version),
        "outcome": tested.outcome.value,
        "python": tested.python,
        "where": tested.where,
        "output": tested.failure.message if tested.failure else tested.output,
    }
