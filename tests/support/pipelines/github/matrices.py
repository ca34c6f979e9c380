"""The executions that a matrix asks for."""

from itertools import product

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.expressions import Scope, interpolate
from tests.support.pipelines.github.workflow import Job

__all__ = ["MATRIX_LIMIT", "matrix_legs"]

MATRIX_LIMIT = 256


def matrix_legs(job: Job, scope: Scope) -> list[dict[str, Json]]:
    """Give the values of each execution of a job: one without values where it has no matrix.

    Raises:
        Invalid: There are none, or more than GitHub starts.
        Unsupported: `exclude`, or `include` beside other keys.
    """
    matrix = interpolate(job.strategy.get("matrix"), scope)
    if matrix is None:
        return [{}]
    if not isinstance(matrix, dict):
        raise Invalid(f"{job.key}: a matrix is a mapping")
    parts = {key: interpolate(value, scope) for key, value in matrix.items()}
    included = parts.pop("include", None)
    if "exclude" in parts or (included is not None and parts):
        raise Unsupported(f"{job.key}: a matrix with {', '.join(matrix)}")
    legs = _included(job, included, scope) if included is not None else _combined(job, parts)
    if not 0 < len(legs) <= MATRIX_LIMIT:
        raise Invalid(f"{job.key}: a matrix of {len(legs)}, which has to be 1 to {MATRIX_LIMIT}")
    return legs


def _included(job: Job, included: Json, scope: Scope) -> list[dict[str, Json]]:
    if not isinstance(included, list):
        raise Invalid(f"{job.key}: include is a list")
    legs = [
        {key: interpolate(value, scope) for key, value in entry.items()}
        for entry in included
        if isinstance(entry, dict)
    ]
    if len(legs) < len(included):
        raise Invalid(f"{job.key}: include is a list of mappings")
    return legs


def _combined(job: Job, parts: dict[str, Json]) -> list[dict[str, Json]]:
    lists = [values for values in parts.values() if isinstance(values, list)]
    if len(lists) < len(parts) or not parts:
        raise Invalid(f"{job.key}: a matrix is a mapping of lists")
    return [dict(zip(parts, values, strict=True)) for values in product(*lists)]
