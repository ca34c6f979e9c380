"""What a user sees of the lock of artifacts."""

from collections.abc import Sequence
from itertools import groupby

import typer

from paa.cli._render import plain, render_json, styled
from paa.core.package.addresses import shown_address
from paa.model.artifacts import PinState

__all__ = ["render_pins"]


def render_pins(states: Sequence[PinState], *, as_json: bool) -> None:
    """Print the entries of the lock, and what became of each."""
    if as_json:
        render_json(
            [
                {
                    "import_name": each.import_name,
                    "name": each.name,
                    "state": each.state,
                    "url": each.pin.url,
                    "sha256": each.pin.sha256,
                    "size": each.pin.size,
                }
                for each in states
            ]
        )
        return
    if not states:
        typer.echo("no artifact is named by an address")
    for name, entries in groupby(states, key=lambda each: each.import_name):
        typer.echo(styled(name, bold=True, out=True))
        for each in entries:
            pin = each.pin
            line = f"  {each.state:7}  {each.name}  {pin.size:,} bytes  sha256 {pin.sha256[:12]}…  "
            typer.echo(plain(line + shown_address(pin.url)))
