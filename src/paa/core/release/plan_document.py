"""A plan as a document: what a pull request shows, a pipeline passes on, and a release carries out."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.errors import SourceError, UsageError
from paa.model.index_profile import profile_document, read_profile
from paa.model.names import as_import_name
from paa.model.plan import Cause, PlannedRelease, ReleasePlan, Remark
from paa.model.settings import IndexName

__all__ = ["SCHEMA", "plan_document", "read_plan"]

_FAMILY = "paa-plan/"
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
SCHEMA = "paa-plan/2"
"""The name of the format; the number grows when a reader of the old one could be misled."""


def plan_document(plan: ReleasePlan) -> Mapping[str, object]:
    """Write a plan as what JSON can hold; `read_plan` reads it back."""
    return {
        "schema": SCHEMA,
        "commit": plan.commit,
        "index": plan.index,
        "stage_to": plan.stage_to,
        "indexes": {name: profile_document(profile) for name, profile in plan.profiles.items()},
        "metadata_version": str(plan.metadata_version),
        "releases": [_release_document(release) for release in plan.releases],
        "remarks": [{"subject": each.subject, "text": each.text, "hint": each.hint} for each in plan.remarks],
        "unchanged": plan.unchanged,
        "versions": {name: str(version) for name, version in plan.versions.items()},
    }


def _release_document(release: PlannedRelease) -> Mapping[str, object]:
    return {
        "import_name": release.import_name,
        "name": release.name,
        "cause": release.cause.value,
        "previous": None if release.previous is None else str(release.previous),
        "version": str(release.version),
        "rule": release.rule,
        "notes": list(release.notes),
        "files": list(release.files),
        "commits": list(release.commits),
        "siblings": list(release.siblings),
        "epoch": release.epoch,
        "digest": release.digest,
    }


def read_plan(text: str, *, where: str) -> ReleasePlan:
    """Read a plan that `plan_document` wrote.

    Raises:
        UsageError: It is no plan of this format.
    """
    hint = "make it anew: paa plan --json > plan.json"
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(f"this is no plan: {error}", where=where, hint=hint) from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if isinstance(schema, str) and schema != SCHEMA and schema.startswith(_FAMILY):
        message = f"this plan has the format {schema!r}, which another version of paa wrote; this one reads {SCHEMA!r}"
        raise UsageError(message, where=where, hint=hint)
    if schema != SCHEMA:
        raise UsageError(f"this is no plan of the format {SCHEMA}", where=where, hint=hint)
    try:
        return ReleasePlan(
            commit=_commit(document["commit"]),
            index=str(document["index"]),
            stage_to=_name_of_index(document["stage_to"], document["indexes"]),
            profiles=MappingProxyType(
                {IndexName(name): read_profile(profile) for name, profile in document["indexes"].items()}
            ),
            metadata_version=Version(document["metadata_version"]),
            releases=tuple(_release(each, where) for each in document["releases"]),
            remarks=tuple(Remark(**each) for each in document["remarks"]),
            unchanged=int(document["unchanged"]),
            versions=MappingProxyType(
                {as_import_name(name, where=where): Version(version) for name, version in document["versions"].items()}
            ),
        )
    except (SourceError, KeyError, TypeError, ValueError, AttributeError, InvalidVersion) as error:
        raise UsageError(f"this plan is damaged: {error!r}", where=where, hint=hint) from None


def _name_of_index(name: str | None, indexes: Mapping[str, object]) -> IndexName | None:
    if name is not None and name not in indexes:
        raise ValueError(f"nothing is said of the index {name!r}")
    return None if name is None else IndexName(name)


def _commit(text: str) -> str:
    if not _COMMIT.fullmatch(text):
        raise ValueError(f"{text!r} is no commit")
    return text


def _release(document: Mapping[str, Any], where: str) -> PlannedRelease:
    previous = document["previous"]
    return PlannedRelease(
        import_name=as_import_name(document["import_name"], where=where),
        name=canonicalize_name(document["name"], validate=True),
        cause=Cause(document["cause"]),
        previous=None if previous is None else Version(previous),
        version=Version(document["version"]),
        rule=str(document["rule"]),
        notes=tuple(map(str, document["notes"])),
        files=tuple(map(str, document["files"])),
        commits=tuple(map(str, document["commits"])),
        siblings=tuple(as_import_name(each, where=where) for each in document["siblings"]),
        epoch=int(document["epoch"]),
        digest=str(document["digest"]),
    )
