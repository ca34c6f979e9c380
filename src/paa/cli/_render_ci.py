"""What a user sees of pipelines."""

from typing import TYPE_CHECKING

import typer

from paa.cli._render import plain, render_json, styled

if TYPE_CHECKING:
    from paa.core.ci.matrix import Matrices
    from paa.pipeline.ci.drift import Examined
    from paa.pipeline.ci.lint import Linted
    from paa.pipeline.ci.upgrade import Upgrade

__all__ = ["render_drift", "render_lint", "render_matrices", "render_pinned", "render_upgrade"]


def render_drift(examined: "Examined", *, written: bool, as_json: bool) -> None:
    """Print how the files of the pipelines differ from what paa writes, or which ones were updated."""
    if as_json:
        render_json(
            {
                "files": list(examined.files),
                "drifted": [{"path": each.path, "diff": each.diff} for each in examined.drifted],
                "foreign": list(examined.foreign),
                "problems": [{"where": each.where, "message": each.message} for each in examined.problems],
                "written": written,
            }
        )
        return
    for each in examined.drifted:
        typer.echo(f"updated {each.path}" if written else each.diff, nl=written)
    for path in examined.foreign:
        typer.echo(f"left alone: {path} is not of paa")
    if not examined.files:
        typer.echo("there are no pipelines here; `paa init-ppr --github` writes them")
    elif not examined.drifted:
        typer.echo(f"{len(examined.files)} files are what this version of paa writes")


def render_matrices(count: int, jobs: "Matrices", *, as_json: bool) -> None:
    """Print the jobs of a plan."""
    if as_json:
        groups = {"builds": jobs.builds, "tests": jobs.tests, "projects": jobs.projects}
        render_json({"count": count, **{name: list(entries) for name, entries in groups.items()}})
        return
    typer.echo(f"{count} projects: {len(jobs.builds)} jobs build, {len(jobs.tests)} jobs test")
    for entry in jobs.builds:
        typer.echo(f"  {entry['shard']}  {entry['label']}")


def render_lint(linted: "Linted", *, as_json: bool) -> None:
    """Print what is wrong with the pipelines, and what looked at them."""
    if as_json:
        render_json(
            {
                "files": list(linted.files),
                "tools": dict(linted.tools),
                "findings": [
                    {
                        "rule": each.rule,
                        "path": each.path,
                        "where": each.place,
                        "message": each.message,
                        "hint": each.hint,
                    }
                    for each in linted.findings
                ],
            }
        )
        return
    for each in linted.findings:
        typer.echo(
            f"{styled(each.rule, fg='red', out=True)}  {plain(each.path)}: {plain(each.place)}: {plain(each.message)}"
        )
        typer.echo(f"  hint: {plain(each.hint)}")
    for name, said in linted.tools.items():
        typer.echo(f"{name}: {said}")


def render_pinned(path: str, *, as_json: bool) -> None:
    """Print which file pins the engine."""
    if as_json:
        render_json({"lock": path})
        return
    typer.echo(f"wrote {path}")


def render_upgrade(upgrade: "Upgrade", *, as_json: bool) -> None:
    """Print what another engine would do differently."""
    if as_json:
        render_json({"engine": upgrade.engine, "planned": upgrade.planned, "differences": list(upgrade.differences)})
        return
    typer.echo(f"the pipelines use {upgrade.engine} now; it plans {upgrade.planned} releases")
    for each in upgrade.differences:
        typer.echo(f"  {plain(each)}")
    if not upgrade.differences:
        typer.echo("  the plan is the same as that of this engine")
    typer.echo("next: install it, then `paa ci check --write`, and commit")
