"""Our own rules for pipelines: each one is a function from a pipeline to what it finds."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from paa.core.ci.jobs import Job, Step, Workflow

__all__ = ["RULES", "Breach", "inspect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A place in a pipeline that breaks a rule.

    Attributes:
        rule: Its name in `RULES`; a tool's own where a tool found it.
        path: The file.
        place: The job, and the step.
        hint: What to do.
    """

    rule: str
    path: str
    place: str
    message: str
    hint: str


# What a job may run that holds a credential: these commands run nothing of the repository.
_TRUSTED = frozenset({"publish", "stage", "verify", "record", "plan", "ci matrix", "ci pack", "ci pages", "ci summary"})
_TRIALS = frozenset({"stage", "verify"})  # these run what was built, unless they are told not to
_UPLOADS = frozenset({"publish", "stage"})
_INSTALL = re.compile(r"python -m pip install --require-hashes --only-binary :all: --requirement [\w./-]+")
_INSTALL_HERE = re.compile(r"python -m pip install --no-deps --no-build-isolation \.[\w./-]*")
_OTHER_UPLOAD = re.compile(r"\b(?:twine\s+upload|uv\s+publish|flit\s+publish|poetry\s+publish|hatch\s+publish)\b")
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}|\./[\w./-]+")
# On Azure a name is all that tells a secret variable.
_SECRET = re.compile(
    r"\bsecrets\.|\bSystem\.AccessToken\b|\bsecrets\[|\$\((?:\w*_)?(?:password|token|secret|pat|key)\)", re.IGNORECASE
)
_EVALUATED = re.compile(r"\beval\b|`|\$\((?!\()|\bxargs\b|\bsource\b|\bgit\s+(?:log|diff|show)\b")
_EXPRESSION = re.compile(r"\$\{\{|\$\([A-Za-z_][\w.]*\)|\$\[")
_UNTRUSTED_START = frozenset({"pull_request_target", "workflow_run", "issue_comment"})


def inspect(workflow: Workflow) -> tuple[Breach, ...]:
    """Ask every rule."""
    return tuple(breach for rule in RULES.values() for breach in rule(workflow))


def _no_rights_for_all(workflow: Workflow) -> Iterator[Breach]:
    if workflow.ci == "github" and workflow.permissions != {}:
        hint = "write `permissions: {}` at the top; each job says what it needs"
        yield _breach("no-rights-for-all", workflow, "the whole workflow", "all jobs are given rights", hint)
    for job in workflow.jobs if workflow.ci == "github" else ():
        if job.permissions is None or "all" in job.permissions:
            yield _breach("no-rights-for-all", workflow, job, "the job does not list its rights", "add `permissions:`")


def _pinned_actions(workflow: Workflow) -> Iterator[Breach]:
    if workflow.ci == "github":
        for job, step in _steps(workflow):
            if step.uses and not _PINNED.fullmatch(step.uses):
                hint = "name the 40 digits of a commit, and the version in a comment"
                yield _breach("pinned-actions", workflow, job, f"{step.uses} is not pinned to a commit", hint)


def _checkout_credentials(workflow: Workflow) -> Iterator[Breach]:
    for job in workflow.jobs:
        pushes = not {"record", "ci pages"}.isdisjoint(job.commands)
        if not pushes and any(step.keeps_credentials for step in job.checkouts):
            hint = "only the job that records may push: say `persist-credentials: false` (Azure: persistCredentials)"
            yield _breach("checkout-credentials", workflow, job, "the token of the checkout stays on disk", hint)


def _publishing_apart(workflow: Workflow) -> Iterator[Breach]:
    for job in workflow.jobs:
        if _UPLOADS.isdisjoint(job.commands):
            continue
        if job.checkouts:
            hint = "publish what another job built; the plan says where it goes"
            yield _breach("publishing-apart", workflow, job, "the job that publishes has the repository", hint)
        others = sorted(set(job.commands) - _UPLOADS)
        if others:
            hint = "one job builds, another one publishes"
            yield _breach("publishing-apart", workflow, job, f"it also runs paa {', '.join(others)}", hint)


def _identity_apart(workflow: Workflow) -> Iterator[Breach]:
    for job in workflow.jobs:
        if (job.permissions or {}).get("id-token") != "write":
            continue
        if _UPLOADS.isdisjoint(job.commands) or job.environment is None:
            hint = "only a job with an environment that publishes may say who it is"
            yield _breach("identity-apart", workflow, job, "id-token: write", hint)


def _values_by_environment(workflow: Workflow) -> Iterator[Breach]:
    for job, step in _steps(workflow):
        if found := _EXPRESSION.search(step.run):
            hint = 'hand it over by `env:`, and write "$NAME" in the script'
            message = f"{found[0]}… is put into the script before a shell reads it"
            yield _breach("values-by-environment", workflow, job, message, hint)


def _started_by_members(workflow: Workflow) -> Iterator[Breach]:
    for trigger in sorted(_UNTRUSTED_START & set(workflow.triggers)):
        hint = "use `pull_request`: it holds no secret, and cannot write"
        yield _breach("started-by-members", workflow, "on", f"{trigger} gives strangers rights", hint)


def _started_by_hand(workflow: Workflow) -> Iterator[Breach]:
    """On Azure whoever publishes chooses a feed; what a push starts has none that somebody chose."""
    publishes = any(not _UPLOADS.isdisjoint(job.commands) for job in workflow.jobs)
    for trigger in ("trigger", "schedules") if workflow.ci == "azure" and publishes else ():
        if trigger in workflow.triggers:
            hint = "write `trigger: none`, and no `schedules:`: a release is started by hand, with a feed"
            yield _breach("started-by-hand", workflow, trigger, "a release starts without anybody's choice", hint)


def _queued_on_azure(workflow: Workflow) -> Iterator[Breach]:
    publishing = [job for job in workflow.jobs if "publish" in job.commands]
    if publishing and (workflow.concurrency or {}).get("lockBehavior") != "sequential":
        hint = "write `lockBehavior: sequential`"
        yield _breach("queued", workflow, "lockBehavior", "a run that waits is dropped by the next one", hint)
    for job in publishing:
        if job.environment is None:
            hint = "make it a `deployment:` with an `environment:`, which takes approvals and an exclusive lock"
            yield _breach("queued", workflow, job, "nothing can keep releases apart", hint)


def _queued(workflow: Workflow) -> Iterator[Breach]:
    if workflow.ci != "github":
        yield from _queued_on_azure(workflow)
        return
    said = workflow.concurrency or {}
    if not said.get("group") or said.get("cancel-in-progress") == "true":
        hint = "write `concurrency:` with a group and `cancel-in-progress: false`"
        yield _breach("queued", workflow, "concurrency", "runs may overtake or cancel each other", hint)
    if any("record" in job.commands for job in workflow.jobs) and said.get("queue") != "max":
        hint = "write `queue: max`: merged work whose run was dropped is never published"
        yield _breach("queued", workflow, "concurrency", "a run that waits is dropped by the next one", hint)


def _bounded(workflow: Workflow) -> Iterator[Breach]:
    key = "timeout-minutes" if workflow.ci == "github" else "timeoutInMinutes"
    for job in workflow.jobs:
        if not job.timeout or job.timeout == "0":
            yield _breach("bounded", workflow, job, "the job may run for hours", f"add `{key}:`")
        if job.image is None or job.image.endswith("-latest"):
            yield _breach("bounded", workflow, job, "another machine tomorrow", "name a version of the runner image")


def _no_caches(workflow: Workflow) -> Iterator[Breach]:
    for job, step in _steps(workflow):
        name = step.uses.partition("@")[0].lower()
        if name.startswith(("actions/cache", "cache")) or step.inputs.get("cache") not in {None, "", "false"}:
            hint = "build without a cache: whoever can write to it can change what is released"
            yield _breach("no-caches", workflow, job, "a cache reaches what is built", hint)


def _hashes_compared(workflow: Workflow) -> Iterator[Breach]:
    for job, step in _steps(workflow):
        if _OTHER_UPLOAD.search(step.run) or step.uses.startswith("pypa/gh-action-pypi-publish"):
            hint = "`paa publish` compares each archive with the hash that was noted when it was built"
            yield _breach("hashes-compared", workflow, job, "archives are uploaded without their hashes", hint)


def _names_proved(workflow: Workflow) -> Iterator[Breach]:
    dividing = [job.name for job in workflow.jobs if "ci matrix" in job.commands]
    for job in workflow.jobs:
        computed = job.matrix is not None and ("${{" in job.matrix or "$[" in job.matrix)
        if computed and not any(re.search(rf"\b{re.escape(name)}\b", job.matrix or "") for name in dividing):
            hint = "take it from the outputs of `paa ci matrix`, which proves every name"
            yield _breach("names-proved", workflow, job, "nobody proved what its matrix holds", hint)


def _nothing_evaluated(workflow: Workflow) -> Iterator[Breach]:
    for job, step in _steps(workflow):
        if found := _EVALUATED.search(step.run):
            hint = "a step is one command of paa: texts of commits and names of files are data"
            message = f"`{found[0]}` can make a command of a text"
            yield _breach("nothing-evaluated", workflow, job, message, hint)


def _secrets_by_step(workflow: Workflow) -> Iterator[Breach]:
    hint = "give it to the one step that needs it, by `env:`"
    if any(_SECRET.search(value) for value in workflow.env.values()):
        yield _breach("secrets-by-step", workflow, "env", "a secret for every job", hint)
    for job in workflow.jobs:
        if any(_SECRET.search(value) for value in job.env.values()):
            yield _breach("secrets-by-step", workflow, job, "a secret for every step", hint)
        for step in job.steps:
            if _SECRET.search(step.run) or any(_SECRET.search(value) for value in step.inputs.values()):
                yield _breach("secrets-by-step", workflow, job, "a secret on a command line or in an input", hint)


def _credentials_apart(workflow: Workflow) -> Iterator[Breach]:
    for job in workflow.jobs:
        if not _holds_credential(job):
            continue
        for step in job.steps:
            strange = sorted(set(step.commands) - _TRUSTED)
            is_ours = step.commands or _INSTALL.fullmatch(step.run) or _INSTALL_HERE.fullmatch(step.run)
            if strange or (step.run and not is_ours):
                message = f"it holds a credential, and runs `{step.run.splitlines()[0]}`"
                hint = "what may run code of the repository, or of anybody else, goes into a job of its own"
                yield _breach("credentials-apart", workflow, job, message, hint)


def _trials_apart(workflow: Workflow) -> Iterator[Breach]:
    for job in workflow.jobs:
        for step in job.steps if _holds_credential(job) else ():
            if not _TRIALS.isdisjoint(step.commands) and "--no-smoke" not in step.run.split():
                message = f"it holds a credential, and runs what was built: `{step.run.splitlines()[0]}`"
                hint = "say --no-smoke, and let a job without a credential try it"
                yield _breach("trials-apart", workflow, job, message, hint)


def _plan_of_its_job(workflow: Workflow) -> Iterator[Breach]:
    """Any job of a run on GitHub can put another artifact in the place of one; none can take its number."""
    for job, step in _steps(workflow):
        if step.uses.startswith("actions/download-artifact@") and step.inputs.get("name") == "plan":
            hint = "ask for `artifact-ids: ${{ needs.plan.outputs.plan }}`"
            yield _breach("plan-of-its-job", workflow, job, "another job may have replaced the plan", hint)


def _holds_credential(job: Job) -> bool:
    writes = any(value == "write" for value in (job.permissions or {}).values())
    secret = any(_SECRET.search(value) for step in job.steps for value in step.env.values())
    return writes or secret or any(step.keeps_credentials for step in job.checkouts)


def _steps(workflow: Workflow) -> Iterator[tuple[Job, Step]]:
    for job in workflow.jobs:
        for step in job.steps:
            yield job, step


def _breach(rule: str, workflow: Workflow, place: Job | str, message: str, hint: str) -> Breach:
    name = place if isinstance(place, str) else f"job {place.name}"
    return Breach(rule=rule, path=workflow.path, place=name, message=message, hint=hint)


RULES: Mapping[str, Callable[[Workflow], Iterator[Breach]]] = MappingProxyType(
    {
        "no-rights-for-all": _no_rights_for_all,
        "pinned-actions": _pinned_actions,
        "checkout-credentials": _checkout_credentials,
        "publishing-apart": _publishing_apart,
        "identity-apart": _identity_apart,
        "values-by-environment": _values_by_environment,
        "started-by-members": _started_by_members,
        "started-by-hand": _started_by_hand,
        "no-caches": _no_caches,
        "queued": _queued,
        "bounded": _bounded,
        "hashes-compared": _hashes_compared,
        "names-proved": _names_proved,
        "nothing-evaluated": _nothing_evaluated,
        "secrets-by-step": _secrets_by_step,
        "credentials-apart": _credentials_apart,
        "trials-apart": _trials_apart,
        "plan-of-its-job": _plan_of_its_job,
    }
)
"""Name → rule. That a generated file was edited is found by `paa ci check`."""
