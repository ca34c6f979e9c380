"""`paa show config`."""

from pathlib import Path

from paa.cli._options import Json, Root

__all__ = ["show_config"]


def show_config(*, root: Root = Path(), as_json: Json = False) -> None:
    """Show each setting's effective value and where it comes from."""
    from paa.cli._render_setup import render_settings
    from paa.pipeline.show import effective_settings

    render_settings(effective_settings(root), as_json=as_json)
