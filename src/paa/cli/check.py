"""`paa check` and `paa check-deps-compat`."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from paa.cli._options import Config, Json, MappingFile, Quiet, Root, Timeout, Verbose, as_seconds
from paa.cli._options_gates import Only, OutputFormat, Skip, as_format

__all__ = ["check", "check_deps_compat"]

Names: TypeAlias = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Modules of the repository; - and _ are alike.")
]
Every: TypeAlias = Annotated[bool, typer.Option("--all", help="Check every module that is for release.")]
Changed: TypeAlias = Annotated[bool, typer.Option("--changed", help="Check what `paa plan` would release.")]
Depth: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--full/--declared",
        help="Have uv or pip resolve the requirements, or compare what is declared.",
        show_default=False,
    ),
]
Full: TypeAlias = Annotated[
    bool, typer.Option("--full", help="Have uv or pip resolve the requirements, too; they ask the index.")
]


def check(
    names: Names = None,
    *,
    every: Every = False,
    changed: Changed = False,
    only: Only = None,
    skip: Skip = None,
    full: Depth = None,
    timeout: Timeout = None,
    mapping_filepath: MappingFile = None,
    config: Config = None,
    root: Root = Path(),
    output_format: OutputFormat = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell what stands against a release of modules: the gates of `release`, side by side.

    What cannot be checked counts as a finding. With findings that are no mere warnings, the exit code is 4.
    """
    from paa.cli._render_findings import render_examination
    from paa.cli._reporter import Terminal
    from paa.core.release.gate_policy import Switches
    from paa.pipeline.examine import ExamineRequest, examine_projects, refuse_findings
    from paa.pipeline.repository import Places, open_repository

    switches = Switches(only=tuple(only or ()), off=frozenset(skip or ()), full=full)
    request = ExamineRequest(
        names=tuple(names or ()), every=every, changed=changed, switches=switches, seconds=as_seconds(timeout)
    )
    form = as_format(output_format, as_json=as_json)
    repository = open_repository(root, Places(config=config, mapping=mapping_filepath))
    examination = examine_projects(repository, request, Terminal(quiet=quiet, verbose=verbose))
    render_examination(examination, form)
    refuse_findings(examination)


def check_deps_compat(
    names: Names = None,
    *,
    every: Every = False,
    full: Full = False,
    timeout: Timeout = None,
    mapping_filepath: MappingFile = None,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell whether the requirements of modules can be met together: `paa check --only compatibility`."""
    check(
        names,
        every=every,
        only=["compatibility"],
        full=full,
        timeout=timeout,
        mapping_filepath=mapping_filepath,
        config=config,
        root=root,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
    )
