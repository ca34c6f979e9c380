"""`paa init-paa`."""

from pathlib import Path

from paa.cli._options import Json, NewRoot

__all__ = ["init_paa"]


def init_paa(path: NewRoot = Path(), *, as_json: Json = False) -> None:
    """Write only the tracking files of a packaging repository."""
    from paa.cli._render_setup import render_setup
    from paa.pipeline.scaffold import set_up_tracking

    render_setup(set_up_tracking(path), steps=("commit these files",), as_json=as_json)
