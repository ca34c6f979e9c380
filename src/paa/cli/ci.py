"""`paa ci`: the pipelines of a repository, and their steps."""

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from paa.cli._options import IndexOption, Json, PlanFile, Quiet, Root, Verbose

__all__ = ["check", "engine", "lint", "matrix", "pack", "pages", "sites", "summary"]

Dist: TypeAlias = Annotated[
    Path, typer.Option("--from", metavar="FOLDER", help="Where the archives are, or a folder of such folders.")
]


def check(
    *,
    write: Annotated[bool, typer.Option("--write", help="Update them; what is between your markers stays.")] = False,
    root: Root = Path(),
    as_json: Json = False,
) -> None:
    """Compare the pipelines with what this version of paa writes; the exit code is 4 where they differ."""
    from paa.cli._render_ci import render_drift
    from paa.pipeline.ci.drift import examine_pipelines, platforms_of, refuse_drift, write_pipelines
    from paa.pipeline.repository import open_repository

    repository = open_repository(root)
    if write:
        render_drift(write_pipelines(repository), written=True, as_json=as_json)
        return
    platforms = platforms_of(repository.root)
    examined = examine_pipelines(repository.root, repository.settings, platforms)
    render_drift(examined, written=False, as_json=as_json)
    refuse_drift(examined)


def lint(*, root: Root = Path(), as_json: Json = False) -> None:
    """Check the pipelines by the rules of paa, and by other checkers that are there.

    Those are zizmor and check-jsonschema. With findings, the exit code is 4.
    """
    from paa.cli._render_ci import render_lint
    from paa.pipeline.ci.lint import lint_pipelines, refuse_findings
    from paa.pipeline.repository import open_repository

    linted = lint_pipelines(open_repository(root))
    render_lint(linted, as_json=as_json)
    refuse_findings(linted)


def matrix(*, plan: PlanFile, root: Root = Path(), as_json: Json = False) -> None:
    """Divide a plan among jobs, and hand count, builds, tests and projects to the CI.

    Elsewhere they are printed. An empty plan is no jobs at all.
    """
    from paa.cli._ci import hand_over, hand_over_jobs
    from paa.cli._render_ci import render_matrices
    from paa.pipeline.ci.divide import divide_plan
    from paa.pipeline.repository import open_repository

    made, jobs = divide_plan(open_repository(root), plan)
    hand_over("count", str(len(made.releases)))
    for name, entries in {"builds": jobs.builds, "tests": jobs.tests, "projects": jobs.projects}.items():
        hand_over_jobs(name, entries)
    render_matrices(len(made.releases), jobs, as_json=as_json)


def pack(
    output: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the requirements file goes.")],
    *,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Put into a folder what other jobs install the engine from, with a hash for everything."""
    from paa.cli._reporter import Terminal
    from paa.pipeline.ci.engine import pack_engine
    from paa.pipeline.repository import open_repository

    typer.echo(pack_engine(open_repository(root), output, Terminal(quiet=quiet, verbose=verbose)))


def engine(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="Use this one from now on; the configured one by default.")
    ] = None,
    *,
    index: IndexOption = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Pin what the pipelines install: the engine of .paa.config and all that it needs, with hashes.

    With another version, it is tried first: you see what it would release differently.
    """
    from paa.cli._render_ci import render_pinned, render_upgrade
    from paa.cli._reporter import Terminal
    from paa.pipeline.ci.engine import pin_engine
    from paa.pipeline.ci.upgrade import upgrade_engine
    from paa.pipeline.repository import open_repository

    repository, reporter = open_repository(root), Terminal(quiet=quiet, verbose=verbose)
    if version is None:
        render_pinned(str(pin_engine(repository, reporter)), as_json=as_json)
    else:
        render_upgrade(upgrade_engine(repository, version, reporter, index=index), as_json=as_json)


def sites(
    *,
    plan: PlanFile,
    shard: Annotated[str | None, typer.Option("--shard", metavar="N/M", help="Only this part, as in 2/8.")] = None,
    output_dir: Annotated[
        Path, typer.Option("--output-dir", "-o", metavar="FOLDER", help="Where the sites go.")
    ] = Path("dist"),
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Build the documentation of what a plan releases, for `paa ci pages`."""
    from paa.cli._reporter import Terminal
    from paa.core.ci.matrix import read_shard
    from paa.pipeline.ci.pages import build_sites
    from paa.pipeline.repository import open_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    part = read_shard(shard) if shard else None
    for name in build_sites(open_repository(root), plan, output_dir, reporter, part=part):
        typer.echo(f"built the site of {name}")


def pages(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    branch: Annotated[
        str, typer.Option("--branch", metavar="NAME", help="The branch of the documentation.")
    ] = "gh-pages",
    no_push: Annotated[bool, typer.Option("--no-push", help="Commit it here, and tell no remote.")] = False,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Put the documentation of what a plan released on a branch: a folder per project, all others as they are."""
    from paa.cli._reporter import Terminal
    from paa.pipeline.ci.pages import publish_sites
    from paa.pipeline.repository import open_repository

    reporter = Terminal(quiet=quiet, verbose=verbose)
    published = publish_sites(open_repository(root), plan, dist, reporter, branch=branch, to_push=not no_push)
    for name in published:
        typer.echo(f"published the documentation of {name}")
    if not published:
        typer.echo("nothing to do: the documentation is there already")


def summary(
    *,
    plan: PlanFile,
    dist: Dist = Path("dist"),
    jobs: Annotated[
        str | None,
        typer.Option("--jobs", metavar="VARIABLE", help="The variable that tells how the jobs ended, as JSON."),
    ] = None,
) -> None:
    """Tell what a plan released and what it did not, and how the run is resumed: in the summary of the CI, or here."""
    from paa.cli._ci import service, summarise
    from paa.core.ci.summary import release_summary
    from paa.pipeline.ci.summary import find_states, read_jobs

    made, states = find_states(plan, dist)
    here = service()
    resumption = here.resumption() if here else "`paa publish --plan` and the steps behind it again."
    text = release_summary(made, states, read_jobs(os.environ.get(jobs, "") if jobs else ""), resumption)
    if here is None:
        typer.echo(text, nl=False)
    summarise(text)
