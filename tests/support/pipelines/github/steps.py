"""Execute the steps of a job, one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import monotonic
from uuid import uuid4

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid
from tests.support.pipelines.github.actions import ActionCall, ActionFailed, find_action
from tests.support.pipelines.github.coercion import number, text, truth
from tests.support.pipelines.github.commands import SUMMARY_LIMIT, Effects, Files, pairs, read_log
from tests.support.pipelines.github.expressions import condition, interpolate
from tests.support.pipelines.github.legs import Leg
from tests.support.pipelines.github.results import StepResult
from tests.support.pipelines.github.workflow import Step
from tests.support.pipelines.machine import Ended, execute

__all__ = ["run_steps"]

# As GitHub starts them: without a shell named, a failure inside a pipe is not seen.
_SHELLS: Mapping[str | None, tuple[str, ...]] = {
    None: ("/bin/bash", "-e"),
    "bash": ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail"),
}
# What a step cannot give another value to.
_FIXED = ("GITHUB_", "RUNNER_")


def run_steps(leg: Leg) -> None:
    """Execute the steps of a job, as long as their conditions hold.

    Raises:
        PipelineError: A step says what the runner does not implement, or asks for what its job may not have.
    """
    for step in leg.job.steps:
        result = _step(leg, step)
        leg.steps.append(result)
        if monotonic() > leg.end:
            leg.status = "cancelled"
        elif result.conclusion == "failure" and leg.status == "success":
            leg.status = "failure"


def _step(leg: Leg, step: Step) -> StepResult:
    env = dict(leg.env)
    early = leg.scope()
    env |= {name: text(interpolate(value, early)) for name, value in step.env.items()}
    scope = leg.scope(env=env)
    empty = StepResult(title=step.title, id=step.id, outcome="skipped", conclusion="skipped", outputs={})
    if not condition(step.condition, scope):
        return empty
    title = text(interpolate(step.title, scope)) if step.name else step.title
    goes_on = truth(interpolate(step.goes_on, scope))
    started = replace(empty, title=title)
    result = _scripted(leg, step, env, started) if step.run is not None else _used(leg, step, env, started)
    return replace(result, conclusion="success" if goes_on else result.outcome)


def _used(leg: Leg, step: Step, env: Mapping[str, str], result: StepResult) -> StepResult:
    scope = leg.scope(env=env)
    inputs = {name: text(interpolate(value, scope)) for name, value in step.inputs.items()}
    call = ActionCall(uses=step.uses or "", inputs=inputs, leg=leg, env=env)
    try:
        outputs = find_action(call)
    except ActionFailed as problem:
        log = f"::error::{problem}"
        leg.vault.inspect(log, "the log")
        return replace(result, outcome="failure", log=leg.vault.hidden(log))
    return replace(result, outcome="success", outputs=outputs, log="\n".join(call.log))


def _scripted(leg: Leg, step: Step, env: Mapping[str, str], result: StepResult) -> StepResult:
    scope = leg.scope(env=env)
    mark = uuid4().hex
    files = Files.make(leg.place.temp / f"commands-{mark}")
    script = leg.place.temp / f"{mark}.sh"
    script.write_text(text(interpolate(step.run, scope)), encoding="utf-8")
    ended = execute(
        (*_SHELLS[step.shell], script),
        leg.workspace / text(interpolate(step.folder, scope)),
        _environment(leg, env, files),
        _seconds(leg, interpolate(step.timeout, scope)),
    )
    effects = read_log(ended.printed, leg.vault)
    summary = _read_files(leg, files, effects)
    return replace(
        result,
        outcome="success" if ended.code == 0 and not effects.problems else "failure",
        log=leg.vault.hidden("\n".join([ended.printed, *_remarks(ended, effects)])),
        outputs=effects.outputs,
        summary=summary,
        commands=tuple(effects.commands),
        annotations=tuple(effects.annotations),
    )


def _environment(leg: Leg, env: Mapping[str, str], files: Files) -> dict[str, str]:
    base = leg.place.environment()
    own = {name: value for name, value in env.items() if not name.startswith(_FIXED)}
    variables = base | leg.variables() | own | files.environment()
    return variables | {"PATH": ":".join([*reversed(leg.paths), variables["PATH"]])}


def _seconds(leg: Leg, minutes: Json) -> float:
    left = leg.end - monotonic()
    return left if minutes is None else min(left, number(minutes) * 60)


def _remarks(ended: Ended, effects: Effects) -> list[str]:
    late = ["the time is over"] if ended.code is None else [f"exit code {ended.code}"] if ended.code else []
    return late + effects.problems


def _read_files(leg: Leg, files: Files, effects: Effects) -> str:
    try:
        for name, value in pairs(files.read("output")):
            leg.vault.inspect(value, f"the output {name}")
            effects.outputs[name] = value
        leg.env |= dict(_settable(files.read("env")))
        leg.paths += [line for line in files.read("path").splitlines() if line]
    except Invalid as problem:
        effects.problems.append(str(problem))
    summary = files.read("step_summary")
    leg.vault.inspect(summary, "the summary")
    if len(summary.encode()) > SUMMARY_LIMIT:
        effects.problems.append("a summary above 1 MiB is not shown")
        return ""
    return leg.vault.hidden(summary)


def _settable(text: str) -> Iterator[tuple[str, str]]:
    for name, value in pairs(text):
        if name.startswith(_FIXED) or name == "NODE_OPTIONS":
            raise Invalid(f"{name} cannot be set")
        yield name, value
