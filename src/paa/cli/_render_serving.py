"""What is printed about servers."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paa.model.serving import Address

__all__ = ["render_addresses"]


def render_addresses(addresses: "Sequence[Address]") -> None:
    """Print where things are served; at once, because whoever reads a pipe waits for it."""
    width = max((len(each.url) for each in addresses), default=0)
    for each in addresses:
        typer.echo(f"{each.url:{width}}  {each.meaning}")
