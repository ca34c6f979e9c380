"""The actions that pipelines of ours use, as far as their meaning goes: one function and the inputs that it knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.support.pipelines.failures import Invalid, Refused, Unsupported
from tests.support.pipelines.machine import make_python, make_uv

if TYPE_CHECKING:
    from tests.support.pipelines.github.legs import Leg

__all__ = ["Action", "ActionCall", "ActionFailed", "find_action"]


class ActionFailed(Exception):
    """An action fails, as it does on GitHub; the step fails with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """A step that uses an action.

    Attributes:
        inputs: What stands below `with`.
        log: What the action prints.
    """

    uses: str
    inputs: Mapping[str, str]
    leg: "Leg"
    env: Mapping[str, str]
    log: list[str] = field(default_factory=list)

    def flag(self, name: str, *, default: bool) -> bool:
        """Give an input that is true or false.

        Raises:
            Invalid: It is neither.
        """
        value = self.inputs.get(name) or str(default)
        if value.lower() not in {"true", "false"}:
            raise Invalid(f"{self.uses}: {name} is true or false, not {value!r}")
        return value.lower() == "true"

    def path(self, name: str) -> Path:
        """Give an input that is a path, relative to where the repository is checked out."""
        return self.leg.workspace / Path(self.inputs.get(name, "")).expanduser()


@dataclass(frozen=True, slots=True)
class Action:
    """What an action does, giving its outputs, and the inputs that it knows."""

    act: Callable[[ActionCall], Mapping[str, str]]
    inputs: tuple[str, ...]


Registry: TypeAlias = Mapping[str, Action]


def find_action(call: ActionCall) -> Mapping[str, str]:
    """Do what an action does, and give its outputs.

    Raises:
        ActionFailed: The step fails.
        Unsupported: The action, or an input of it, is unknown.
    """
    name, sign, version = call.uses.partition("@")
    action = _registry().get(name)
    if action is None or not sign or not version:
        raise Unsupported(f"the action {call.uses}")
    unknown = sorted(set(call.inputs) - set(action.inputs))
    if unknown:
        raise Unsupported(f"{call.uses}: with {', '.join(unknown)}")
    return action.act(call)


def _registry() -> Registry:
    from tests.support.pipelines.github import checkout, transfers

    return {
        "actions/attest-build-provenance": Action(_attest, ("subject-path",)),
        "actions/checkout": Action(checkout.check_out, checkout.INPUTS),
        "actions/download-artifact": Action(transfers.download, transfers.DOWNLOAD_INPUTS),
        "actions/setup-python": Action(_set_up_python, ("python-version",)),
        "actions/upload-artifact": Action(transfers.upload, transfers.UPLOAD_INPUTS),
        "astral-sh/setup-uv": Action(_set_up_uv, ("version", "enable-cache", "python-version")),
    }


def _set_up_python(call: ActionCall) -> Mapping[str, str]:
    version = call.inputs.get("python-version", "")
    if not version:
        raise Unsupported(f"{call.uses} without python-version")
    folder = call.leg.place.tools / f"python-{version}"
    programs = folder / "bin" if folder.exists() else make_python(folder, version)
    call.leg.paths.append(str(programs))
    call.leg.env["pythonLocation"] = str(folder)
    return {"python-path": str(programs / "python"), "python-version": version}


def _set_up_uv(call: ActionCall) -> Mapping[str, str]:
    if call.flag("enable-cache", default=True):
        raise Refused(f"{call.uses}: a cache; what one job leaves there, another one runs")
    folder = call.leg.place.tools / "uv"
    call.leg.paths.append(str(folder if folder.exists() else make_uv(folder)))
    if call.inputs.get("python-version"):
        call.leg.env["UV_PYTHON"] = call.inputs["python-version"]
    return {"uv-version": call.inputs.get("version", "")}


def _attest(call: ActionCall) -> Mapping[str, str]:
    for scope in ("id-token", "attestations"):
        if not call.leg.allowed(scope, "write"):
            raise ActionFailed(f"the token lacks {scope}: write")
    if not list(call.leg.workspace.glob(call.inputs.get("subject-path", ""))):
        raise ActionFailed("nothing to attest")
    return {}
