"""The predecessor's names of single gates: `check-vulnerabilities`, `check-licenses` and `run-pylint-tests`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import Config, Json, MappingFile, Quiet, Root, Timeout, Verbose
from paa.cli.check import Every, Names, check

__all__ = ["check_licenses", "check_vulnerabilities", "run_pylint_tests"]


def check_vulnerabilities(
    names: Names = None,
    *,
    every: Every = False,
    timeout: Timeout = None,
    mapping_filepath: MappingFile = None,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look for known vulnerabilities of the requirements of modules: `paa check --only vulnerabilities`."""
    check(
        names,
        every=every,
        only=["vulnerabilities"],
        timeout=timeout,
        mapping_filepath=mapping_filepath,
        config=config,
        root=root,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )


def check_licenses(
    names: Names = None,
    *,
    every: Every = False,
    timeout: Timeout = None,
    mapping_filepath: MappingFile = None,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check the licences of the requirements of modules: `paa check --only licences`."""
    check(
        names,
        every=every,
        only=["licences"],
        timeout=timeout,
        mapping_filepath=mapping_filepath,
        config=config,
        root=root,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )


def run_pylint_tests(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Modules of the repository, or their files; all of them by default."),
    ] = None,
    *,
    timeout: Timeout = None,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Ask linters about modules: `paa check --only lint`.

    Ruff is asked, and pylint where `pylint_threshold` in .paa.config says which score is enough.
    """
    check(
        names,
        every=not names,
        only=["lint"],
        timeout=timeout,
        config=config,
        root=root,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )
