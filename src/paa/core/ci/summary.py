"""The summaries of a run, in Markdown: what is planned, and what became of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paa.core.release.notes import as_note
from paa.model.names import NormalizedName
from paa.model.plan import PlannedRelease, ReleasePlan

__all__ = ["LIMIT", "ReleaseState", "plan_summary", "release_summary"]

LIMIT = 1024 * 1024
"""The bytes of Markdown that a step may leave; GitHub shows nothing of more."""

_MEANINGFUL = re.compile(r"[\\`*_\[\]<>|~&$!#@:]")
_SIGNS: Mapping[str, str] = {"success": "done", "failure": "**failed**", "skipped": "not run", "cancelled": "cancelled"}
_NOTES = 5  # lines of a project's notes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseState:
    """What became of a planned release.

    Attributes:
        released: Whether the index has what was built; None where that could not be found out.
        reason: Why not.
        link: Where it is.
        seconds: How long it took to build.
    """

    name: NormalizedName
    version: str
    released: bool | None
    reason: str = ""
    link: str | None = None
    seconds: float | None = None


def plan_summary(plan: ReleasePlan) -> str:
    """Write what would be released, as what version, and why."""
    if not plan.releases:
        return f"## Nothing to release\n\n{plan.unchanged} unchanged.\n{_remarks(plan)}"
    count = len(plan.releases)
    head = (
        f"## {count} project{'s' if count > 1 else ''} to release to {_cell(plan.index)}\n\n"
        f"{plan.unchanged} unchanged, commit `{plan.commit[:10]}`.\n\n"
        "| Project | Version | Why | Notes |\n|---|---|---|---|\n"
    )
    return _within(head, (_planned(each) for each in plan.releases), count, _remarks(plan))


def release_summary(plan: ReleasePlan, states: Sequence[ReleaseState], jobs: Mapping[str, str], resumption: str) -> str:
    """Write what was released and what was not, and how the run is resumed.

    Args:
        plan: What was to be released.
        states: What became of each project.
        jobs: Job → how it ended.
        resumption: The command, in Markdown.
    """
    done = sum(each.released is True for each in states)
    failed = [name for name, result in jobs.items() if result in {"failure", "cancelled"}]
    title = "Partly released" if done else "Nothing was released"
    if done == len(states):
        title = "Released, and not everything else was done" if failed else "Released"
    head = (
        f"## {title}: {done} of {len(states)} projects on {_cell(plan.index)}\n\n"
        "| Project | Version | State | Built in |\n|---|---|---|---|\n"
    )
    # What is missing comes first: it is what has to be read.
    ordered = sorted(states, key=lambda each: each.released is True)
    tail = "".join(f"| {_cell(name)} | {_SIGNS.get(result, _cell(result))} |\n" for name, result in jobs.items())
    foot = f"\n| Job | Result |\n|---|---|\n{tail}" if tail else ""
    if failed or done < len(states):
        foot += f"\n**To resume:** {resumption} What is published stays published, and is not published again.\n"
    return _within(head, map(_state, ordered), len(states), foot)


def _planned(release: PlannedRelease) -> str:
    before = f"{release.previous} → " if release.previous else ""
    notes = [_cell(note) for note in release.notes[:_NOTES]]
    if len(release.notes) > _NOTES:
        notes.append(f"and {len(release.notes) - _NOTES} more")
    why = _cell(f"{release.cause.value}, {release.rule}")
    return f"| {_cell(release.name)} | {before}{release.version} | {why} | {'<br>'.join(notes)} |\n"


def _state(state: ReleaseState) -> str:
    words = {True: "released", False: "**not released**", None: "**unknown**"}[state.released]
    shown = f"[{words}](<{state.link}>)" if state.link and state.released else words
    reason = f": {_cell(state.reason)}" if state.reason else ""
    took = f"{state.seconds:.1f} s" if state.seconds is not None else ""
    return f"| {_cell(state.name)} | {_cell(state.version)} | {shown}{reason} | {took} |\n"


def _remarks(plan: ReleasePlan) -> str:
    lines = [
        f"- {_cell(each.subject)}: {_cell(each.text)}{f' ({_cell(each.hint)})' if each.hint else ''}\n"
        for each in plan.remarks
    ]
    return "\n" + "".join(lines) if lines else ""


def _within(head: str, rows: Iterable[str], count: int, foot: str) -> str:
    """Put a table together, with as many rows as there is space for."""
    return head + "".join(_fitting(rows, LIMIT - len((head + foot).encode()) - 200, count)) + foot[: LIMIT // 2]


def _fitting(rows: Iterable[str], space: int, count: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        space -= len(row.encode())
        if space < 0:
            yield f"| and {count - number} more | | | |\n"
            return
        yield row


def _cell(text: str) -> str:
    """Write a text so that Markdown shows it as it is, in the cell of a table; nobody is called by `@name`."""
    return _MEANINGFUL.sub(lambda found: f"&#{ord(found[0])};", as_note(text))
