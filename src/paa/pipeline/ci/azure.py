"""What the pipelines of Azure DevOps are made from: which feeds can be chosen, and how each step logs in."""

from collections.abc import Mapping
from types import MappingProxyType

from paa.model.choices import IndexKind
from paa.model.pipelines import Login
from paa.model.settings import IndexName
from paa.pipeline.ci.blueprint import Blueprint

__all__ = ["AZURE_PIPELINE", "ENVIRONMENT", "NO_FEED", "azure_templates", "azure_values"]

AZURE_PIPELINE = ".azure/azure-pipelines.yml"
"""The pipeline; what it is put together from is in `jobs` beside it."""

ENVIRONMENT = "paa-release"
"""The environment of the job that publishes: approvals and the lock that lets releases queue are set there."""

NO_FEED = "(no feed yet)"
"""The only choice where there is no feed yet: a list must not be empty. No index can be called so."""

_JOBS = ("validate", "check", "plan", "test", "build", "stage", "publish", "verify", "record", "summary")
_REPORTED = ("plan", "test", "build", "stage", "publish", "verify", "record")


def azure_templates(blueprint: Blueprint) -> Mapping[str, str]:
    """Name the files: path → template."""
    wanted = [name for name in _JOBS if name != "stage" or blueprint.settings.stage_to]
    return MappingProxyType(
        {
            AZURE_PIPELINE: "azure-pipelines.yml",
            ".azure/docs/PIPELINES.md": "PIPELINES.md",
            **{f".azure/jobs/{name}.yml": f"jobs-{name}.yml" for name in wanted},
        }
    )


def azure_values(blueprint: Blueprint) -> Mapping[str, object]:
    """Give what only the templates of Azure use."""
    feeds = _choices(blueprint)
    staging = blueprint.settings.stage_to
    token = all(_takes_token(blueprint, name) for name in feeds)
    return {
        "feeds": feeds,
        "has_feeds": feeds != (NO_FEED,),
        "default_feed": blueprint.settings.publish_to if blueprint.settings.publish_to in feeds else feeds[0],
        "environment": ENVIRONMENT,
        "token": token,
        "secrets": not token,
        "private": any(name == NO_FEED or blueprint.is_private(name) for name in feeds),
        "stage_token": staging is not None and _takes_token(blueprint, staging),
        "stage_private": any(name == NO_FEED or blueprint.is_tried_with_login(name) for name in feeds),
        "stage_secrets": staging is not None and not _is_folder(blueprint, staging),
        "reported": [name for name in _REPORTED if name != "stage" or staging],
    }


def _choices(blueprint: Blueprint) -> tuple[IndexName, ...]:
    """Name what somebody may choose from: the feeds; without one, the index of the configuration that is a server."""
    if blueprint.feeds:
        return blueprint.feeds
    index = blueprint.choices.index or blueprint.settings.publish_to
    return (IndexName(NO_FEED),) if _is_folder(blueprint, index) else (index,)


def _is_folder(blueprint: Blueprint, name: IndexName) -> bool:
    return blueprint.profile(name).kind is IndexKind.DIRECTORY


def _takes_token(blueprint: Blueprint, name: IndexName) -> bool:
    """Tell whether an index believes who the pipeline is: feeds do, unless somebody wants passwords."""
    if name == NO_FEED:
        return blueprint.choices.login is Login.TRUSTED
    return blueprint.choices.login is Login.TRUSTED and blueprint.profile(name).kind is IndexKind.AZURE
