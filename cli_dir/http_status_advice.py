"""The command `http-status`: look up HTTP status codes in a terminal."""

from typing import Annotated

import typer  #>=0.16,<1

from http_status_advice import explain as explain_code
from http_status_advice import search as search_statuses

__all__ = ["app"]

__cli_metadata__ = {"name": "http-status"}

app = typer.Typer(help="Explain HTTP status codes.", no_args_is_help=True, add_completion=False)


@app.command()
def explain(
    code: Annotated[int, typer.Argument(min=100, max=599, help="A status code, such as 404.")],
) -> None:
    """Say what a status code means and what to do about it."""
    status = explain_code(code)
    typer.echo(f"{status.code} {status.name} ({status.source})")
    typer.echo(status.meaning)
    typer.echo(f"Fault:  {status.at_fault}")
    typer.echo(f"Retry:  {status.retry}")
    typer.echo(f"Advice: {status.advice}")


@app.command()
def search(words: Annotated[list[str], typer.Argument(help="Words that all have to occur.")]) -> None:
    """List the status codes whose description contains all of the words."""
    found = search_statuses(" ".join(words))
    if not found:
        typer.echo(f"No status code is described with {' and '.join(words)}.", err=True)
        raise typer.Exit(code=1)
    for status in found:
        typer.echo(f"{status.code}  {status.retry:<7}  {status.name}")
