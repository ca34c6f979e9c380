"""One walk through the stages and jobs of an Azure pipeline."""

import json
from collections.abc import Callable, Mapping
from time import monotonic

from tests.support.pipelines.azure.expressions import Scope, evaluate, holds
from tests.support.pipelines.azure.legs import Circumstances, Leg, implicit_steps, places
from tests.support.pipelines.azure.pipeline import Job, Pipeline, Stage, VariableEntry
from tests.support.pipelines.azure.results import FAILED, SKIPPED, SUCCEEDED, WITH_ISSUES, JobResult, combined
from tests.support.pipelines.azure.steps import run_steps
from tests.support.pipelines.azure.variables import Variables
from tests.support.pipelines.documents import Json, Section
from tests.support.pipelines.failures import Invalid, Refused, Unsupported
from tests.support.pipelines.hosting import Grant
from tests.support.pipelines.machine import Place
from tests.support.pipelines.vault import Vault

__all__ = ["Execution"]

_IMAGES = frozenset({"ubuntu-22.04", "ubuntu-24.04", "ubuntu-26.04", "ubuntu-latest"})
_ELSEWHERE = ("windows-", "macOS-")
_GOOD = frozenset({SUCCEEDED, WITH_ISSUES})


class Execution:
    """One walk through the stages of a pipeline."""

    def __init__(
        self,
        shared: Circumstances,
        pipeline: Pipeline,
        before: Mapping[str, Mapping[str, JobResult]],
        *,
        elsewhere: bool,
    ) -> None:
        self._shared = shared
        self._pipeline = pipeline
        self._before = before
        self._elsewhere = elsewhere
        self._done: dict[str, dict[str, JobResult]] = {}

    def stages(self) -> dict[str, dict[str, JobResult]]:
        """Execute the stages."""
        depends = {stage.name: stage.depends for stage in self._pipeline.stages}
        for name in _order(depends):
            (stage,) = (stage for stage in self._pipeline.stages if stage.name == name)
            self._done[name] = {}
            results = {
                each: combined([job.result for job in self._done[each].values()])
                for each in depends
                if each in self._done
            }
            goes = self._holds(stage.condition, _above(name, depends), results, self._stage_contexts(stage))
            jobs = {job.name: job.depends for job in stage.jobs}
            for key in _order(jobs):
                (job,) = (job for job in stage.jobs if job.name == key)
                self._done[name][key] = (
                    self._job(stage, job) if goes else JobResult(name=key, result=SKIPPED, outputs={})
                )
        return self._done

    def _holds(
        self, source: str | None, above: set[str], results: Mapping[str, str], contexts: Mapping[str, Json]
    ) -> bool:
        def asked(*names: str) -> list[str]:
            unknown = sorted(set(names) - above)
            if unknown:
                raise Invalid(f"{source}: {', '.join(unknown)} is not among what it depends on")
            return [results[name] for name in names or above]

        status: dict[str, Callable[..., bool]] = {
            "always": lambda: True,
            "canceled": lambda: False,
            "failed": lambda *names: FAILED in asked(*names),
            "succeeded": lambda *names: all(result in _GOOD for result in asked(*names)),
            "succeededOrFailed": lambda *names: all(result in {*_GOOD, FAILED} for result in asked(*names)),
        }
        plain = dict(self._variables(()).texts())
        return holds(source or "succeeded()", Scope({**contexts, "variables": dict(plain)}, status))

    def _stage_contexts(self, stage: Stage) -> dict[str, Json]:
        said: dict[str, Json] = {}
        for name in stage.depends:
            jobs = self._done[name]
            outputs: dict[str, Json] = {
                f"{job.name}.{key}": value for job in jobs.values() for key, value in job.outputs.items()
            }
            said[name] = {"result": combined([job.result for job in jobs.values()]), "outputs": outputs}
        return {"dependencies": said}

    def _job_contexts(self, stage: Stage, job: Job) -> dict[str, Json]:
        own: dict[str, Json] = {name: _said(self._done[stage.name][name]) for name in job.depends}
        others: dict[str, Json] = {
            name: {key: _said(done) for key, done in self._done[name].items()} for name in stage.depends
        }
        return {"dependencies": own, "stageDependencies": others}

    def _job(self, stage: Stage, job: Job) -> JobResult:
        earlier = self._before.get(stage.name, {}).get(job.name)
        if earlier and earlier.result in _GOOD:
            return earlier
        contexts = self._job_contexts(stage, job)
        jobs = {each.name: each.depends for each in stage.jobs}
        results = {key: done.result for key, done in self._done[stage.name].items()}
        if not self._holds(job.condition, _above(job.name, jobs), results, contexts):
            return JobResult(name=job.name, result=SKIPPED, outputs={})
        matrix = self._matrix(stage, job, contexts)
        if all(self._is_elsewhere(job, values) for values in matrix.values()):
            return JobResult(name=job.name, result=SUCCEEDED, outputs={})
        results_of = [
            self._leg(stage, job, leg, values, contexts).finish()
            for leg, values in matrix.items()
            if not self._is_elsewhere(job, values)
        ]
        prefix = f"{job.name}." if job.environment is not None else ""
        outputs = {
            f"{prefix}{f'{leg.name}.' if job.matrix is not None else ''}{name}": value
            for leg in results_of
            for name, value in leg.outputs.items()
        }
        return JobResult(
            name=job.name, result=combined([leg.result for leg in results_of]), legs=tuple(results_of), outputs=outputs
        )

    def _is_elsewhere(self, job: Job, values: Mapping[str, str]) -> bool:
        """Tell whether a leg is for a machine that this is not; its image may be a variable of the matrix."""
        image = Variables(values, {}).expanded(job.image, f"{job.name}.pool", secrets=False)
        if self._elsewhere and image.startswith(_ELSEWHERE):
            return True
        if image not in _IMAGES:
            raise Unsupported(f"{job.name}: vmImage: {image!r}")
        return False

    def _matrix(self, stage: Stage, job: Job, contexts: Mapping[str, Json]) -> dict[str, dict[str, str]]:
        if job.matrix is None:
            return {job.name: {}}
        matrix: Json = job.matrix
        if isinstance(matrix, str):
            texts = dict(self._variables((stage.variables, job.variables), contexts).texts())
            value = _runtime(matrix, Scope({**contexts, "variables": dict(texts)}))
            try:
                matrix = json.loads(value) if isinstance(value, str) else value
            except json.JSONDecodeError:
                raise Invalid(f"{job.name}: {value!r} is no matrix") from None
        legs = Section.of(matrix, f"{job.name}.matrix")
        if not legs.entries:
            raise Invalid(f"{job.name}: an empty matrix")
        return {name: _leg_values(legs.section(name), name) for name in legs.entries}

    def _variables(
        self, levels: tuple[tuple[VariableEntry, ...], ...], contexts: Mapping[str, Json] | None = None
    ) -> Variables:
        settings = self._shared.settings
        found = Variables({**self._shared.predefined, **settings.own.variables}, settings.own.secrets)
        for level in (self._pipeline.variables, *levels):
            for entry in level:
                if entry.group:
                    group = settings.group(entry.name)
                    for name, value in {**group.variables, **group.secrets}.items():
                        found.set(name, value, secret=name in group.secrets)
                else:
                    scope = Scope({**(contexts or {}), "variables": dict(found.texts())})
                    found.set(entry.name, _written(_runtime(entry.value, scope)))
        return found

    def _leg(self, stage: Stage, job: Job, name: str, values: Mapping[str, str], contexts: Mapping[str, Json]) -> Leg:
        shared, settings = self._shared, self._shared.settings
        if job.environment is not None and job.environment not in settings.environments:
            raise Refused(f"{job.name} deploys to {job.environment}, which Azure would create without approval")
        grant = Grant(holder=f"{stage.name}.{job.name}", read=True, write=settings.contribute)
        token = shared.hosting.grant(grant, settings.access_token)
        variables = self._variables((stage.variables, job.variables), contexts)
        place = Place.make(shared.folder / f"{stage.name}-{job.name}-{name}", shared.folder.parent / "machine")
        leg = Leg(
            shared=shared,
            stage=stage.name,
            job=job,
            name=name,
            place=place,
            token=token,
            variables=variables,
            contexts=contexts,
            vault=Vault((*settings.all_secrets, token)),
            end=monotonic() + job.timeout * 60,
        )
        for key, value in {**places(leg), **values}.items():
            variables.set(key, value)
        variables.set("System.AccessToken", token, secret=True)
        run_steps(leg, (*implicit_steps(job), *job.steps))
        return leg


def _said(job: JobResult) -> Json:
    outputs: dict[str, Json] = dict(job.outputs)
    return {"result": job.result, "outputs": outputs}


def _leg_values(section: Section, name: str) -> dict[str, str]:
    if not name.replace("_", "a").isalnum() or not name[0].isalpha() or len(name) > 100:
        raise Invalid(f"{section.where}: {name!r} is no name of a leg")
    return {key: _written(section.get(key)) for key in section.entries}


def _written(value: Json) -> str:
    if isinstance(value, list | dict):
        raise Invalid(f"a text is expected, not {value!r}")
    return "" if value is None else str(value)


def _runtime(source: str, scope: Scope) -> Json:
    if not source.startswith("$["):
        return source
    if not source.endswith("]"):
        raise Invalid(f"an expression has to be the whole value: {source}")
    return evaluate(source[2:-1].strip(), scope)


def _order(depends: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give names, each after those that it depends on, and else from the last: who forgets one meets it."""
    done: list[str] = []
    while len(done) < len(depends):
        ready = [name for name in depends if name not in done and set(done) >= set(depends[name])]
        if not ready:
            raise Invalid(f"these depend on each other: {', '.join(set(depends) - set(done))}")
        done.append(ready[-1])
    return done


def _above(name: str, depends: Mapping[str, tuple[str, ...]]) -> set[str]:
    found = set(depends[name])
    for each in depends[name]:
        found |= _above(each, depends)
    return found
