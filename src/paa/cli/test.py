"""`paa test`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Config, Json, MappingFile, Quiet, Root, Timeout, Verbose, as_seconds
from paa.errors import UsageError

__all__ = ["test"]


def test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Modules of the repository; - and _ are alike.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Test every module of the repository.")] = False,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Test what a plan names, as far as it is for this Python."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="N/M", help="Only this part of the plan, as in 2/8.")
    ] = None,
    python: Annotated[
        str | None, typer.Option("--python", metavar="PYTHON", help="The interpreter: a path, or a version as in 3.12.")
    ] = None,
    pytest_args: Annotated[
        list[str] | None,
        typer.Option("--pytest-arg", metavar="ARG", help="Hand this to pytest; may be repeated."),
    ] = None,
    timeout: Timeout = None,
    mapping_filepath: MappingFile = None,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Test modules as the packages they will be.

    Each wheel is installed into a fresh environment, and its tests are run there with pytest. With tests that fail, the
    exit code is 4.
    """
    from paa.cli._render_tested import render_tested
    from paa.cli._reporter import Terminal
    from paa.core.ci.matrix import read_shard
    from paa.pipeline.ci.trials import tested_names
    from paa.pipeline.repository import Places, open_repository
    from paa.pipeline.testing import TrialRequest, refuse_failed, run_tests

    repository = open_repository(root, Places(config=config, mapping=mapping_filepath))
    reporter = Terminal(quiet=quiet, verbose=verbose)
    chosen = tuple(names or ())
    if plan is not None:
        part = read_shard(shard) if shard else None
        chosen, unfit = tested_names(repository, plan, part, python, reporter)
        for each in unfit:
            typer.echo(f"{each}: not for Python {python}")
        if not chosen:
            return
    elif shard is not None:
        raise UsageError("--shard is a part of a plan", hint="add --plan FILE")
    request = TrialRequest(
        names=chosen,
        every=every,
        python=python,
        options=tuple(pytest_args or ()),
        seconds=as_seconds(timeout),
    )
    tested = run_tests(repository, request, reporter)
    render_tested(tested, as_json=as_json)
    refuse_failed(tested)
