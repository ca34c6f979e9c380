"""The tasks of Azure that pipelines of ours use, as far as their meaning goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.support.pipelines.artifacts import Artifact
from tests.support.pipelines.azure.legs import Leg
from tests.support.pipelines.azure.pipeline import Step
from tests.support.pipelines.documents import Section
from tests.support.pipelines.failures import Unsupported
from tests.support.pipelines.machine import make_python

__all__ = ["StepFailed", "do_task", "download", "publish"]

_PYPIRC = "[distutils]\nIndex-servers=\n  {feed}\n\n[{feed}]\nRepository={address}\nusername=build\npassword={token}\n"


class StepFailed(Exception):
    """A task fails, as it does on Azure; the step fails with it."""


@dataclass(frozen=True, slots=True)
class _Task:
    act: Callable[[Leg, Step, Section], str]
    inputs: tuple[str, ...]


def do_task(leg: Leg, step: Step) -> str:
    """Do what a task does, and give its log.

    Raises:
        StepFailed: The step fails.
        Unsupported: The task, or an input of it, is unknown.
    """
    task = _TASKS.get(step.what)
    if task is None:
        raise Unsupported(f"{leg.job.name}: the task {step.what}")
    return task.act(leg, step, step.own.section("inputs").known(task.inputs))


def _text(leg: Leg, step: Step, word: str) -> str:
    return leg.variables.expanded(word, f"{leg.stage}.{leg.job.name}: {step.title}", secrets=False)


def publish(leg: Leg, step: Step, path: str, name: str) -> str:
    """Keep files under a name that is free.

    Raises:
        StepFailed: The name is missing or taken, or there is nothing.
    """
    name, source = _text(leg, step, name), leg.path(_text(leg, step, path))
    if not name or set(name) & set('"/\\:<>|*?'):
        raise StepFailed(f"the artifact name {name!r} is not valid")
    if not source.exists():
        raise StepFailed(f"path does not exist: {source}")
    files = [file for file in ([source] if source.is_file() else sorted(source.rglob("*"))) if file.is_file()]
    root = source.parent if source.is_file() else source
    leg.vault.inspect_files(files, f"the artifact {name}")
    content = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
    if name in leg.shared.artifacts:
        raise StepFailed(f"artifact {name} already exists for build {leg.shared.number}")
    leg.shared.artifacts.add(Artifact(name, leg.shared.attempt, leg.job.name, content), overwrite=False)
    return f"published {len(content)} files as {name}"


def download(leg: Leg, step: Step, name: str | None, patterns: str, target: str) -> str:
    """Unpack an artifact, or all of them, each into a folder of its own.

    Raises:
        StepFailed: There is none of that name.
    """
    wanted = _text(leg, step, name or "")
    if wanted and wanted not in leg.shared.artifacts:
        raise StepFailed(f"artifact {wanted} was not found for build {leg.shared.number}")
    lines = [line.strip() for line in _text(leg, step, patterns).splitlines() if line.strip()]
    folder = leg.path(_text(leg, step, target))
    own = not wanted or step.kind == "download"
    count = 0
    for artifact in leg.shared.artifacts.named(wanted or "*"):
        for path, content in artifact.files.items():
            inside = path if wanted else f"{artifact.name}/{path}"
            if any(_matches(inside, line) for line in lines):
                file = (folder / artifact.name if own else folder) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                count += 1
    return f"downloaded {count} files"


def _matches(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or (pattern.startswith("**/") and fnmatchcase(path, pattern.removeprefix("**/")))


def _use_python(leg: Leg, step: Step, inputs: Section) -> str:
    version = _text(leg, step, inputs.needed("versionSpec"))
    folder = leg.place.tools / f"python-{version}"
    programs = folder / "bin" if folder.exists() else make_python(folder, version)
    leg.paths.append(str(programs))
    leg.variables.set("pythonLocation", str(folder))
    return f"Python {version}"


def _publish_task(leg: Leg, step: Step, inputs: Section) -> str:
    path = inputs.text("targetPath") or inputs.text("path") or "$(Pipeline.Workspace)"
    return publish(leg, step, path, inputs.text("artifact") or inputs.text("artifactName") or "")


def _download_task(leg: Leg, step: Step, inputs: Section) -> str:
    if inputs.get("source", "current") != "current" or inputs.get("buildType", "current") != "current":
        raise Unsupported(f"{step.title}: artifacts of another run")
    name = inputs.text("artifact") or inputs.text("artifactName")
    patterns = inputs.text("patterns") or inputs.text("itemPattern") or "**"
    return download(
        leg, step, name, patterns, inputs.text("path") or inputs.text("targetPath") or "$(Pipeline.Workspace)"
    )


def _authenticate(leg: Leg, step: Step, inputs: Section) -> str:
    feed = _text(leg, step, inputs.needed("artifactFeed"))
    file = leg.place.temp / "twineAuthenticate" / ".pypirc"
    file.parent.mkdir(exist_ok=True)
    address = f"{leg.shared.hosting.address}/{feed}/_packaging/upload/"
    name = Path(feed).name
    file.write_text(_PYPIRC.format(feed=name, address=address, token=leg.token), encoding="utf-8")
    leg.variables.set("PYPIRC_PATH", str(file))
    return f"authenticated for {feed}"


_TASKS: Mapping[str, _Task] = {
    "DownloadPipelineArtifact@2": _Task(
        _download_task,
        ("artifact", "artifactName", "buildType", "itemPattern", "path", "patterns", "source", "targetPath"),
    ),
    "PublishPipelineArtifact@1": _Task(_publish_task, ("artifact", "artifactName", "path", "targetPath")),
    "TwineAuthenticate@1": _Task(_authenticate, ("artifactFeed",)),
    "UsePythonVersion@0": _Task(_use_python, ("versionSpec",)),
}
