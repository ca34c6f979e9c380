"""Check the pipelines of a repository: by our own rules always, by other tools where they are installed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from paa.adapters.files import list_files, read_text, temporary_directory, write_atomically
from paa.adapters.processes import Completed, find_program, run_in_time
from paa.core.ci.inclusion import included, put_together
from paa.core.ci.jobs import Workflow, read_azure, read_github
from paa.core.ci.rules import Breach, inspect
from paa.errors import GateError, UsageError
from paa.pipeline.repository import Repository

__all__ = ["AZURE_SCHEMA", "Linted", "lint_pipelines", "refuse_findings"]

SECONDS = 300.0
AZURE_SCHEMA = (
    *("--builtin-schema", "vendor.azure-pipelines"),
    *("--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"),
)
"""How check-jsonschema is told to look at pipelines of Azure."""

_MISSING = "not installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found in pipelines.

    Attributes:
        files: What was looked at.
        findings: Everything that is wrong.
        tools: Tool → what it did.
    """

    files: tuple[str, ...]
    findings: tuple[Breach, ...]
    tools: Mapping[str, str]


# Where each CI keeps its pipelines.
_PLACES: Mapping[str, str] = MappingProxyType({"github": ".github/workflows", "azure": ".azure"})

# A tool is given the program, the root and the files that it knows.
_Ask: TypeAlias = Callable[[str, Path, Sequence[str]], Iterator[Breach]]


def lint_pipelines(repository: Repository) -> Linted:
    """Check every pipeline of a repository.

    Raises:
        UsageError: There is none.
        ConfigError: A file is no YAML.
        SourceError: A file cannot be read.
    """
    root = repository.root
    workflows = tuple(_workflows(root))
    if not workflows:
        hint = "`paa init-ppr --github` writes them"
        raise UsageError("there are no pipelines in this repository", where=str(root), hint=hint)
    findings = [breach for workflow in workflows for breach in inspect(workflow)]
    tools: dict[str, str] = {}
    for name, asks in _TOOLS.items():
        program = find_program(name)
        known = {ci: _paths(root, _PLACES[ci]) for ci in asks}
        if program is None or not any(known.values()):
            tools[name] = _MISSING if program is None else "nothing to look at"
            continue
        found = tuple(each for ci, ask in asks.items() if known[ci] for each in ask(program, root, known[ci]))
        findings += found
        tools[name] = f"{len(found)} findings" if found else "no finding"
    return Linted(
        files=tuple(workflow.path for workflow in workflows), findings=tuple(findings), tools=MappingProxyType(tools)
    )


def refuse_findings(linted: Linted) -> None:
    """Fail where something was found.

    Raises:
        GateError: Something was.
    """
    count = len(linted.findings)
    if count:
        raise GateError(f"{count} finding{'s' if count > 1 else ''} in the pipelines", hint="they are listed above")


def _workflows(root: Path) -> Iterator[Workflow]:
    for path, document in _documents(root, _PLACES["github"]).items():
        yield read_github(document, path=path)
    on_azure = _documents(root, _PLACES["azure"])
    parts = {part for path, document in on_azure.items() for part in included(document, path)}
    for path, document in on_azure.items():
        # What is included is looked at as a part of what includes it.
        if path not in parts:
            yield read_azure(put_together(document, path, on_azure), path=path)


def _documents(root: Path, folder: str) -> Mapping[str, object]:
    """Read the YAML below a folder, but what describes feeds."""
    from paa.config.workflows import read_workflow

    return {path: read_workflow(read_text(root / path, where=path), where=path) for path in _paths(root, folder)}


def _paths(root: Path, folder: str) -> list[str]:
    paths = [path for path in list_files(root / folder) if path.suffix in {".yml", ".yaml"}]
    return [f"{folder}/{path}" for path in paths if path.parts[0] not in {"feeds", "docs"}]


def _ask_zizmor(program: str, root: Path, paths: Sequence[str]) -> Iterator[Breach]:
    """Ask zizmor, without a network: its exit code is 0 without findings."""
    words = [program, "--offline", "--persona=auditor", "--format=json", "--no-progress", *paths]
    done = _run(words, root)
    if done is None or not done.out.strip().startswith("["):
        yield _unavailable("zizmor", done)
        return
    for each in json.loads(done.out):
        places = each.get("locations") or [{}]
        key = places[0].get("symbolic", {}).get("key", {})
        path = key.get("Local", {}).get("given_path", paths[0])
        yield Breach(
            rule=f"zizmor/{each.get('ident')}",
            path=str(path),
            place=str(each.get("determinations", {}).get("severity", "")),
            message=str(each.get("desc")),
            hint=str(each.get("url")),
        )


def _ask_schemas(program: str, root: Path, paths: Sequence[str]) -> Iterator[Breach]:
    """Compare workflows with the schema of GitHub, and look for jobs that may run for ever."""
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        done = _run([program, "--builtin-schema", schema, "--output-format", "json", *paths], root)
        found = tuple(_schema_findings(done, schema, {}))
        yield from found
        if any(each.rule.endswith("/unavailable") for each in found):
            return


def _schema_findings(done: Completed | None, schema: str, names: Mapping[str, str]) -> Iterator[Breach]:
    if done is None or not done.out.strip().startswith("{"):
        yield _unavailable("check-jsonschema", done)
        return
    answer = json.loads(done.out)
    for each in (*answer.get("errors", ()), *answer.get("parse_errors", ())):
        file = str(each.get("filename"))
        yield Breach(
            rule=f"check-jsonschema/{schema}",
            path=names.get(file, file),
            place=str(each.get("path", "")),
            message=str(each.get("message")),
            hint="see the documentation of workflow files",
        )


def _ask_azure_schema(program: str, root: Path, paths: Sequence[str]) -> Iterator[Breach]:
    """Compare pipelines with the schema of Azure; as JSON, where every scalar is as it was written."""
    from paa.config.workflows import read_workflow

    with temporary_directory() as folder:
        names = {str(folder / f"{number}.json"): path for number, path in enumerate(paths)}
        for name, path in names.items():
            document = read_workflow(read_text(root / path, where=path), where=path)
            write_atomically(Path(name), json.dumps(document).encode())
        done = _run([program, *AZURE_SCHEMA, "--output-format", "json", *names], root)
    yield from _schema_findings(done, "vendor.azure-pipelines", names)


def _run(words: Sequence[str], root: Path) -> Completed | None:
    try:
        return run_in_time(words, text="", cwd=root, seconds=SECONDS)
    except (TimeoutError, OSError):
        return None


def _unavailable(tool: str, done: Completed | None) -> Breach:
    """Say that a tool that is installed could not answer: what was not checked is not in order."""
    said = (done.err.strip().splitlines() or [f"it ended with {done.code}"])[-1] if done else "it took too long"
    hint = f"run it by hand, or remove it (pip uninstall {tool})"
    return Breach(rule=f"{tool}/unavailable", path="", place="", message=f"it could not answer: {said}", hint=hint)


# Tool → CI → what asks it.
_TOOLS: Mapping[str, Mapping[str, _Ask]] = MappingProxyType(
    {
        "zizmor": {"github": _ask_zizmor},
        "check-jsonschema": {"github": _ask_schemas, "azure": _ask_azure_schema},
    }
)
