"""What a user sees of a repository's settings, and of what setting one up did."""

import json
import textwrap
from collections.abc import Iterator, Sequence

import typer

from paa.cli._render import render_json, styled
from paa.model.keys import to_document
from paa.model.settings import LoadedSettings
from paa.pipeline.add import Added
from paa.pipeline.scaffold import Outcome, Setup

__all__ = ["render_added", "render_settings", "render_setup"]

# The columns of `paa show config`: 27 + 2 + 33 + 2 + 16 = 80.
_KEY, _VALUE, _ORIGIN = 27, 33, 16
_GAP = "  "


def render_setup(setup: Setup, *, steps: Sequence[str], as_json: bool) -> None:
    """Print what was created and what was there, then the next steps; `{module_dir}` in them is filled in."""
    if as_json:
        entries = [
            {"path": entry.path, "outcome": entry.outcome.value, "ignored": entry.ignored} for entry in setup.entries
        ]
        render_json({"root": str(setup.root), "entries": entries})
        return
    width = max(map(len, Outcome))
    for entry in setup.entries:
        outcome = styled(entry.outcome.ljust(width), dim=entry.outcome is Outcome.FOUND, out=True)
        typer.echo(f"{outcome}{_GAP}{entry.path}{'  (git ignores it)' if entry.ignored else ''}")
    if all(entry.outcome is Outcome.FOUND for entry in setup.entries):
        typer.echo("\nnothing to do: everything is there already")
        return
    advice = [step.format(module_dir=setup.settings.module_dir) for step in steps]
    if any(entry.ignored for entry in setup.entries):
        advice.insert(0, "add what git ignores with `git add --force`")
    typer.echo()
    for number, step in enumerate(advice):
        typer.echo(f"{'' if number else 'next:':5} {step}")


def render_added(added: Added, *, as_json: bool) -> None:
    """Print what was added, what it was made of, and a line to type next."""
    offer = added.offer
    if as_json:
        document = {
            "project": added.project,
            "files": [str(path) for path in added.files],
            "offers": offer and offer.name,
            "taken_for_text": list(offer.guessed) if offer else [],
            "next": added.trial,
        }
        render_json(document)
        return
    for path in added.files:
        typer.echo(f"{Outcome.CREATED}{_GAP}{path}")
    if offer and offer.guessed:
        typer.echo(f"note: no type is stated, so this is taken for text: {', '.join(offer.guessed)}", err=True)
    typer.echo(f"\nnext: {added.trial}")


def render_settings(loaded: LoadedSettings, *, as_json: bool) -> None:
    """Print each key, its value and its origin, in 80 columns; nothing is cut off."""
    values = to_document(loaded.settings)
    if as_json:
        document = {key: {"value": value, "origin": loaded.origins[key]} for key, value in values.items()}
        render_json(document)
        return
    for key, value in values.items():
        for line in _row(key, value, loaded.origins[key]):
            typer.echo(line)


def _row(key: str, value: object, origin: str) -> Iterator[str]:
    """Lay a key out in three columns; what is too wide for its own goes on a line of its own."""
    set_here = origin != "default"
    start = styled(key.ljust(_KEY), bold=set_here, out=True)
    if len(key) > _KEY:
        yield start
        start = " " * _KEY
    beside = origin if len(origin) <= _ORIGIN else ""
    for number, text in enumerate(_cells(value)):
        end = styled(beside, dim=not set_here, out=True) if number == 0 else ""
        yield f"{start}{_GAP}{text.ljust(_VALUE)}{_GAP}{end}".rstrip()
        start = " " * _KEY
    if not beside:
        yield origin.rjust(_KEY + _VALUE + _ORIGIN + 2 * len(_GAP))


def _cells(value: object) -> list[str]:
    """Write a value as lines that fit into its column."""
    if isinstance(value, list) and value:
        lines = [_inline(each) for each in value]
    elif isinstance(value, dict) and value:
        lines = [f"{key}: {_inline(each)}" for key, each in value.items()]
    else:
        lines = [_inline(value)]
    return [part for line in lines for part in textwrap.wrap(line, _VALUE, subsequent_indent=_GAP) or [""]]


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_inline(each)}' for key, each in value.items())}}}"
    return value if isinstance(value, str) else json.dumps(value)
