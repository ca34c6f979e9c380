"""Execute the steps of a job of Azure, one after the other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic
from uuid import uuid4

from tests.support.pipelines.azure.checkout import check_out
from tests.support.pipelines.azure.commands import Command, read_log
from tests.support.pipelines.azure.expressions import holds
from tests.support.pipelines.azure.legs import Leg
from tests.support.pipelines.azure.pipeline import Step
from tests.support.pipelines.azure.results import CANCELED, FAILED, SKIPPED, SUCCEEDED, WITH_ISSUES, StepResult
from tests.support.pipelines.azure.tasks import StepFailed, do_task, download, publish
from tests.support.pipelines.failures import Unsupported
from tests.support.pipelines.machine import execute

__all__ = ["run_steps"]

# Azure does not stop a script at the first command that fails.
_SHELL = ("/bin/bash", "--noprofile", "--norc")
_RESULTS = {name.lower(): name for name in (SUCCEEDED, WITH_ISSUES, FAILED)}


def run_steps(leg: Leg, steps: tuple[Step, ...]) -> None:
    """Execute steps, as long as their conditions hold.

    Raises:
        PipelineError: A step says what the runner does not implement, or asks for what its job may not have.
    """
    for step in steps:
        result = _step(leg, step)
        leg.steps.append(result)
        if monotonic() > leg.end:
            leg.status = CANCELED
        elif result.result == FAILED and leg.status in {SUCCEEDED, WITH_ISSUES}:
            leg.status = FAILED
        elif result.result == WITH_ISSUES and leg.status == SUCCEEDED:
            leg.status = WITH_ISSUES


def _step(leg: Leg, step: Step) -> StepResult:
    leg.variables.set("Agent.JobStatus", leg.status)
    empty = StepResult(title=step.title, name=step.name, result=SKIPPED)
    if not step.enabled or not holds(step.condition or "succeeded()", leg.scope()):
        return empty
    where = f"{leg.stage}.{leg.job.name}: {step.title}"
    env = {name: leg.variables.expanded(value, where, secrets=True) for name, value in step.env.items()}
    try:
        ended = _KINDS[step.kind](leg, step, env)
    except StepFailed as problem:
        leg.vault.inspect(str(problem), "the log")
        ended = StepResult(title="", name=None, result=FAILED, log=leg.vault.hidden(f"##[error]{problem}"))
    title = leg.variables.expanded(step.title, where, secrets=False)
    result = WITH_ISSUES if ended.result == FAILED and step.goes_on else ended.result
    return replace(ended, title=title, name=step.name, result=result)


def _scripted(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    where = f"{leg.stage}.{leg.job.name}: {step.title}"
    script = leg.place.temp / f"{uuid4().hex}.sh"
    script.write_text(leg.variables.expanded(step.what, where, secrets=False), encoding="utf-8")
    folder = leg.path(leg.variables.expanded(step.own.text("workingDirectory") or "", where, secrets=False))
    if step.own.get("failOnStderr", "false") != "false":
        raise Unsupported(f"{where}: failOnStderr")
    left = leg.end - monotonic()
    seconds = left if step.timeout is None else min(left, step.timeout * 60)
    ended = execute((*_SHELL, script), folder, _environment(leg, env), seconds)
    result = SUCCEEDED if ended.code == 0 else FAILED
    remark = "the time is over" if ended.code is None else f"exit code {ended.code}" if ended.code else ""
    applied = _Applied(leg, step)
    for line, command in read_log(ended.printed):
        applied.take(line, command)
    return StepResult(
        title="",
        name=None,
        result=applied.result or result,
        log=leg.vault.hidden(ended.printed + remark),
        commands=tuple(applied.commands),
        summary=applied.summary,
    )


def _environment(leg: Leg, env: Mapping[str, str]) -> dict[str, str]:
    variables = leg.place.environment() | leg.variables.environment() | dict(env)
    return variables | {"PATH": ":".join([*reversed(leg.paths), variables["PATH"]])}


class _Applied:
    """The effects of the commands in the log of one step."""

    def __init__(self, leg: Leg, step: Step) -> None:
        self._leg = leg
        self._step = step
        self.commands: list[Command] = []
        self.summary = ""
        self.result: str | None = None
        self._acts: Mapping[str, Callable[[Command], None]] = {
            "task.complete": self._complete,
            "task.debug": self._nothing,
            "task.logissue": self._nothing,
            "task.prependpath": self._prepend,
            "task.setprogress": self._nothing,
            "task.setsecret": self._hide,
            "task.setvariable": self._set,
            "task.uploadsummary": self._summarise,
        }

    def take(self, line: str, command: Command | None) -> None:
        """Look at a line, and do what its command says."""
        if command is None or command.name != "task.setsecret":
            self._leg.vault.inspect(line, "the log")
        if command is None:
            return
        self.commands.append(command)
        if command.name not in self._acts:
            raise Unsupported(f"{self._leg.job.name}: {self._step.title}: the command {command.name}")
        self._acts[command.name](command)

    def _nothing(self, command: Command) -> None:
        """Take note of what changes nothing."""

    def _complete(self, command: Command) -> None:
        self.result = _RESULTS.get(command.properties.get("result", "").lower(), SUCCEEDED)

    def _hide(self, command: Command) -> None:
        self._leg.vault.mask(command.text)

    def _prepend(self, command: Command) -> None:
        self._leg.paths.append(command.text)

    def _set(self, command: Command) -> None:
        name, secret = command.properties.get("variable", ""), command.flag("issecret")
        if secret:
            self._leg.vault.mask(command.text)
        if command.flag("isoutput"):
            if self._step.name is None:
                raise Unsupported(f"{self._step.title}: an output of a step without a name")
            name = f"{self._step.name}.{name}"
            self._leg.outputs[name] = "" if secret else command.text
        self._leg.variables.set(name, command.text, secret=secret)

    def _summarise(self, command: Command) -> None:
        file = Path(command.text)
        if not file.is_absolute() or not file.is_file():
            self.result = FAILED
            return
        text = file.read_text(encoding="utf-8")
        self._leg.vault.inspect(text, "the summary")
        self.summary += self._leg.vault.hidden(text)


def _checked_out(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    del env
    return _silent(check_out(leg, step))


def _task(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    if step.what == "Bash@3":
        return _bash_task(leg, step, env)
    return _silent(do_task(leg, step))


def _bash_task(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    inputs = step.own.section("inputs").known(("targetType", "script", "workingDirectory"))
    if inputs.text("targetType") != "inline":
        raise Unsupported(f"{step.title}: a script of the repository")
    folder = {"workingDirectory": inputs.get("workingDirectory")} if "workingDirectory" in inputs else {}
    own = replace(step.own, entries=folder)
    return _scripted(leg, replace(step, what=inputs.needed("script"), own=own), env)


def _published(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    del env
    return _silent(publish(leg, step, step.what, step.own.text("artifact") or ""))


def _downloaded(leg: Leg, step: Step, env: Mapping[str, str]) -> StepResult:
    del env
    if step.what == "none":
        return _silent("")
    if step.what != "current":
        raise Unsupported(f"{step.title}: download: {step.what}")
    own = step.own
    target = own.text("path") or "$(Pipeline.Workspace)"
    return _silent(download(leg, step, own.text("artifact"), own.text("patterns") or "**", target))


def _silent(log: str) -> StepResult:
    return StepResult(title="", name=None, result=SUCCEEDED, log=log)


_KINDS: Mapping[str, Callable[[Leg, Step, Mapping[str, str]], StepResult]] = {
    "bash": _scripted,
    "checkout": _checked_out,
    "download": _downloaded,
    "publish": _published,
    "script": _scripted,
    "task": _task,
}
