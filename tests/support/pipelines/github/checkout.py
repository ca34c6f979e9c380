"""The action that checks the repository out, with real git."""

import base64
from collections.abc import Mapping
from pathlib import Path

from tests.support.pipelines.github.actions import ActionCall, ActionFailed
from tests.support.pipelines.machine import execute

__all__ = ["INPUTS", "check_out"]

INPUTS = ("ref", "fetch-depth", "fetch-tags", "path", "persist-credentials", "show-progress", "token")
_PATIENCE_SECONDS = 120


def check_out(call: ActionCall) -> Mapping[str, str]:
    """Fetch what the event is about, or a ref, and check it out; the token stays only where it is asked to.

    Raises:
        ActionFailed: The token may not read, or there is no such ref.
    """
    leg = call.leg
    folder = call.path("path")
    folder.mkdir(parents=True, exist_ok=True)
    address = f"{leg.shared.hosting.address}/{leg.shared.repository}"
    credentials = leg.place.temp / f"git-credentials-{len(leg.afterwards)}.config"
    word = base64.b64encode(f"x-access-token:{call.inputs.get('token') or leg.token}".encode()).decode()
    leg.vault.add(word)
    credentials.write_text(f'[http "{leg.shared.hosting.address}/"]\n\textraheader = AUTHORIZATION: basic {word}\n')
    _git(call, folder, "init", "--quiet", "--initial-branch=main", ".")
    _git(call, folder, "remote", "add", "origin", address)
    _git(call, folder, "config", "--local", "gc.auto", "0")
    include = f"includeIf.gitdir:{folder.resolve() / '.git'}.path"
    _git(call, folder, "config", "--local", include, str(credentials))
    commit = _fetch(call, folder)

    def forget() -> None:
        credentials.unlink(missing_ok=True)
        _git(call, folder, "config", "--local", "--unset-all", include)

    if call.flag("persist-credentials", default=True):
        leg.afterwards.append(forget)
    else:
        forget()
    return {"ref": call.inputs.get("ref") or leg.shared.event.ref, "commit": commit}


def _fetch(call: ActionCall, folder: Path) -> str:
    event = call.leg.shared.event
    ref, depth = call.inputs.get("ref", ""), call.inputs.get("fetch-depth") or "1"
    own = not ref or ref in {event.ref, event.ref.removeprefix("refs/heads/"), event.sha}
    name, source = (event.ref, event.sha) if own else (_full(call, folder, ref), "")
    local = name.replace("refs/heads/", "refs/remotes/origin/").replace("refs/pull/", "refs/remotes/pull/")
    refs = [f"+{source or name}:{local}"]
    how = [f"--depth={depth}"] if depth != "0" else []
    if call.flag("fetch-tags", default=False) or depth == "0":
        refs.append("+refs/tags/*:refs/tags/*")
    if depth == "0":
        _git(call, folder, "fetch", "--quiet", "--no-tags", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*")
    if local.startswith("refs/tags/") and source:
        refs[0] = f"+{name}:{local}"
    _git(call, folder, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *how, "origin", *dict.fromkeys(refs))
    branch = name.removeprefix("refs/heads/")
    target = ["-B", branch, local] if name.startswith("refs/heads/") else ["--detach", local]
    _git(call, folder, "checkout", "--quiet", "--force", *target)
    return _git(call, folder, "rev-parse", "HEAD").strip()


def _full(call: ActionCall, folder: Path, ref: str) -> str:
    if ref.startswith("refs/"):
        return ref
    for full in (f"refs/heads/{ref}", f"refs/tags/{ref}"):
        if _git(call, folder, "ls-remote", "origin", full):
            return full
    raise ActionFailed(f"there is no branch or tag {ref}")


def _git(call: ActionCall, folder: Path, *words: str) -> str:
    env = call.leg.place.environment() | {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    ended = execute(("git", *words), folder, env, _PATIENCE_SECONDS)
    if ended.code:
        raise ActionFailed(f"git {words[0]}: {ended.printed}")
    return ended.printed
