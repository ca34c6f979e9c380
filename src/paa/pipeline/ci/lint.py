"""Check the pipelines of a repository: by our own rules always, by other tools where they are installed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from paa.adapters.files import list_files, read_text
from paa.adapters.processes import Completed, find_program, run_in_time
from paa.core.ci.jobs import Workflow, read_azure, read_github
from paa.core.ci.rules import Breach, inspect
from paa.errors import GateError, UsageError
from paa.pipeline.repository import Repository

__all__ = ["Linted", "lint_pipelines", "refuse_findings"]

SECONDS = 300.0
_MISSING = "not installed"

_Reader: TypeAlias = Callable[..., Workflow]


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


# Where each CI keeps its pipelines, and how they are read.
_PLACES: Mapping[str, _Reader] = MappingProxyType({".github/workflows": read_github, ".azure": read_azure})


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
    on_github = [workflow.path for workflow in workflows if workflow.ci == "github"]
    for name, ask in _TOOLS.items():
        program = find_program(name)
        if program is None or not on_github:
            tools[name] = _MISSING if program is None else "nothing to look at"
            continue
        found = tuple(ask(program, root, on_github))
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
    from paa.config.workflows import read_workflow

    for folder, reader in _PLACES.items():
        for path in list_files(root / folder):
            if path.suffix in {".yml", ".yaml"} and path.parts[0] not in {"feeds", "docs"}:
                where = f"{folder}/{path}"
                yield reader(read_workflow(read_text(root / where, where=where), where=where), path=where)


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
        if done is None or not done.out.strip().startswith("{"):
            yield _unavailable("check-jsonschema", done)
            return
        answer = json.loads(done.out)
        for each in (*answer.get("errors", ()), *answer.get("parse_errors", ())):
            yield Breach(
                rule=f"check-jsonschema/{schema}",
                path=str(each.get("filename")),
                place=str(each.get("path", "")),
                message=str(each.get("message")),
                hint="see the documentation of workflow files",
            )


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


_TOOLS: Mapping[str, Callable[[str, Path, Sequence[str]], Iterator[Breach]]] = MappingProxyType(
    {"zizmor": _ask_zizmor, "check-jsonschema": _ask_schemas}
)
