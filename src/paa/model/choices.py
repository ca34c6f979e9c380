"""The words that a key of `.paa.config` may take, where only some are allowed."""

from enum import StrEnum

__all__ = [
    "ApiPolicy",
    "GateAction",
    "GatedCommand",
    "IndexKind",
    "InterfaceRequirements",
    "LazyImports",
    "Record",
    "RequirementVersions",
    "Versioning",
]


class IndexKind(StrEnum):
    """What stands behind an index."""

    DIRECTORY = "directory"
    PYPI = "pypi"
    TESTPYPI = "testpypi"
    AZURE = "azure"
    SIMPLE = "simple"


class Record(StrEnum):
    """How a release gets back into the repository."""

    PUSH = "push"
    PULL_REQUEST = "pull-request"
    TAGS_ONLY = "tags-only"


class Versioning(StrEnum):
    """What a version number means."""

    SEMVER = "semver"
    CALVER = "calver"


class ApiPolicy(StrEnum):
    """What a break of a module's public interface leads to."""

    OFF = "off"
    WARN = "warn"
    FAIL = "fail"
    BUMP = "bump"


class RequirementVersions(StrEnum):
    """Which version an inferred requirement asks for."""

    NONE = "none"
    MINIMUM = "minimum"
    COMPATIBLE = "compatible"
    PINNED = "pinned"


class LazyImports(StrEnum):
    """What an import is that stands only in functions."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class InterfaceRequirements(StrEnum):
    """Where the requirements of FastAPI, Streamlit and MCP go."""

    EXTRAS = "extras"
    REQUIRED = "required"


class GatedCommand(StrEnum):
    """The commands that have gates."""

    MAKE_PACKAGE = "make-package"
    RELEASE = "release"


class GateAction(StrEnum):
    """What a gate's finding leads to."""

    OFF = "off"
    WARN = "warn"
    FAIL = "fail"
