"""`paa test`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Config, Json, MappingFile, Quiet, Root, Timeout, Verbose, as_seconds

__all__ = ["test"]


def test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Modules of the repository; - and _ are alike.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Test every module of the repository.")] = False,
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
    from paa.pipeline.repository import Places, open_repository
    from paa.pipeline.testing import TrialRequest, refuse_failed, run_tests

    request = TrialRequest(
        names=tuple(names or ()),
        every=every,
        python=python,
        options=tuple(pytest_args or ()),
        seconds=as_seconds(timeout),
    )
    repository = open_repository(root, Places(config=config, mapping=mapping_filepath))
    tested = run_tests(repository, request, Terminal(quiet=quiet, verbose=verbose))
    render_tested(tested, as_json=as_json)
    refuse_failed(tested)
