"""What a user sees of a diagnosis."""

from dataclasses import asdict
from itertools import groupby

import typer

from paa.cli._render import plain, render_json, styled
from paa.model.diagnosis import Diagnosis, Symptom, Verdict

__all__ = ["render_diagnosis"]

_MARKS = {Verdict.GOOD: ("ok", "green"), Verdict.DOUBTFUL: ("look", "yellow"), Verdict.BAD: ("no", "red")}


def render_diagnosis(diagnosis: Diagnosis, *, as_json: bool) -> None:
    """Print what was looked at, below what it belongs to."""
    if as_json:
        symptoms = [asdict(symptom) for symptom in diagnosis.symptoms]
        render_json({"ready": diagnosis.is_ready, "symptoms": symptoms})
        return
    for subject, group in groupby(diagnosis.symptoms, key=lambda symptom: symptom.subject):
        typer.echo(styled(plain(subject), bold=True, out=True))
        for symptom in group:
            _show(symptom)
    bad = sum(symptom.verdict is Verdict.BAD for symptom in diagnosis.symptoms)
    count = "nothing stands" if bad == 0 else "1 thing stands" if bad == 1 else f"{bad} things stand"
    typer.echo(f"\n{count} in the way of a release")


def _show(symptom: Symptom) -> None:
    mark, colour = _MARKS[symptom.verdict]
    typer.echo(f"  {styled(f'{mark:<4}', fg=colour, out=True)}  {symptom.check:<8}  {plain(symptom.text)}")
    if symptom.hint:
        typer.echo(f"        {styled('hint:', fg='cyan', out=True)} {plain(symptom.hint)}")
