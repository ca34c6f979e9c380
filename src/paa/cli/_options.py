"""Options and arguments that several commands have."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from paa.errors import UsageError

if TYPE_CHECKING:
    from packaging.version import Version

    from paa.pipeline.repository import Places

__all__ = [
    "Branch",
    "BuildDocs",
    "CliFile",
    "Config",
    "DefaultVersion",
    "DependenciesDir",
    "IndexOption",
    "Json",
    "KeepTemporary",
    "MappingFile",
    "ModuleFile",
    "ModuleName",
    "NewRoot",
    "Offline",
    "PlanFile",
    "Quiet",
    "Root",
    "RoutesFile",
    "Smoke",
    "Timeout",
    "Verbose",
    "as_places",
    "as_seconds",
    "as_version",
]

Root: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--root", metavar="PATH", help="The repository, or a folder in it; here by default.", show_default=False
    ),
]
ModuleName: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="A module of the repository; - and _ are alike.")
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the result and errors.")]
Verbose: TypeAlias = Annotated[bool, typer.Option("--verbose", "-v", help="Say more about what happens.")]
Smoke: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--smoke/--no-smoke",
        help="Install what the index has into a fresh environment and try it; by default where the index is a server.",
        show_default=False,
    ),
]
NewRoot: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PATH", help="The root of the repository; here by default.", show_default=False)
]

Config: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this instead of .paa.config.")
]
ModuleFile: TypeAlias = Annotated[
    Path | None, typer.Option("--module-filepath", metavar="FILE", help="The file of the module.")
]
MappingFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--mapping-filepath", metavar="FILE", help="Read this instead of .paa/package_mapping.json."),
]
CliFile: TypeAlias = Annotated[
    Path | None, typer.Option("--cli-module-filepath", metavar="FILE", help="The file of the command line.")
]
RoutesFile: TypeAlias = Annotated[
    Path | None, typer.Option("--fastapi-routes-filepath", metavar="FILE", help="The file of the web API.")
]
DependenciesDir: TypeAlias = Annotated[
    Path | None, typer.Option("--dependencies-dir", metavar="PATH", help="The folder of the components.")
]
Branch: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--branch", metavar="NAME", help="Record on this branch, where a pipeline checked out a commit and no branch."
    ),
]
BuildDocs: TypeAlias = Annotated[
    bool, typer.Option("--build-docs", "--build-mkdocs", help="Build the documentation site, and ship it.")
]
DefaultVersion: TypeAlias = Annotated[
    str | None, typer.Option("--default-version", metavar="VERSION", help="Build this version, of siblings too.")
]
KeepTemporary: TypeAlias = Annotated[
    bool, typer.Option("--keep-temp-files", help="Keep the assembled source trees, and say where.")
]
Offline: TypeAlias = Annotated[bool, typer.Option("--offline", help="Ask no index: go by what tags and ledger know.")]
IndexOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--index", "--feed", metavar="NAME", help="The index that this is about, instead of `publish_to`."),
]
PlanFile: TypeAlias = Annotated[
    Path, typer.Option("--plan", metavar="FILE", help="The plan: what `paa plan --json` printed.", show_default=False)
]
Timeout: TypeAlias = Annotated[
    str | None,
    typer.Option("--timeout", metavar="SECONDS", help="How long other tools may take; 300 by default."),
]
PATIENCE = 300.0


def as_seconds(text: str | None) -> float:
    """Read a number of seconds of the command line.

    Raises:
        UsageError: It is none, or not more than 0.
    """
    try:
        number = PATIENCE if text is None else float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise UsageError(f"--timeout: {text!r} is no number of seconds", hint="write it as in 600 or 0.5")
    return number


def as_version(text: str | None) -> "Version | None":
    """Parse a version of the command line.

    Raises:
        UsageError: It is none.
    """
    if text is None:
        return None
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        raise UsageError(f"--default-version: {text!r} is no version", hint="write it as in 1.2.3 (PEP 440)") from None


def as_places(
    names: list[str],
    *,
    config: Path | None,
    module: Path | None,
    mapping: Path | None,
    cli: Path | None,
    routes: Path | None,
    dependencies_dir: Path | None,
    notebook: Path | None = None,
) -> "Places":
    """Collect the files that are named instead of those of the conventions.

    Raises:
        UsageError: Files of one project are named, and several projects, or the module's file has another name.
    """
    from paa.model.names import spelled_alike
    from paa.pipeline.repository import Places

    interfaces = {name: path for name, path in (("cli", cli), ("fastapi", routes)) if path is not None}
    if (module or interfaces or notebook) and len(names) != 1:
        raise UsageError("a module's files can be named for one module at a time", hint="name one module")
    if module and spelled_alike(module.stem) != spelled_alike(names[0].removesuffix(".py").rpartition("/")[2]):
        message = f"--module-filepath names the module {module.stem!r}, and not {names[0]!r}"
        raise UsageError(message, hint="the file has the name of its module")
    return Places(
        config=config,
        module=module,
        interfaces=interfaces,
        mapping=mapping,
        dependencies_dir=dependencies_dir,
        notebook=notebook,
    )
