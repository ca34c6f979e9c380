"""The step that checks the repository out, with real git, and leaves HEAD detached as Azure does."""

from pathlib import Path

from tests.support.pipelines.azure.legs import Leg
from tests.support.pipelines.azure.pipeline import Step
from tests.support.pipelines.azure.tasks import StepFailed
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.machine import execute

__all__ = ["check_out"]

_PATIENCE_SECONDS = 120


def check_out(leg: Leg, step: Step) -> str:
    """Fetch the commit of the run and check it out; the token stays only where it is asked to.

    Raises:
        Invalid: A value is none.
        StepFailed: Git fails.
        Unsupported: Another repository, or another place, is asked for.
    """
    if step.what == "none":
        return ""
    if step.what != "self" or "path" in step.own:
        raise Unsupported(f"{leg.job.name}: checkout of {step.what}, path {step.own.get('path')}")
    depth = step.own.text("fetchDepth") or "1"
    folder, shared = leg.sources, leg.shared
    extra = f"http.{shared.hosting.address}/.extraheader"
    header = f"AUTHORIZATION: bearer {leg.token}"
    _git(leg, folder, "init", "--quiet", "--initial-branch=main", ".")
    _git(leg, folder, "remote", "add", "origin", f"{shared.hosting.address}/{shared.repository}")
    refs = ["+refs/heads/*:refs/remotes/origin/*"] if depth == "0" else []
    if _flag(step, "fetchTags", default=depth == "0"):
        refs.append("+refs/tags/*:refs/tags/*")
    how = [] if depth == "0" else [f"--depth={depth}"]
    with_token = ("-c", f"{extra}={header}")
    _git(leg, folder, *with_token, "fetch", "--quiet", "--no-tags", *how, "origin", shared.sha, *refs)
    _git(leg, folder, "checkout", "--quiet", "--force", "--detach", shared.sha)
    if _flag(step, "persistCredentials", default=False):
        _git(leg, folder, "config", "--local", extra, header)
        leg.afterwards.append(lambda: _forget(leg, folder, extra))
    return _git(leg, folder, "log", "-1", "--format=HEAD is now at %h")


def _forget(leg: Leg, folder: Path, extra: str) -> None:
    _git(leg, folder, "config", "--local", "--unset-all", extra)


def _flag(step: Step, key: str, *, default: bool) -> bool:
    value = (step.own.text(key) or str(default)).lower()
    if value not in {"true", "false"}:
        raise Invalid(f"{step.own.at(key)}: {value}")
    return value == "true"


def _git(leg: Leg, folder: Path, *words: str) -> str:
    env = leg.place.environment() | {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    ended = execute(("git", *words), folder, env, _PATIENCE_SECONDS)
    if ended.code:
        raise StepFailed(f"git: {ended.printed}")
    return ended.printed
