"""What a user sees of plans and releases."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled
from paa.core.release.plan_document import plan_document
from paa.model.plan import Cause, PlannedRelease, ReleasePlan

if TYPE_CHECKING:
    from paa.model.distribution import Distribution
    from paa.pipeline.record import Recorded
    from paa.pipeline.release import Released, Unfinished

__all__ = ["render_notes", "render_plan", "render_published", "render_recorded", "render_release"]

WIDTH = 80
SHOWN = 5  # files of one project


def render_plan(plan: ReleasePlan, *, as_json: bool) -> None:
    """Print what would be released."""
    if as_json:
        render_json(plan_document(plan))
        return
    for release in plan.releases:
        for line in _lines(release):
            typer.echo(line)
    if plan.remarks:
        typer.echo("Left out, or worth a look" if plan.releases else "Worth a look")
        for remark in plan.remarks:
            _wrapped(f"{remark.subject}: {remark.text}", indent=2)
            if remark.hint:
                _wrapped(f"hint: {remark.hint}", indent=4)
        typer.echo()
    typer.echo(_summary(plan))


def _lines(release: PlannedRelease) -> Iterator[str]:
    before = f"{release.previous} -> " if release.previous else ""
    title = styled(f"{release.name} {before}{release.version}", bold=True, out=True)
    # What forced it is part of the rule.
    cause = "" if release.cause is Cause.FORCED else f"{release.cause.value}, "
    yield f"{title}  {cause}{plain(release.rule)}"
    more = len(release.files) - SHOWN
    for file in release.files[:SHOWN]:
        yield f"  {plain(file)}"
    if more > 0:
        yield f"  and {more} more files"
    for note in release.notes:
        yield textwrap.fill(note, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False)
    if release.siblings:
        yield f"  after {', '.join(release.siblings)}"
    yield ""


def _wrapped(text: str, *, indent: int) -> None:
    blank, text = " " * indent, plain(text)
    typer.echo(textwrap.fill(text, WIDTH, initial_indent=blank, subsequent_indent=blank + "  ", break_long_words=False))


def _summary(plan: ReleasePlan) -> str:
    unchanged = f"{plan.unchanged} unchanged"
    if not plan.releases:
        return f"nothing to release; {unchanged}"
    count = len(plan.releases)
    return f"{count} project{'s' if count > 1 else ''} to release to {plan.index}; {unchanged}"


def render_release(released: "Released", *, as_json: bool) -> None:
    """Print what was released, where it was recorded, and how to install it."""
    if as_json:
        render_json(_release_document(released))
        return
    if released.failure is None and not released.done:
        render_plan(released.plan, as_json=False)
        return
    verb = "released" if released.recorded else "published, and not recorded:"
    for release in released.done:
        title = styled(f"{release.name} {release.version}", bold=True, out=True)
        typer.echo(f"{verb} {title}  ({plain(release.rule)})")
    for each in released.unfinished:
        state = "published, and not recorded" if each.published else "not released"
        typer.echo(f"{state}: {each.release.name} {each.release.version}  ({_reason(each)})")
    if released.recorded is not None:
        _show_recorded(released.recorded)
    if released.resume is not None:
        typer.echo(f"mend what is wrong, and complete it with: {released.resume}")
    if released.install is not None:
        typer.echo()
        _show_commands("install with uv:", released.install.uv)
        _show_commands("or with pip:", released.install.pip)
        if released.install.login:
            typer.echo()
            typer.echo(released.install.login)


def _reason(unfinished: "Unfinished") -> str:
    """Say in one line why a project was not released; the errors say the rest."""
    if unfinished.error is None:
        return "held back: it needs one that was not released"
    return plain("; ".join(each.message.partition("\n")[0] for each in unfinished.error.problems))


def _show_commands(title: str, commands: Sequence[str]) -> None:
    typer.echo(title)
    for command in commands:
        # A shell reads the lines as one.
        lines = textwrap.wrap(command, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
        typer.echo("  " + " \\\n    ".join(lines))


def _recorded(recorded: "Recorded") -> str:
    pushed = f", pushed to {recorded.remote}" if recorded.remote else ""
    if not recorded.tags and recorded.commit is None:
        return "recorded: everything was recorded already"
    commit = f"commit {recorded.commit[:10]}, " if recorded.commit else ""
    return f"recorded: {commit}{len(recorded.tags)} tag{'' if len(recorded.tags) == 1 else 's'}{pushed}"


def render_recorded(recorded: "Recorded", *, as_json: bool) -> None:
    """Print what was recorded."""
    if as_json:
        render_json(_recorded_document(recorded))
    else:
        _show_recorded(recorded)


def _show_recorded(recorded: "Recorded") -> None:
    typer.echo(_recorded(recorded))
    request = recorded.request
    if request is None:
        return
    branch, into = plain(request.branch), plain(request.into)
    typer.echo(f"the branch {branch} waits to be merged into {into}")
    otherwise = f"where {recorded.remote} is hosted" if recorded.remote else f"nobody else sees it; git merge {branch}"
    # An address is not broken into lines: people click on it.
    typer.echo(f"open the pull request: {plain(request.page or otherwise)}")


def render_published(distributions: "Sequence[Distribution]", verb: str, *, as_json: bool) -> None:
    """Print what an index got, or has."""
    if as_json:
        render_json([{"filename": each.path.name, "sha256": each.sha256} for each in distributions])
        return
    for each in distributions:
        typer.echo(f"{verb} {each.path.name}")
    if not distributions:
        typer.echo(f"nothing to do: everything was {verb} before")


def _recorded_document(recorded: "Recorded") -> Mapping[str, object]:
    request = recorded.request
    waiting = None if request is None else {"branch": request.branch, "into": request.into, "page": request.page}
    return {
        "commit": recorded.commit,
        "tags": list(recorded.tags),
        "remote": recorded.remote,
        "pull_request": waiting,
    }


def _release_document(released: "Released") -> Mapping[str, object]:
    recorded = released.recorded
    return {
        "plan": plan_document(released.plan),
        "released": [{"name": each.name, "version": str(each.version)} for each in released.done],
        "unfinished": [_unfinished_document(each) for each in released.unfinished],
        "resume": released.resume,
        "distributions": [
            {"name": file.name, "version": str(file.version), "filename": file.path.name, "sha256": file.sha256}
            for file in released.distributions
        ],
        "recorded": None if recorded is None else _recorded_document(recorded),
        "install": None
        if released.install is None
        else {
            "pip": list(released.install.pip),
            "uv": list(released.install.uv),
            "login": released.install.login,
        },
    }


def _unfinished_document(unfinished: "Unfinished") -> Mapping[str, object]:
    problems = unfinished.error.problems if unfinished.error else ()
    return {
        "name": unfinished.release.name,
        "version": str(unfinished.release.version),
        "published": unfinished.published,
        "held_back": unfinished.error is None,
        "problems": [{"message": each.message, "where": each.where, "hint": each.hint} for each in problems],
    }


def render_notes(plan: ReleasePlan, *, as_json: bool) -> None:
    """Print the notes of the releases of a plan, as their files will have them."""
    if as_json:
        render_json(
            [{"name": each.name, "version": str(each.version), "notes": list(each.notes)} for each in plan.releases]
        )
        return
    for release in plan.releases:
        typer.echo(f"### {release.version}\n")
        for note in release.notes:
            typer.echo(f"- {note}")
    if not plan.releases:
        typer.echo("nothing to release, so there are no notes")
