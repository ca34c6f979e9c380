"""`paa test-install`."""

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
from paa.cli._options_gates import CheckFull, CheckLicenses, CheckVulnerabilities, SkipDeclared

__all__ = ["test_install"]


def test_install(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Modules of the repository; - and _ are alike.")],
    *,
    editable: Annotated[
        bool, typer.Option("--editable", "-e", help="Import the edited files: no further installation is needed.")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option("--python", metavar="PATH", help="Install into the environment of this Python instead."),
    ] = None,
    skip_deps_install: Annotated[
        bool, typer.Option("--skip-deps-install", help="Leave requirements from outside the repository alone.")
    ] = False,
    default_version: DefaultVersion = None,
    module_filepath: ModuleFile = None,
    mapping_filepath: MappingFile = None,
    cli_module_filepath: CliFile = None,
    fastapi_routes_filepath: RoutesFile = None,
    dependencies_dir: DependenciesDir = None,
    build_docs: BuildDocs = False,
    check_vulnerabilities: CheckVulnerabilities = False,
    check_licenses: CheckLicenses = False,
    skip_deps_compat_check: SkipDeclared = False,
    check_full_deps_compat: CheckFull = False,
    keep_temp_files: KeepTemporary = False,
    config: Config = None,
    root: Root = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Install modules into this Python environment, as the packages they will be.

    Siblings come first, then requirements that are not satisfied yet. The repository is not written to.
    """
    from paa.cli._render import render_installation
    from paa.cli._reporter import Terminal
    from paa.core.release.gate_policy import switches_of
    from paa.pipeline.install import InstallRequest, gates_of, install_projects
    from paa.pipeline.repository import open_repository

    places = as_places(
        names,
        config=config,
        module=module_filepath,
        mapping=mapping_filepath,
        cli=cli_module_filepath,
        routes=fastapi_routes_filepath,
        dependencies_dir=dependencies_dir,
    )
    request = InstallRequest(
        names=tuple(names),
        python=python,
        editable=editable,
        skip_requirements=skip_deps_install,
        default_version=as_version(default_version),
        keep=keep_temp_files,
        with_site=build_docs,
        gates=gates_of(
            switches_of(
                check_vulnerabilities=check_vulnerabilities,
                check_licenses=check_licenses,
                skip_deps_compat_check=skip_deps_compat_check,
                check_full_deps_compat=check_full_deps_compat,
            )
        ),
    )
    installation = install_projects(open_repository(root, places), request, Terminal(quiet=quiet, verbose=verbose))
    render_installation(installation, as_json=as_json)
