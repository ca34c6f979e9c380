"""The actions that hand files from job to job."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from tests.support.pipelines.artifacts import Artifact
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.actions import ActionCall, ActionFailed

__all__ = ["DOWNLOAD_INPUTS", "UPLOAD_INPUTS", "download", "upload"]

UPLOAD_INPUTS = ("name", "path", "if-no-files-found", "include-hidden-files", "overwrite", "retention-days")
DOWNLOAD_INPUTS = ("artifact-ids", "name", "pattern", "path", "merge-multiple")
_FORBIDDEN = frozenset('":<>|*?\r\n\\/')


def upload(call: ActionCall) -> Mapping[str, str]:
    """Keep files under a name that is free.

    Raises:
        ActionFailed: The name is taken or not allowed; or there is nothing, and that is an error.
        Invalid: There is no path.
    """
    leg, name = call.leg, call.inputs.get("name") or "artifact"
    if _FORBIDDEN & set(name):
        raise ActionFailed(f"the artifact name {name!r} is not valid")
    files = _selected(call)
    if not files:
        what = call.inputs.get("if-no-files-found") or "warn"
        if what not in {"error", "ignore", "warn"}:
            raise Invalid(f"if-no-files-found: {what}")
        call.log.append(f"no files were found with the path {call.inputs['path']}")
        if what == "error":
            raise ActionFailed(call.log[-1])
        return {}
    leg.vault.inspect_files(files, f"the artifact {name}")
    root = _root(call, files)
    content = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    artifact = Artifact(name, leg.shared.attempt, leg.job.key, content)
    if not leg.shared.artifacts.add(artifact, overwrite=call.flag("overwrite", default=False)):
        raise ActionFailed(f"an artifact with the name {name} already exists in this run")
    return {"artifact-id": str(leg.shared.artifacts.count)}


def download(call: ActionCall) -> Mapping[str, str]:
    """Unpack artifacts: one by its number or name, else all whose names match, each apart unless they are merged.

    Raises:
        ActionFailed: There is none of that name or number.
        Invalid: Two of a name, a pattern and a number are given.
        Unsupported: More than one number is given.
    """
    name, pattern, target = call.inputs.get("name"), call.inputs.get("pattern"), call.path("path")
    number, artifacts = call.inputs.get("artifact-ids"), call.leg.shared.artifacts
    if (name and pattern) or (number and (name or pattern)):
        raise Invalid(f"{call.uses}: more than one of a name, a pattern and a number")
    if number:
        return _unpack(call, _numbered(call, number), target, flat=True)
    if name and name not in artifacts:
        raise ActionFailed(f"unable to find the artifact {name}")
    found = [artifact for artifact in artifacts.named(pattern or "*") if not name or artifact.name == name]
    return _unpack(call, found, target, flat=bool(name) or call.flag("merge-multiple", default=False))


def _numbered(call: ActionCall, number: str) -> list[Artifact]:
    if not number.isdecimal():
        raise Unsupported(f"{call.uses}: artifact-ids: {number}")
    found = call.leg.shared.artifacts.numbered(int(number))
    if not found:
        raise ActionFailed(f"none of the artifacts has the number {number}")
    return found


def _unpack(call: ActionCall, found: list[Artifact], target: Path, *, flat: bool) -> Mapping[str, str]:
    for artifact in found:
        for path, content in artifact.files.items():
            file = (target if flat else target / artifact.name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    call.log.append(f"downloaded {', '.join(artifact.name for artifact in found) or 'nothing'}")
    return {"download-path": str(target)}


def _patterns(call: ActionCall) -> list[str]:
    lines = [line.strip() for line in call.inputs.get("path", "").splitlines() if line.strip()]
    if not lines:
        raise Invalid(f"{call.uses}: no path")
    if any(line.startswith("!") for line in lines):
        raise Invalid(f"{call.uses}: the runner knows no exclusions")
    return lines


def _selected(call: ActionCall) -> list[Path]:
    hidden = call.flag("include-hidden-files", default=False)
    found: set[Path] = set()
    for pattern in _patterns(call):
        for path in _globbed(call.leg.workspace, pattern):
            found.update(file for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    work = call.leg.workspace
    return sorted(
        path
        for path in found
        if hidden or not _is_hidden(path.relative_to(work) if path.is_relative_to(work) else path)
    )


def _globbed(workspace: Path, pattern: str) -> Iterator[Path]:
    whole = PurePosixPath(workspace / pattern)
    fixed = [part for part in whole.parts if not set(part) & set("*?[")]
    start = Path(*whole.parts[: next((i for i, part in enumerate(whole.parts) if part not in fixed), len(whole.parts))])
    rest = whole.relative_to(start).as_posix()
    return iter([start] if start.exists() else []) if rest == "." else start.glob(rest)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in path.parts)


def _root(call: ActionCall, files: list[Path]) -> Path:
    """Give the folder that paths in the artifact are relative to: what the patterns have in common."""
    starts = []
    for pattern in _patterns(call):
        whole = call.leg.workspace / pattern
        parts = list(whole.parts)
        cut = next((i for i, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
        starts.append(Path(*parts[:cut]))
    if len(starts) == 1:
        return starts[0].parent if starts[0].is_file() else starts[0]
    common = Path(os.path.commonpath(starts))
    return common.parent if common in files else common
