"""`paa make-package`."""

from pathlib import Path
from typing import Annotated

import typer

from paa.cli._options import (
    BuildDocs,
    CliFile,
    Config,
    DefaultVersion,
    DependenciesDir,
    Json,
    KeepTemporary,
    MappingFile,
    ModuleFile,
    Quiet,
    Root,
    RoutesFile,
    Verbose,
    as_places,
    as_version,
)
from paa.cli._options_gates import (
    CheckFull,
    CheckLicenses,
    CheckVulnerabilities,
    IgnoreLicenses,
    IgnoreVulnerabilities,
    SkipDeclared,
    SkipFull,
    Strict,
)
from paa.errors import UsageError

__all__ = ["make_package"]


def make_package(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Modules of the repository; - and _ are alike.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Make every module that is for release.")] = False,
    output_dir: Annotated[
        Path, typer.Option("--output-dir", "-o", metavar="FOLDER", help="Where the archives go.")
    ] = Path("dist"),
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Make what a plan names: what `paa plan --json` printed."),
    ] = None,
    default_version: DefaultVersion = None,
    module_filepath: ModuleFile = None,
    mapping_filepath: MappingFile = None,
    cli_module_filepath: CliFile = None,
    fastapi_routes_filepath: RoutesFile = None,
    dependencies_dir: DependenciesDir = None,
    execute_notebook: Annotated[
        bool, typer.Option("--execute-notebook", help="Run the example notebook; its text becomes part of the README.")
    ] = False,
    example_notebook_path: Annotated[
        Path | None, typer.Option("--example-notebook-path", metavar="FILE", help="The example notebook.")
    ] = None,
    kernel_name: Annotated[
        str | None, typer.Option("--kernel-name", metavar="NAME", help="The kernel that runs the notebook.")
    ] = None,
    build_docs: BuildDocs = False,
    check_vulnerabilities: CheckVulnerabilities = False,
    check_licenses: CheckLicenses = False,
    ignore_vulnerabilities_check: IgnoreVulnerabilities = False,
    ignore_licenses_check: IgnoreLicenses = False,
    skip_deps_compat_check: SkipDeclared = False,
    skip_full_deps_compat_check: SkipFull = False,
    check_full_deps_compat: CheckFull = False,
    strict: Strict = False,
    keep_temp_files: KeepTemporary = False,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make wheel and sdist of modules; the same commit gives the same bytes."""
    from paa.cli._render import render_packages
    from paa.cli._reporter import Terminal
    from paa.core.release.gate_policy import switches_of
    from paa.model.choices import GatedCommand
    from paa.pipeline.apart import make_plan
    from paa.pipeline.gate_request import GateRequest
    from paa.pipeline.make import MakeRequest, make_packages
    from paa.pipeline.repository import open_repository

    places = as_places(
        names or [],
        config=config,
        module=module_filepath,
        mapping=mapping_filepath,
        cli=cli_module_filepath,
        routes=fastapi_routes_filepath,
        dependencies_dir=dependencies_dir,
        notebook=example_notebook_path,
    )
    switches = switches_of(
        check_vulnerabilities=check_vulnerabilities,
        check_licenses=check_licenses,
        ignore_vulnerabilities_check=ignore_vulnerabilities_check,
        ignore_licenses_check=ignore_licenses_check,
        skip_deps_compat_check=skip_deps_compat_check,
        skip_full_deps_compat_check=skip_full_deps_compat_check,
        check_full_deps_compat=check_full_deps_compat,
    )
    repository, reporter = open_repository(root, places), Terminal(quiet=quiet, verbose=verbose)
    if plan is not None and (execute_notebook or example_notebook_path):
        hint = "run the notebook in Jupyter, save it and commit it"
        raise UsageError("what is in the packages of a plan is told by its commit alone, notebooks too", hint=hint)
    if plan is not None and build_docs:
        hint = "write `add_mkdocs_site: true` into .paa.config, and commit it"
        raise UsageError("what is in the packages of a plan is told by its commit, not by --build-docs", hint=hint)
    if plan is not None:
        render_packages(make_plan(repository, plan, output_dir, reporter, switches), as_json=as_json)
        return
    request = MakeRequest(
        names=tuple(names or ()),
        every=every,
        output=output_dir,
        default_version=as_version(default_version),
        execute_notebooks=execute_notebook,
        kernel=kernel_name,
        keep=keep_temp_files,
        with_site=build_docs,
        gates=GateRequest(command=GatedCommand.MAKE_PACKAGE, switches=switches, strict=strict),
    )
    made = make_packages(repository, request, reporter)
    render_packages([file for each in made for file in each.distributions], as_json=as_json)
