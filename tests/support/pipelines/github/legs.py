"""One execution of a job: its rights, its folders, its steps."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.support.pipelines.artifacts import Artifacts
from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Leaked, Unsupported
from tests.support.pipelines.github.coercion import number, text
from tests.support.pipelines.github.events import Event
from tests.support.pipelines.github.expressions import Scope, interpolate
from tests.support.pipelines.github.results import LegResult, StepResult
from tests.support.pipelines.github.settings import Environment, Settings
from tests.support.pipelines.github.workflow import Job, Workflow
from tests.support.pipelines.hosting import Grant, Hosting
from tests.support.pipelines.machine import Place
from tests.support.pipelines.vault import Vault

__all__ = ["Circumstances", "Leg", "start_leg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the jobs of a run have in common."""

    workflow: Workflow
    event: Event
    inputs: Mapping[str, Json]
    settings: Settings
    hosting: Hosting
    repository: str
    artifacts: Artifacts
    number: int
    attempt: int
    folder: Path

    @property
    def github(self) -> dict[str, Json]:
        """The context `github`, as far as it is the same for all jobs."""
        event = self.event
        kind = "tag" if event.ref.startswith("refs/tags/") else "branch"
        short = event.ref.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/pull/")
        payload: dict[str, Json] = {**event.payload, "repository": {"full_name": self.repository, "fork": False}}
        return {
            "actor": "ada",
            "api_url": f"{self.hosting.address}/api/v3",
            "base_ref": event.base,
            "event": payload,
            "event_name": event.name,
            "head_ref": event.head,
            "ref": event.ref,
            "ref_name": short,
            "ref_type": kind,
            "repository": self.repository,
            "repository_owner": self.repository.partition("/")[0],
            "run_attempt": str(self.attempt),
            "run_id": str(self.number),
            "run_number": str(self.number),
            "server_url": self.hosting.address,
            "sha": event.sha,
            "triggering_actor": "ada",
            "workflow": self.workflow.name,
            "workflow_ref": f"{self.repository}/.github/workflows/{self.workflow.file}@{event.ref}",
        }


@dataclass(slots=True, kw_only=True)
class Leg:
    """A job while it is executed."""

    shared: Circumstances
    job: Job
    matrix: Mapping[str, Json]
    needs: Mapping[str, Json]
    place: Place
    token: str
    permissions: Mapping[str, str]
    environment: Environment
    environment_name: str
    vault: Vault
    end: float = 0.0
    env: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    steps: list[StepResult] = field(default_factory=list)
    status: str = "success"
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def allowed(self, scope: str, level: str) -> bool:
        """Tell whether the token of the job may do something."""
        given = self.permissions.get(scope, "none")
        return given == level or (given, level) == ("write", "read")

    @property
    def workspace(self) -> Path:
        """Where the repository is checked out, and steps begin."""
        return self.place.work / self.shared.repository.partition("/")[2]

    @property
    def github(self) -> dict[str, Json]:
        """The context `github`."""
        return {
            **self.shared.github,
            "event_path": str(self.place.temp / "event.json"),
            "job": self.job.key,
            "token": self.token,
            "workspace": str(self.workspace),
        }

    def scope(self, *, env: Mapping[str, str] | None = None) -> Scope:
        """Give what the expressions of a step may name."""
        results: dict[str, Json] = {
            step.id: {"outcome": step.outcome, "conclusion": step.conclusion, "outputs": dict(step.outputs)}
            for step in self.steps
            if step.id
        }
        settings = self.shared.settings
        variables: dict[str, Json] = {**settings.variables, **self.environment.variables}
        known_env: dict[str, Json] = dict(self.env if env is None else env)
        return Scope(
            {
                "env": _picker("env", known_env),
                "github": _picker("github", self.github),
                "inputs": dict(self.shared.inputs),
                "job": {"status": self.status},
                "matrix": _picker("matrix", dict(self.matrix)),
                "needs": dict(self.needs),
                "runner": _picker("runner", self._runner()),
                "secrets": self._secret,
                "steps": results,
                "strategy": _picker("strategy", {}),
                "vars": variables,
            },
            {
                "always": True,
                "cancelled": self.status == "cancelled",
                "failure": self.status == "failure",
                "success": self.status == "success",
            },
        )

    def _runner(self) -> dict[str, Json]:
        return {
            "arch": "X64",
            "debug": "",
            "name": "runner",
            "os": "Linux",
            "temp": str(self.place.temp),
            "tool_cache": str(self.place.tools),
        }

    def _secret(self, name: str) -> Json:
        if name.upper() == "GITHUB_TOKEN":
            return self.token
        if self.shared.event.fork:
            return ""
        return self.shared.settings.secret(name, self.environment, self.job.key)

    def variables(self) -> dict[str, str]:
        """Give the variables that every step gets from GitHub."""
        said = self.github
        names = (name for name in said if name not in {"event", "token"})
        variables = {f"GITHUB_{name.upper()}": text(said[name]) for name in names}
        variables |= {f"RUNNER_{name.upper()}": text(value) for name, value in self._runner().items() if value}
        variables |= {"CI": "true", "GITHUB_ACTIONS": "true"}
        if self.allowed("id-token", "write") and not self.shared.event.fork:
            variables["ACTIONS_ID_TOKEN_REQUEST_URL"] = self.shared.hosting.identity_address
            variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = f"identity-{self.token}"
        return variables

    def finish(self) -> LegResult:
        """Do what actions have left to do, look for secrets, and take the token back.

        Raises:
            Leaked: One is where it must not be.
        """
        for act in reversed(self.afterwards):
            act()
        outputs = {name: text(interpolate(value, self.scope())) for name, value in self.job.outputs.items()}
        for name, value in outputs.items():
            self.vault.inspect(value, f"the output {name}")
        self.vault.inspect_files(self.place.work.rglob("*"), "the working tree")
        self.shared.hosting.withdraw(self.token)
        if self.vault.found:
            raise Leaked(f"{self.job.key}: " + "; ".join(self.vault.found))
        return LegResult(
            matrix=self.matrix,
            result=self.status,
            steps=tuple(self.steps),
            outputs=outputs,
            environment=self.environment_name,
        )


def start_leg(shared: Circumstances, job: Job, matrix: Mapping[str, Json], needs: Mapping[str, Json], name: str) -> Leg:
    """Prepare an execution of a job.

    Raises:
        Refused: It names an environment that is not there.
        Unsupported: It asks for a service or a context that the runner does not have.
    """
    permissions = _permissions(shared, job)
    environment_name = _environment_name(shared, job, matrix, needs)
    environment = shared.settings.environment(environment_name, job.key, shared.event.branch)
    grant = Grant(
        holder=job.key,
        read=permissions.get("contents") in {"read", "write"},
        write=permissions.get("contents") == "write",
        identity=_claims(shared, environment_name) if permissions.get("id-token") == "write" else None,
    )
    token = shared.hosting.grant(grant)
    leg = Leg(
        shared=shared,
        job=job,
        matrix=matrix,
        needs=needs,
        place=Place.make(shared.folder / name, shared.folder.parent / "machine"),
        token=token,
        permissions=permissions,
        environment=environment,
        environment_name=environment_name,
        vault=Vault((*shared.settings.all_secrets, token)),
    )
    leg.workspace.mkdir()
    (leg.place.temp / "event.json").write_text(json.dumps(leg.github["event"]), encoding="utf-8")
    leg.end = monotonic() + number(interpolate(job.timeout, leg.scope())) * 60
    for values in (shared.workflow.env, job.env):
        scope = leg.scope()
        leg.env |= {key: text(interpolate(value, scope)) for key, value in values.items()}
    return leg


def _permissions(shared: Circumstances, job: Job) -> Mapping[str, str]:
    asked = job.permissions if job.permissions is not None else shared.workflow.permissions
    granted = dict(asked if asked is not None else shared.settings.default_permissions)
    if shared.event.fork:
        granted = {
            scope: "read" if level == "write" else level for scope, level in granted.items() if scope != "id-token"
        }
    return granted


def _environment_name(shared: Circumstances, job: Job, matrix: Mapping[str, Json], needs: Mapping[str, Json]) -> str:
    value = job.environment.get("name") if isinstance(job.environment, dict) else job.environment
    return text(interpolate(value, job_scope(shared, needs, matrix)))


def job_scope(shared: Circumstances, needs: Mapping[str, Json], matrix: Mapping[str, Json] | None = None) -> Scope:
    """Give what the expressions of a job may name before it has a machine."""
    return Scope(
        {
            "github": _picker("github", shared.github),
            "inputs": dict(shared.inputs),
            "matrix": _picker("matrix", dict(matrix or {})),
            "needs": dict(needs),
            "strategy": _picker("strategy", {}),
            "vars": dict(shared.settings.variables),
        }
    )


def _claims(shared: Circumstances, environment: str) -> dict[str, str]:
    said = shared.github
    ref = text(said["ref"])
    subject = f"environment:{environment}" if environment else f"ref:{ref}"
    claims = {
        "sub": f"repo:{shared.repository}:{subject}",
        "repository": shared.repository,
        "repository_owner": shared.repository.partition("/")[0],
        "job_workflow_ref": text(said["workflow_ref"]),
        "ref": ref,
        "sha": shared.event.sha,
        "event_name": shared.event.name,
    }
    return claims | ({"environment": environment} if environment else {})


def _picker(name: str, values: Mapping[str, Json]) -> Callable[[str], Json]:
    folded = {key.casefold(): value for key, value in values.items()}

    def pick(key: str) -> Json:
        if key.casefold() not in folded:
            raise Unsupported(f"{name} has no {key}")
        return folded[key.casefold()]

    return pick
